// A page that brings the engine's module itself, compiled while it loads.
import * as cors from "/node_modules/cors-preflight/slim.js";
import { answers } from "../program.js";

cors.init(await WebAssembly.compileStreaming(fetch("/node_modules/cors-preflight/wasm/cors_preflight_bg.wasm")));
globalThis.answers = answers(cors);
