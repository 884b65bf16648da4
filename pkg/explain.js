import * as engine from "./wasm/explain.js";
import { bytes } from "./wasm/explain_bytes.js";

let started = false;

/** What is longer might not fit the memory that the module can have, several times over. */
const LONGEST = 2 ** 25;

export function explain(text) {
  if (typeof text !== "string") throw new TypeError(`text: of type ${typeof text}, where a string is due`);
  if (text.length > LONGEST) throw new TypeError(`text: longer than ${LONGEST} characters`);
  if (!started) {
    engine.initSync({ module: bytes() });
    started = true;
  }
  return JSON.parse(engine.explain(text) ?? null);
}
