import { CorsError, PROFILES, browserError, findCorsError, invalid } from "./fetch/errors.js";
import { observing } from "./fetch/observe.js";
import { prepare } from "./fetch/prepare.js";
import { checkMembers } from "./members.js";

export { CorsError };

// ---- the engine

/** The engine once it is loaded. */
let loaded;
let loading;
let isWarned = false;
/** The engine as an option has it, for service workers: those have no dynamic import. */
let provided;

/** Loads the engine and compiles it, both asynchronously and once. */
function loadEngine() {
  loading ??= (provided ? Promise.resolve(provided) : import("./fetch/engine.js")).then(async (engine) => {
    await engine.start();
    loaded = engine;
    return engine;
  });
  return loading;
}

const engine = {
  /** Where the engine cannot be loaded, one warning says so, and calls go on without it. */
  orUndefined: () =>
    loadEngine().catch((error) => {
      if (!isWarned) console.warn("cors-preflight: the engine cannot be loaded, so failed calls are not explained and hooks are not called.", error);
      isWarned = true;
    }),
};

// ---- enforce

/** Returns the enforcing function. */
function enforcing(settings) {
  /** The settings with the cache; made at the first call. */
  let checked;
  async function enforced(...given) {
    const origin = settings.origin();
    const prepared = prepare(given, origin);
    const { enforce, grantsOf } = loaded ?? (await loadEngine());
    if (!checked) {
      const cache = grantsOf({ ...settings, origin });
      checked = { ...settings, cache, profile: cache.profile, fetch: () => settings.fetch(enforced) };
    }
    const { response, failure } = await enforce(prepared, checked);
    if (failure) throw browserError(failure, checked.profile, { wrapper: enforced, fetch: checked.fetch });
    return response;
  }
  return enforced;
}

// ---- diagnose

export async function diagnose(error, options = {}) {
  const found = findCorsError(error);
  if (!found) throw invalid("error", "an error that a function of corsFetch() rejected with, or its CorsError", error);
  if (options === null || typeof options !== "object") throw invalid("options", "an object", options);
  const { probe = false, timeout = 10_000, signal } = /** @type {any} */ (options);
  if (signal && typeof signal.addEventListener !== "function") throw invalid("signal", "an AbortSignal", signal);
  if (!(timeout > 0 && timeout < 2 ** 31)) throw invalid("timeout", "a time in milliseconds", timeout);
  if (signal?.aborted) throw signal.reason;
  const { diagnose } = loaded ?? (await loadEngine());
  return diagnose(found.error, found.context, { probe, timeout, signal, fetch: found.context.fetch() });
}

// ---- corsFetch

function oneOf(name, value, words) {
  if (!words.includes(value)) throw invalid(name, words.map((word) => `"${word}"`).join(" or "), value);
}

/** Whether the platform fetches without CORS. */
function platformLacksCors() {
  const { process, Deno, Bun, WebSocketPair } = /** @type {any} */ (globalThis);
  return [process?.versions?.node, Deno, Bun, WebSocketPair].some((mark) => mark !== undefined);
}

/** Throws for an origin that is not serialized. Only the engine knows the origins of unusual schemes. */
function checkOrigin(value) {
  if (value === "null") return;
  const expected = 'a serialized origin such as "https://app.example"';
  if (value instanceof URL) throw new TypeError(`origin: expected a string, got a URL; did you mean \`${value.origin}\`?`);
  if (typeof value !== "string") throw invalid("origin", expected, value);
  let origin;
  try {
    ({ origin } = new URL(value));
  } catch {
    throw invalid("origin", expected, value);
  }
  if (origin !== "null" && origin !== value) throw new TypeError(`${invalid("origin", expected, value).message}; did you mean \`${origin}\`?`);
}

/** The origin of the page at the time of a call. */
function currentOrigin() {
  const origin = globalThis.origin ?? globalThis.location?.origin;
  if (origin === undefined) {
    throw new TypeError('origin: there is no page here, so the option is required, as in corsFetch({ origin: "https://app.example" })');
  }
  return origin;
}

/** Gives the global fetch() of the time of each call, except the wrapper itself. */
function globalFetch() {
  const original = globalThis.fetch;
  let isInstalled = false;
  return (wrapper) => {
    const { fetch } = /** @type {any} */ (globalThis);
    // A wrapper that was installed as the global one must not call those that were installed over it.
    isInstalled ||= fetch === wrapper;
    return isInstalled ? original : fetch;
  };
}

const OPTIONS = new Set(["origin", "profile", "fetch", "how", "cache", "onClassified", "onResponse", "preflights", "engine"]);

export function corsFetch(options = {}) {
  if (options === null || typeof options !== "object") throw invalid("options", "an object", options);
  checkMembers(options, OPTIONS, "options");
  const { origin, fetch, cache, onClassified, onResponse, engine: given } = /** @type {any} */ (options);
  const { how = platformLacksCors() ? "enforce" : "observe", preflights = "allow", profile = cache?.profile ?? "standard" } = /** @type {any} */ (options);
  if (origin !== undefined) checkOrigin(origin);
  if (fetch !== undefined && typeof fetch !== "function") throw invalid("fetch", "a function", fetch);
  for (const [name, hook] of Object.entries({ onClassified, onResponse })) {
    if (hook !== undefined && typeof hook !== "function") throw invalid(name, "a function", hook);
  }
  if (cache !== undefined && !PROFILES.includes(cache?.profile)) throw invalid("cache", "a PreflightCache", cache);
  if (given !== undefined && typeof given?.start !== "function") throw invalid("engine", "the engine of cors-preflight/engine", given);
  provided ??= given;
  oneOf("how", how, ["observe", "enforce"]);
  oneOf("preflights", preflights, ["allow", "forbid"]);
  oneOf("profile", profile, PROFILES);
  if (cache !== undefined && cache.profile !== profile) throw invalid("profile", `the cache's, "${cache.profile}"`, profile);
  const settings = {
    origin: origin === undefined ? currentOrigin : () => origin,
    fetch: fetch === undefined ? globalFetch() : () => fetch,
    profile,
    cache,
    onClassified,
    onResponse,
    preflights,
    isGuarded: onClassified !== undefined || preflights === "forbid",
    engine,
  };
  const wrapper = how === "enforce" ? enforcing(settings) : observing(settings);
  // Finds out whether the caller has made the wrapper the global fetch().
  if (fetch === undefined) queueMicrotask(() => settings.fetch(wrapper));
  return Object.defineProperty(wrapper, "name", { value: "fetch", configurable: true });
}
