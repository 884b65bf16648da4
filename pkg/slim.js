import { api } from "./api.js";

let brought;

export function init(module) {
  brought = module;
}

function bring() {
  if (brought === undefined) throw new TypeError('init: expected a call with the module of "cors-preflight/wasm" or its bytes first, got another call');
  return brought;
}

export const { classify, needsPreflight, checkPreflight, checkResponse, PreflightCache, Exchange } = api(bring);
