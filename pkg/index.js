import { api } from "./api.js";
import { bytes } from "./wasm/cors_preflight_bytes.js";

export const { classify, needsPreflight, checkPreflight, checkResponse, PreflightCache, Exchange } = api(bytes);
