import * as cors from "cors-preflight";
import { ask } from "../program.js";

console.log(JSON.stringify(ask(cors)));
