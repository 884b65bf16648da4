import * as engine from "./wasm/cors_preflight.js";
import bytes from "./wasm/bytes.js";

let started = false;

/** The engine, compiled at the first call: synchronously, from the bytes that came with the module. */
function startedEngine() {
  if (!started) {
    const text = atob(bytes);
    engine.initSync({ module: Uint8Array.from(text, (character) => character.charCodeAt(0)) });
    started = true;
  }
  return engine;
}

export function classify(call, options) {
  return startedEngine().classify(call, options);
}

export function checkPreflight(call, answer, options) {
  return startedEngine().checkPreflight(call, answer, options);
}

export function checkResponse(call, answer, options) {
  return startedEngine().checkResponse(call, answer, options);
}
