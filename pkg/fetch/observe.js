// corsFetch() where the platform enforces CORS itself.

import { unlessAborted } from "./abort.js";
import { callsOf, canReadAgain, integrityOf, isRequest, materializeHeaders, readInit, signalOf, visibleBody } from "./arguments.js";
import { annotate, browserError } from "./errors.js";

/** An init with other headers. */
function withHeaders(init, headers) {
  return new Proxy({ ...init, headers }, {
    get: (_, name) => (name === "headers" ? headers : init[name]),
  });
}

/** Members that fetch() takes and CORS ignores. */
const IGNORED_MEMBERS = ["integrity", "priority", "referrer", "signal", "window"];

/** Whether the platform accepts the members that CORS ignores. If it does not, its own error says so, and nothing was sent. */
function isAccepted(init, given) {
  const members = IGNORED_MEMBERS.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]);
  try {
    new Request("https://api.example/", Object(init) === init ? Object.fromEntries(members) : init);
    return true;
  } catch {
    return false;
  }
}

/** How long a rejection waits for the engine, in milliseconds. */
const LONGEST_WAIT = 1_000;

/** Resolves with the result of a promise, or with undefined after a time in milliseconds. */
async function within(time, promise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, time);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Returns the observing function. */
export function observing(settings) {
  const { isGuarded, engine } = settings;
  const by = () => ({ wrapper: observed, fetch: () => settings.fetch(observed) });

  /** Waits for the hooks, if there are any and the engine can be loaded. */
  async function admitted(calls, signal) {
    const loaded = await unlessAborted(signal, engine.orUndefined(), () => {});
    if (!loaded) return;
    const failure = await unlessAborted(signal, loaded.admitted(calls, settings), () => {});
    if (failure) throw browserError(failure, settings.profile, by());
  }

  async function explained(error, calls, integrity) {
    const loaded = await within(LONGEST_WAIT, engine.orUndefined());
    if (!loaded) return;
    let failure;
    try {
      failure = loaded.explain(calls, settings.profile, error, integrity);
    } catch {
      // The engine does not take the call; the platform may be able to do what the engine cannot.
      return;
    }
    annotate(error, failure, by());
  }

  async function observed(...given) {
    const platformFetch = settings.fetch(observed);
    if (given.length === 0) return platformFetch();
    const origin = settings.origin();
    const [input, init] = given;
    let members;
    let calls;
    try {
      members = readInit(init);
    } catch (error) {
      if (isGuarded) throw error;
      return platformFetch(...given);
    }
    if (!canReadAgain(members.headers)) {
      members.headers = materializeHeaders(members.headers);
      given[1] = withHeaders(init, members.headers);
    }
    const bodyUsed = isRequest(input) && input.bodyUsed;
    const signal = signalOf(input, members);
    try {
      calls = callsOf(input, members, isRequest(input) ? visibleBody(input) : undefined, origin);
    } catch (error) {
      if (isGuarded) throw error;
    }
    if (isGuarded) await admitted(calls, signal);
    try {
      return await platformFetch(...given);
    } catch (error) {
      const isNetworkError = calls && !bodyUsed && error?.name === "TypeError" && error !== signal?.reason;
      if (isNetworkError && isAccepted(init, members)) await explained(error, calls, integrityOf(input, members));
      throw error;
    }
  }
  return observed;
}
