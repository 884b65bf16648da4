import * as cors from "cors-preflight";
import * as explaining from "cors-preflight/explain";
import * as fetching from "cors-preflight/fetch";
import { run } from "../program.js";

addEventListener("message", (event) => {
  const { data: server, ports: [port] } = event;
  event.waitUntil(run({ cors, explaining, fetching }, server).then((answers) => port.postMessage(answers)));
});
