// The module's address, as Vite gives it.
import * as cors from "cors-preflight/slim";
import address from "cors-preflight/wasm?url";
import { answers } from "../program.js";

cors.init(await WebAssembly.compileStreaming(fetch(address)));
globalThis.answers = answers(cors);
