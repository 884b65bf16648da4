// A program that brings the engine's module itself, from the package's own file.
import { readFile } from "node:fs/promises";
import * as cors from "cors-preflight/slim";
import { answers } from "../program.js";

cors.init(await readFile(new URL(import.meta.resolve("cors-preflight/wasm"))));
console.log(JSON.stringify(answers(cors)));
