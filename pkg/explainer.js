import { instantiate } from "./instantiate.js";
import * as glue from "./wasm/explain_bg.js";

let started = false;

/** What is longer might not fit the memory that the engine can have, several times over. */
const LONGEST = 2 ** 25;

/** explain() over the module that `bring` gives at the first call. */
export const explainer = (bring) =>
  function explain(text) {
    if (typeof text !== "string") throw new TypeError(`text: a string is due, and this is of type ${text === null ? "null" : typeof text}`);
    if (text.length > LONGEST) throw new TypeError(`text: longer than ${LONGEST} characters`);
    if (!started) {
      instantiate(glue, "./explain_bg.js", bring());
      started = true;
    }
    return JSON.parse(glue.explain(text) ?? null);
  };
