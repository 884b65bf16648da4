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

/** The engine's handle of each PreflightCache. The engine frees a handle once nothing refers to it. */
const caches = new WeakMap();

export class PreflightCache {
  #handle;

  constructor(options) {
    const { PreflightCache } = startedEngine();
    this.#handle = new PreflightCache(options);
    caches.set(this, this.#handle);
  }

  clear() {
    this.#handle.clear();
  }

  entries() {
    return this.#handle.entries();
  }
}

export class Exchange {
  #handle;

  constructor(call, options) {
    const { Exchange } = startedEngine();
    const cache = options?.cache;
    const handle = caches.get(cache);
    this.#handle = handle ? Exchange.withCache(call, options, handle) : new Exchange(call, options, cache);
  }

  next(answer, now = Date.now()) {
    return this.#handle.next(answer, now);
  }
}

export function explain(text) {
  return startedEngine().explain(text);
}
