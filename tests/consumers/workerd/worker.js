import * as cors from "cors-preflight";
import * as explaining from "cors-preflight/explain";
import * as fetching from "cors-preflight/fetch";
import { run } from "../program.js";

export default {
  async fetch(request) {
    const server = new URL(request.url).searchParams.get("server");
    return Response.json(await run({ cors, explaining, fetching }, server, "http://app.example"));
  },
};
