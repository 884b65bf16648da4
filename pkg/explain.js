import * as glue from "./wasm/explain_bg.js";
import { bytes } from "./wasm/explain_bytes.js";

let started = false;

/** What is longer might not fit the memory that the engine can have, several times over. */
const LONGEST = 2 ** 25;

export function explain(text) {
  if (typeof text !== "string") throw new TypeError(`text: a string is due, and this is of type ${text === null ? "null" : typeof text}`);
  if (text.length > LONGEST) throw new TypeError(`text: longer than ${LONGEST} characters`);
  if (!started) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes()), { "./explain_bg.js": glue });
    glue.__wbg_set_wasm(exports);
    exports.__wbindgen_start();
    started = true;
  }
  return JSON.parse(glue.explain(text) ?? null);
}
