import * as engine from "./wasm/cors_preflight.js";
import { bytes } from "./wasm/cors_preflight_bytes.js";

let started = false;

/** The engine, compiled at the first call: synchronously, from the bytes that came with the module. */
function startedEngine() {
  if (!started) {
    engine.initSync({ module: bytes() });
    started = true;
  }
  return engine;
}

export function classify(call, options) {
  return startedEngine().classify(call, options);
}

/**
 * Headers as one text, names and values in turn with a NUL behind each, and how many they are.
 * Undefined for what Web IDL has to convert first.
 */
function flattened(headers) {
  let pairs = headers;
  if (!(headers instanceof Headers) && !Array.isArray(headers)) {
    const prototype = Object.getPrototypeOf(headers);
    const isRecord = prototype === Object.prototype || prototype === null;
    if (!isRecord || Symbol.iterator in headers || Object.getOwnPropertySymbols(headers).length > 0) return undefined;
    pairs = Object.entries(headers);
  }
  let text = "";
  let count = 0;
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) return undefined;
    const [name, value] = pair;
    if (typeof name !== "string" || typeof value !== "string") return undefined;
    text += `${name}\0${value}\0`;
    count += 2;
  }
  return { text, count };
}

/** What is longer is left to classify(), which says that it is too long. */
const LONGEST = 2 ** 25;

export function needsPreflight(method, headers = {}, options) {
  const profile = options?.profile ?? "standard";
  const flat = headers === null ? undefined : flattened(headers);
  if (flat && typeof method === "string" && typeof profile === "string") {
    const { text, count } = flat;
    if (method.length + text.length <= LONGEST) {
      const answer = startedEngine().needsPreflight(method, text, count, profile);
      if (answer < 2) return answer === 1;
    }
  }
  const call = { origin: "null", url: "https://api.example/", method, headers };
  const { outcome, summary } = classify(call, options);
  if (outcome === "throws") throw new TypeError(summary);
  return outcome === "preflight";
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

  get profile() {
    return this.#handle.profile;
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
