import * as cors from "cors-preflight";
import { engine } from "cors-preflight/engine";
import * as explaining from "cors-preflight/explain";
import * as fetching from "cors-preflight/fetch";
import { run } from "../program.js";

/** A service worker has no dynamic import. */
const withEngine = { ...fetching, corsFetch: (options) => fetching.corsFetch({ ...options, engine }) };

addEventListener("message", (event) => {
  const { data: server, ports: [port] } = event;
  event.waitUntil(run({ cors, explaining, fetching: withEngine }, server).then((answers) => port.postMessage(answers)));
});
