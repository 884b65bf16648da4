import * as engine from "./wasm/cors_preflight.js";
import { bytes } from "./wasm/cors_preflight_bytes.js";

let started = false;

/** The engine's memory. */
let memory;

/** The engine, compiled at the first call: synchronously, from the bytes that came with the module. */
function startedEngine() {
  if (!started) {
    ({ memory } = engine.initSync({ module: bytes() }));
    started = true;
  }
  return engine;
}

export function classify(call, options) {
  return startedEngine().classify(call, options);
}

/** What is longer is left to classify(): the room that it takes is never given back. */
const LONGEST = 2 ** 20;

/**
 * What needsPreflight() asks as one text, a NUL behind each part, and how many parts there are.
 * Undefined for what Web IDL has to convert first.
 */
function joined(profile, method, headers) {
  if (typeof profile !== "string" || typeof method !== "string" || headers === null) return undefined;
  let text = `${profile}\0${method}\0`;
  let count = 2;
  if (headers instanceof Headers || Array.isArray(headers)) {
    for (const pair of headers) {
      if (!Array.isArray(pair) || pair.length !== 2) return undefined;
      const [name, value] = pair;
      if (typeof name !== "string" || typeof value !== "string") return undefined;
      text += `${name}\0${value}\0`;
      count += 2;
    }
    return { text, count };
  }
  const prototype = Object.getPrototypeOf(headers);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  if (Symbol.iterator in headers || Object.getOwnPropertySymbols(headers).length > 0) return undefined;
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (typeof value !== "string") return undefined;
    text += `${name}\0${value}\0`;
    count += 2;
  }
  return { text, count };
}

const encoder = new TextEncoder();

/** Where the engine reads what needsPreflight() asks. */
let room = new Uint8Array();

/** The engine's answer at a glance: 1 or 0, or 2 where it takes a classification. */
function glance({ text, count }) {
  const { needsPreflight, room: makeRoom } = startedEngine();
  const longest = 3 * text.length;
  // The engine's memory has moved where there is no room any more.
  if (room.length < longest) {
    const length = Math.max(longest, 4096);
    const place = makeRoom(length);
    room = new Uint8Array(memory.buffer, place, length);
  }
  return needsPreflight(encoder.encodeInto(text, room).written, count);
}

export function needsPreflight(method, headers = {}, options) {
  const asked = joined(options?.profile ?? "standard", method, headers);
  if (asked && asked.text.length <= LONGEST) {
    const answer = glance(asked);
    if (answer < 2) return answer === 1;
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
