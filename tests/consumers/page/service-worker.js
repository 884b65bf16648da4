import * as cors from "/node_modules/cors-preflight/index.js";
import { ask } from "../program.js";

addEventListener("message", ({ ports: [port] }) => port.postMessage(ask(cors)));
