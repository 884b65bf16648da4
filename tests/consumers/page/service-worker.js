import * as cors from "/node_modules/cors-preflight/index.js";
import * as explaining from "/node_modules/cors-preflight/explain.js";
import * as fetching from "/node_modules/cors-preflight/fetch.js";
import { run } from "../program.js";

addEventListener("message", (event) => {
  const { data: server, ports: [port] } = event;
  event.waitUntil(run({ cors, explaining, fetching }, server).then((answers) => port.postMessage(answers)));
});
