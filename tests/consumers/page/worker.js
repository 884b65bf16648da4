import * as cors from "/node_modules/cors-preflight/index.js";
import { ask } from "../program.js";

postMessage(ask(cors));
