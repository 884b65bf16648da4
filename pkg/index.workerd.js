// Cloudflare's workers do not compile bytes: there a module is imported as one.
import module from "./wasm/cors_preflight_bg.wasm";
import { api } from "./api.js";
import { loadable } from "./load.js";

const { bring, load } = loadable(() => module);
export const { classify, needsPreflight, checkPreflight, checkResponse, PreflightCache, Exchange } = api(bring);
export { load };
