// The module's address, as webpack gives it.
import * as cors from "cors-preflight/slim";
import { answers } from "../program.js";

cors.init(await WebAssembly.compileStreaming(fetch(new URL("cors-preflight/wasm", import.meta.url))));
globalThis.answers = answers(cors);
