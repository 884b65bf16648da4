import * as cors from "cors-preflight";
import { ask } from "../program.js";

postMessage(ask(cors));
