import { api } from "./api.js";
import { loadable } from "./load.js";

let brought;

export function init(module) {
  brought = module;
}

function bring() {
  if (brought === undefined) throw new TypeError('init: expected a call with the module of "cors-preflight/wasm" or its bytes first, got another call');
  return brought;
}

const { bring: bringLoaded, load } = loadable(bring);
export { load };
export const { classify, needsPreflight, checkPreflight, checkResponse, PreflightCache, Exchange } = api(bringLoaded);
