import * as cors from "cors-preflight";
import * as explaining from "cors-preflight/explain";
import * as fetching from "cors-preflight/fetch";
import { run } from "../program.js";

addEventListener("message", async ({ data: server }) => postMessage(await run({ cors, explaining, fetching }, server)));
