import * as cors from "/node_modules/cors-preflight/index.js";
import * as explaining from "/node_modules/cors-preflight/explain.js";
import * as fetching from "/node_modules/cors-preflight/fetch.js";
import { run } from "../program.js";
import { askServiceWorker, askWorker } from "../workers.js";

const server = new URL(location).searchParams.get("server");
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const registration = await navigator.serviceWorker.register("service-worker.js", { type: "module" });

globalThis.answers = {
  page: await run({ cors, explaining, fetching }, `${server}page/`),
  worker: await askWorker(worker, `${server}worker/`),
  serviceWorker: await askServiceWorker(registration, `${server}serviceWorker/`),
};
