import { api } from "./api.js";
import { loadable } from "./load.js";

let brought;

export function init(module) {
  brought = module;
}

function bring() {
  if (brought === undefined) throw new TypeError('init: expected the module of "cors-preflight/wasm" or its bytes before the first call, got undefined');
  return brought;
}

const { bring: bringLoaded, load } = loadable(bring);
export { load };
export const { classify, needsPreflight, checkPreflight, checkResponse, PreflightCache, Exchange } = api(bringLoaded);
