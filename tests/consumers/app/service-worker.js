import * as cors from "cors-preflight";
import { ask } from "../program.js";

addEventListener("message", ({ ports: [port] }) => port.postMessage(ask(cors)));
