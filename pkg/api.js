import { classifying, needingPreflight } from "./calls.js";
import { flatAnswer, flatCall, flatProfile, profileOf } from "./call.js";
import { glance } from "./glance.js";
import { instantiate } from "./instantiate.js";
import * as glue from "./wasm/cors_preflight_bg.js";

/** The engine and its memory, once it has started. */
let started;

/** The engine's handle of each PreflightCache, and whose rules that goes by. The engine frees a handle that nothing refers to. */
const caches = new WeakMap();

/** A call of which it does not matter what it calls, and who. */
const ANY = { origin: "null", url: "https://api.example/" };

/** What the engine told, or the error that it told of. */
function told(text) {
  const result = JSON.parse(text);
  if (result?.typeError) throw new TypeError(result.typeError);
  return result;
}

/** The package's functions and classes over the module that `bring` gives when the first of them is called. */
export function api(bring) {
  function start() {
    if (!started) {
      const { memory } = instantiate(glue, "./cors_preflight_bg.js", bring());
      started = { glue, memory };
    }
    return started;
  }

  const engine = () => start().glue;

  const flat = (call, options) => flatCall(call, profileOf(options));

  function made(handle, call) {
    if (!handle) throw new TypeError(engine().refusal(call));
    return handle;
  }

  function classify(call, options) {
    return told(engine().classify(flat(call, options)));
  }

  function needsPreflight(method, headers = {}, options) {
    const profile = profileOf(options);
    const seen = glance(start, profile, method, headers);
    if (seen < 2) return seen === 1;
    const call = flatCall({ ...ANY, method, headers }, profile);
    const answer = engine().needsPreflight(call);
    if (answer < 2) return answer === 1;
    throw new TypeError(told(engine().classify(call)).summary);
  }

  function checkPreflight(call, answer, options) {
    return told(engine().checkPreflight(flat(call, options), flatAnswer(answer)));
  }

  function checkResponse(call, answer, options) {
    return told(engine().checkResponse(flat(call, options), flatAnswer(answer)));
  }

  class PreflightCache {
    #handle;

    constructor(options) {
      const profile = profileOf(options);
      const flat = flatProfile(profile);
      this.#handle = made(engine().PreflightCache.begin(flat), flat);
      caches.set(this, { handle: this.#handle, profile });
    }

    get profile() {
      return caches.get(this).profile ?? "standard";
    }

    clear() {
      told(this.#handle.clear());
    }

    entries() {
      return told(this.#handle.entries());
    }
  }

  class Exchange {
    #handle;
    #cache;
    /** What the engine told last, once it has ended: there is nothing more to ask it then. */
    #end;

    constructor(call, options) {
      let profile = profileOf(options);
      const cache = options?.cache;
      if (cache !== undefined) {
        const known = caches.get(cache);
        if (!known) throw new TypeError("cache: not a PreflightCache of this entry");
        const { profile: own = "standard" } = known;
        if (profile === undefined) profile = own;
        if (profile !== own) throw new TypeError(`profile: \`${String(profile)}\` is not the cache's, which is \`${own}\``);
        this.#cache = known.handle;
      }
      const flat = flatCall(call, profile);
      this.#handle = made(engine().Exchange.begin(flat), flat);
    }

    next(answer, now = Date.now()) {
      const flat = answer === undefined ? undefined : answer === null ? "" : flatAnswer(answer);
      if (!Number.isFinite(now)) throw new TypeError("now: a finite number is due");
      if (this.#end !== undefined) {
        if (flat) told(engine().checkResponse(flatCall(ANY), flat));
        return told(this.#end);
      }
      const text = this.#cache ? this.#handle.nextWithCache(this.#cache, flat, now) : this.#handle.next(flat, now);
      const step = told(text);
      if (step.kind === "done" || step.kind === "error") {
        this.#end = text;
        // Otherwise it would be kept until the platform finds the time to collect, which is after whatever is being awaited in turns.
        this.#handle.free();
      }
      return step;
    }
  }

  return { classify: classifying(classify), needsPreflight: needingPreflight(needsPreflight), checkPreflight, checkResponse, PreflightCache, Exchange };
}
