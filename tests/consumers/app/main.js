import * as cors from "cors-preflight";
import * as explaining from "cors-preflight/explain";
import * as fetching from "cors-preflight/fetch";
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
