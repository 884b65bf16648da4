import { encodeCall, encodeResponse, profileOf, typeError } from "./call.js";
import { classifying, needingPreflight } from "./calls.js";
import { fastNeedsPreflight } from "./fast-path.js";
import { instantiate } from "./instantiate.js";
import * as glue from "./wasm/cors_preflight_bg.js";

/** The engine, once it has started. */
let started;

/** The places of the profiles in the engine's list, by their names. */
const places = new Map();

/** The engine takes the standard's profile if there is no profile in this place. */
const DEFAULT_PLACE = 2 ** 31;

/** The engine's half of each PreflightCache, and the name of its profile. The engine's half is freed when nothing refers to it. */
const caches = new WeakMap();

/** The origin and the URL of a call for which they do not matter. */
const ANY = { origin: "null", url: "https://api.example/" };

const OPTIONS = new Set(["profile"]);

const EXCHANGE_OPTIONS = new Set(["cache", "profile"]);

/** Returns the functions and classes of the package. `bring` returns the module, and is called when the first function is. */
export function api(bring) {
  function start() {
    started ??= instantiate(glue, "./cors_preflight_bg.js", bring());
    return started;
  }

  /** Returns the place of a profile. */
  function placeOf(profile) {
    if (profile === undefined) return DEFAULT_PLACE;
    const known = places.get(profile);
    if (known !== undefined) return known;
    if (typeof profile !== "string") throw typeError("profile", "a string", profile);
    const { glue, write } = start();
    const place = glue.profilePlace(write(profile.slice(0, 100)));
    places.set(profile, place);
    return place;
  }

  function classify(call, options) {
    const place = placeOf(profileOf(options, OPTIONS));
    const text = encodeCall(call);
    const { glue, write } = start();
    return glue.classify(write(text), place);
  }

  function needsPreflight(method, headers = {}, options) {
    const place = placeOf(profileOf(options, OPTIONS));
    const needs = fastNeedsPreflight(start, place, method, headers);
    if (needs < 2) return needs === 1;
    const text = encodeCall({ ...ANY, method, headers });
    const { glue, write } = start();
    return glue.needsPreflight(write(text), place);
  }

  function checkPreflight(call, response, options) {
    const place = placeOf(profileOf(options, OPTIONS));
    const text = encodeCall(call) + encodeResponse(response);
    const { glue, write } = start();
    return glue.checkPreflight(write(text), place);
  }

  function checkResponse(call, response, options) {
    const place = placeOf(profileOf(options, OPTIONS));
    const text = encodeCall(call) + encodeResponse(response);
    const { glue, write } = start();
    return glue.checkResponse(write(text), place);
  }

  class PreflightCache {
    #handle;

    constructor(options) {
      const profile = profileOf(options, OPTIONS);
      const place = placeOf(profile);
      this.#handle = start().glue.PreflightCache.create(place);
      caches.set(this, { handle: this.#handle, profile });
    }

    get profile() {
      return caches.get(this).profile ?? "standard";
    }

    clear() {
      this.#handle.clear();
    }

    entries() {
      return this.#handle.entries();
    }
  }

  class Exchange {
    #handle;
    #cache;
    /** The last step, once the exchange has ended. */
    #end;

    constructor(call, options) {
      let profile = profileOf(options, EXCHANGE_OPTIONS);
      const cache = options?.cache;
      if (cache !== undefined) {
        const known = caches.get(cache);
        if (!known) throw new TypeError("cache: expected a PreflightCache of this entry, got another value");
        const { profile: own = "standard" } = known;
        if (profile === undefined) profile = own;
        if (profile !== own) throw new TypeError(`profile: expected the profile of the cache, \`${own}\`, got \`${String(profile)}\``);
        this.#cache = known.handle;
      }
      const place = placeOf(profile);
      const text = encodeCall(call);
      const { glue, write } = start();
      this.#handle = glue.Exchange.create(write(text), place);
    }

    next(response, now = Date.now()) {
      const text = response === undefined || response === null ? "" : encodeResponse(response);
      if (!Number.isFinite(now)) throw new TypeError(`now: expected a finite number, got ${typeof now === "number" ? now : typeof now}`);
      const { glue, write } = start();
      const length = response === undefined ? undefined : write(text);
      if (this.#end !== undefined) {
        if (length) glue.validateResponse(length);
        return this.#end;
      }
      const step = this.#cache ? this.#handle.nextWithCache(this.#cache, length, now) : this.#handle.next(length, now);
      if (step.kind === "done" || step.kind === "error") {
        this.#end = step;
        // The platform would only free the memory when it collects, which may be after everything that is awaited.
        this.#handle.free();
      }
      return step;
    }
  }

  return {
    classify: classifying(classify),
    needsPreflight: needingPreflight(needsPreflight),
    checkPreflight,
    checkResponse,
    PreflightCache,
    Exchange,
  };
}
