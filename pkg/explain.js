import { explainer } from "./explainer.js";
import { bytes } from "./wasm/explain_bytes.js";

export const explain = explainer(bytes);
