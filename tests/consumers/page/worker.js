import * as cors from "/node_modules/cors-preflight/index.js";
import * as explaining from "/node_modules/cors-preflight/explain.js";
import * as fetching from "/node_modules/cors-preflight/fetch.js";
import { run } from "../program.js";

addEventListener("message", async ({ data: server }) => postMessage(await run({ cors, explaining, fetching }, server)));
