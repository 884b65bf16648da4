import { typeError } from "./call.js";
import { MAX_LENGTH } from "./input.js";
import { instantiate } from "./instantiate.js";
import * as glue from "./wasm/explain_bg.js";

/** Returns explain(). `bring` returns the module, and is called when explain() is first. */
export function explainer(bring) {
  let started;
  return function explain(text) {
    if (typeof text !== "string") throw typeError("text", "a string", text);
    if (text.length > MAX_LENGTH) throw new TypeError(`text: expected at most ${MAX_LENGTH} characters, got ${text.length}`);
    started ??= instantiate(glue, "./explain_bg.js", bring());
    return started.glue.explain(started.write(text));
  };
}
