// Cloudflare's workers compile no bytes: there a module is imported as one.
import module from "./wasm/explain_bg.wasm";
import { explainer } from "./explainer.js";

export const explain = explainer(() => module);
