// Cloudflare's workers compile no bytes: there a module is imported as one.
import module from "./wasm/cors_preflight_bg.wasm";
import { api } from "./api.js";

export const { classify, needsPreflight, checkPreflight, checkResponse, PreflightCache, Exchange } = api(() => module);
