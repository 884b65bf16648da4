import * as cors from "cors-preflight";
import { ask } from "../program.js";
import { fromServiceWorker, fromWorker } from "../workers.js";

const worker = fromWorker(new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));
const registration = await navigator.serviceWorker.register("service-worker.js", { type: "module" });

globalThis.answers = {
  page: ask(cors),
  worker: await worker,
  "service worker": await fromServiceWorker(registration),
};
