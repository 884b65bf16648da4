import * as engine from "./wasm/cors_preflight.js";
import text from "./wasm/bytes.js";

let started = false;

/** The bytes that `text` stands for: a character for each below 92, and one more before it that says what to add. */
function decoded(text) {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let added = 0;
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code < 35) {
      added = (code - 31) * 92;
    } else {
      bytes[length] = added + code - 35;
      length += 1;
      added = 0;
    }
  }
  return bytes.subarray(0, length);
}

/** The engine, compiled at the first call: synchronously, from the bytes that came with the module. */
function startedEngine() {
  if (!started) {
    engine.initSync({ module: decoded(text) });
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
  #cache;

  constructor(call, options) {
    const { Exchange } = startedEngine();
    const cache = options?.cache;
    this.#cache = caches.get(cache);
    this.#handle = this.#cache ? Exchange.withCache(call, options, this.#cache) : new Exchange(call, options, cache);
  }

  next(answer, now = Date.now()) {
    return this.#cache ? this.#handle.nextWithCache(this.#cache, answer, now) : this.#handle.next(answer, now);
  }
}

export function explain(text) {
  return startedEngine().explain(text);
}
