import { api } from "./api.js";
import { loadable } from "./load.js";
import { bytes } from "./wasm/cors_preflight_bytes.js";

const { bring, load } = loadable(bytes);
export const { classify, needsPreflight, checkPreflight, checkResponse, PreflightCache, Exchange } = api(bring);
export { load };
