import * as cors from "cors-preflight";
import * as explaining from "cors-preflight/explain";
import * as fetching from "cors-preflight/fetch";
import { assertPreflight } from "cors-preflight/testing";
import { run } from "../program.js";

export default {
  async fetch(request) {
    assertPreflight({ origin: "https://app.example", url: "https://api.example/notes", method: "PUT" }, "PUT");
    const server = new URL(request.url).searchParams.get("server");
    return Response.json(await run({ cors, explaining, fetching }, server, "http://app.example"));
  },
};
