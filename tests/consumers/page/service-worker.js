import * as cors from "/node_modules/cors-preflight/index.js";
import { engine } from "/node_modules/cors-preflight/engine.js";
import * as explaining from "/node_modules/cors-preflight/explain.js";
import * as fetching from "/node_modules/cors-preflight/fetch.js";
import { run } from "../program.js";

/** A service worker has no dynamic import. */
const withEngine = { ...fetching, corsFetch: (options) => fetching.corsFetch({ ...options, engine }) };

addEventListener("message", (event) => {
  const { data: server, ports: [port] } = event;
  event.waitUntil(run({ cors, explaining, fetching: withEngine }, server).then((answers) => port.postMessage(answers)));
});
