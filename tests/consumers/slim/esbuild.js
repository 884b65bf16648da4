// The module's bytes, as esbuild's loader "binary" gives them.
import * as cors from "cors-preflight/slim";
import bytes from "cors-preflight/wasm";
import { answers } from "../program.js";

cors.init(bytes);
globalThis.answers = answers(cors);
