import { sendable } from "./body.js";
import { Exchange, PreflightCache, classify } from "./index.js";
import { elsewhere, listed, named } from "./message.js";

/** What goes wrong, with the engine's reasons for it. */
export class CorsError extends TypeError {
  static {
    Object.defineProperty(this.prototype, "name", { value: "CorsError", configurable: true, writable: true });
  }

  constructor(message, { reasons, call, certain, ...options }) {
    super(message, options);
    this.certain = certain;
    // Not enumerable: the message says the reasons, and a log is no place for the call's headers and body.
    for (const [name, value] of Object.entries({ reasons, call })) {
      Object.defineProperty(this, name, { value, configurable: true, writable: true });
    }
  }
}

/** Of each CorsError, what diagnose() goes by. */
const origins = new WeakMap();

// ---- messages

/** `ended`: what it ended at, as a Step says it, or "preflights" where those are forbidden. */
function failed(asked, ended, lines, details) {
  const error = new CorsError(`${named(asked)} failed ${lines}`, { call: asked.call, ...details });
  origins.set(error, { ...asked, ended });
  return error;
}

/** What the platform says of a failure; Node says it in the cause of its own error, of several attempts in their code alone. */
function saidIn({ cause, message }) {
  return cause?.message || cause?.code || message;
}

/** `url`: that of the last request that was sent. */
function certainly(asked, ended, reasons, url, options) {
  const said = options?.cause && saidIn(options.cause);
  const lines = `(${ended}${elsewhere(asked, url)}${said ? `: ${said}` : ""})${listed(reasons)}`;
  return failed(asked, ended, lines, { reasons, certain: true, ...options });
}

/** What the engine finds amiss in the first answer to a call, or in there being none. */
function reasonsAfter(answer, call, profile) {
  const exchange = new Exchange(call, { profile });
  exchange.next();
  return exchange.next(answer).reasons ?? [];
}

const unsharedBy = (call, headers, profile) => reasonsAfter({ status: 204, headers }, call, profile);

/** What the engine would make of an answer that says nothing, and of none at all. */
function inferred({ call, profile }) {
  return { unshared: unsharedBy(call, [], profile), unanswered: reasonsAfter(null, call, profile) };
}

/** The platform has rejected, and says nothing more. */
function unexplained(asked, cause) {
  const { outcome, summary, reasons } = asked.classification;
  if (outcome === "throws" || outcome === "blocked") return certainly(asked, outcome, reasons, undefined, { cause });
  const { unshared, unanswered } = inferred(asked);
  const lines = [`(${cause.message})\nCertain: ${summary}${listed(reasons)}`];
  if (unshared.length > 0) lines.push(`Inferred, of an answer that allows nothing:${listed(unshared)}`);
  lines.push(`${unshared.length > 0 ? "Or else" : "Inferred"}:${listed(unanswered)}`);
  return failed(asked, undefined, lines.join("\n"), { reasons: [...unshared, ...unanswered], certain: false, cause });
}

// ---- what is asked

const isRequest = (input) => Object.prototype.toString.call(input) === "[object Request]";

/** What a Request and its init both say. */
const SHARED = ["method", "headers", "mode", "credentials", "redirect", "cache", "keepalive"];

/** A Request that says nothing: what another has in common with it counts as unsaid, because platforms have defaults of their own. */
let unsaid;

function saidBy(request, name) {
  unsaid ??= new Request("https://api.example/");
  return request[name] === unsaid[name] ? undefined : request[name];
}

function resolved(url, { origin }) {
  for (const base of [globalThis.document?.baseURI, globalThis.location?.href, origin]) {
    try {
      return new URL(url, base).href;
    } catch {
      // The next may be one to resolve against.
    }
  }
  return url;
}

/** A body that is handed to fetch(), as the engine takes one: what has a kind would be a description to it. */
function bodyOf(body) {
  const isDescription = typeof body === "object" && body !== null && body.kind !== undefined;
  return isDescription ? [] : body;
}

/** The Call that fetch(input, init) makes; `body` is how the body of a Request is told. */
function callOf(input, init, body, settings) {
  const request = isRequest(input) ? input : undefined;
  const call = { origin: settings.origin, url: request ? request.url : resolved(`${input}`, settings) };
  let isEmpty = true;
  const given = (name) => {
    const value = init?.[name];
    if (value !== undefined) isEmpty = false;
    return value === undefined && request ? saidBy(request, name) : value;
  };
  for (const name of SHARED) {
    const value = given(name);
    if (value !== undefined) call[name] = value;
  }
  // A service worker may pass a navigation on, as it is.
  if (request?.mode === "navigate" && init?.mode === undefined) call.mode = "same-origin";
  const policy = init?.referrerPolicy === undefined && isEmpty ? request?.referrerPolicy : init?.referrerPolicy;
  if (policy !== undefined) call.referrerPolicy = policy;
  const own = init?.body ?? undefined;
  if (own !== undefined) call.body = bodyOf(own);
  else if (body !== undefined) Object.assign(call, body);
  if (init?.duplex !== undefined) call.duplex = init.duplex;
  return call;
}

const signalOf = (input, init) => (init?.signal === undefined ? (isRequest(input) ? input.signal : undefined) : init.signal) ?? undefined;

/** Asks whoever wants to know first. What is thrown stops the call; what is promised is waited for. */
function admitted(asked, { onClassified, preflights }) {
  const { classification, call } = asked;
  const forbidden = () => {
    if (preflights !== "forbid" || classification.outcome !== "preflight") return;
    throw certainly(asked, "preflights forbidden", classification.reasons);
  };
  const promised = onClassified?.(classification, call);
  if (typeof promised?.then === "function") return promised.then(forbidden);
  return forbidden();
}

// ---- observe

/** Whether headers say the same each time they are read. */
function readsAlike(headers) {
  if (Array.isArray(headers)) return headers.every((pair) => typeof pair !== "object" || Array.isArray(pair));
  return typeof headers?.[Symbol.iterator] !== "function" || Object.prototype.toString.call(headers) === "[object Headers]";
}

/** Headers that may be there to be read only once are read here, for two to read them. */
function readTwice(init) {
  if (typeof init !== "object" || typeof init?.headers !== "object" || readsAlike(init.headers)) return init;
  const isOnce = (pair) => typeof pair?.[Symbol.iterator] === "function" && typeof pair === "object" && !Array.isArray(pair);
  const headers = Array.from(init.headers, (pair) => (isOnce(pair) ? [...pair] : pair));
  return new Proxy({ ...init, headers }, {
    get: (_, name) => (name === "headers" ? headers : init[name]),
  });
}

/**
 * What can be told of a Request's body without asking for it, which in WebKit makes a stream of it: one that has a type is there. Whether it
 * was made of a stream nothing tells; most are not.
 */
function bodySeen({ method, headers }) {
  const isThere = method !== "GET" && method !== "HEAD" && headers.has("content-type");
  return isThere ? { body: { kind: "buffer" } } : undefined;
}

/** What fetch() takes and CORS does not ask for. */
const ASIDE = ["integrity", "priority", "referrer", "signal", "window"];

/** Whether the platform can take what is given beside a call; where it cannot, its own error says so, and nothing was sent. */
function isTaken(init) {
  const members = ASIDE.filter((name) => init?.[name] !== undefined).map((name) => [name, init[name]]);
  try {
    new Request("https://api.example/", Object(init) === init ? Object.fromEntries(members) : init);
    return true;
  } catch {
    return false;
  }
}

function observing(settings) {
  const { fetch, profile } = settings;
  const isGuarded = settings.onClassified !== undefined || settings.preflights === "forbid";
  return async function observed(...given) {
    if (given.length === 0) return fetch();
    if (given.length > 1) given[1] = readTwice(given[1]);
    const [input, init] = given;
    const bodyUsed = isRequest(input) && input.bodyUsed;
    let asked;
    try {
      const call = callOf(input, init, isRequest(input) ? bodySeen(input) : undefined, settings);
      asked = { call, classification: classify(call, { profile }), profile, fetch, how: "observe" };
    } catch (error) {
      // The platform may be able to do what the engine cannot take.
      if (isGuarded) throw error;
    }
    const wait = asked && admitted(asked, settings);
    const signal = signalOf(input, init);
    if (wait) await unlessAborted(signal, Promise.resolve(wait), () => {});
    try {
      return await fetch(...given);
    } catch (error) {
      const isExplained = !asked || bodyUsed || error?.name !== "TypeError" || error === signal?.reason || !isTaken(init);
      throw isExplained ? error : unexplained(asked, error);
    }
  };
}

// ---- enforce: bodies

/** Whether this platform tells a Request made of a stream from others, by not letting it be of mode no-cors. */
function tellsStreams() {
  try {
    return new Request("https://api.example/", { method: "POST", mode: "no-cors", body: "x" }).mode === "no-cors";
  } catch {
    return false;
  }
}

/** A Request's body, as the engine takes one. Nothing of it is read. */
function bodyOfRequest(request) {
  if (!request.body) return undefined;
  if (request.bodyUsed || request.body.locked) throw new TypeError("input: a Request whose body has been read, or is being read");
  const twin = request.clone();
  try {
    discard(new Request(twin, { method: "POST", mode: "no-cors", cache: "default", keepalive: false }));
  } catch {
    discard(twin);
    if (tellsStreams()) return { body: { kind: "stream" }, duplex: "half" };
  }
  return { body: { kind: "buffer" } };
}

/** Lets go of an answer or a request, and of the connection that its body may hold. */
function discard({ body }, reason) {
  Promise.resolve(body?.cancel?.(reason)).catch(() => {});
}

// ---- enforce: answers

function immutable() {
  throw new TypeError("The headers of a response from fetch() are immutable.");
}

function fixed(object, members) {
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
  }
  return object;
}

/** Makes a Response show what a page sees. It holds the platform's, of which Node's fetch() cancels the body when it is collected. */
function shown(response, members, answer) {
  const clone = () => shown(Object.getPrototypeOf(response).clone.call(response), members, answer);
  fixed(response.headers, { append: immutable, set: immutable, delete: immutable });
  return fixed(response, { ...members, clone });
}

/** The Response of a `done` step, made of the last answer, where there is one. */
function responseOf({ type, status, url, redirected, exposed }, answer) {
  const isHidden = type === "opaque" || type === "opaqueredirect";
  if (isHidden && answer) discard(answer);
  const Class = answer?.constructor ?? Response;
  const headers = isHidden ? [] : exposed.map((name) => [name, answer.headers.get(name)]).filter(([, value]) => value !== null);
  const statusText = isHidden ? "" : answer.statusText;
  const ok = status >= 200 && status <= 299;
  const body = isHidden ? null : answer.body;
  let response;
  try {
    response = new Class(body, { status, statusText, headers });
  } catch {
    // A constructor does not take every status that a server may send.
    response = new Class(body, { headers });
  }
  return shown(response, { type, status, statusText, ok, url, redirected }, answer);
}

// ---- enforce

/** What waits for each signal: behind one listener, because platforms take many for a leak and say so. */
const waiting = new WeakMap();

function waitingFor(signal) {
  if (!waiting.has(signal)) {
    const calls = new Set();
    signal.addEventListener("abort", () => calls.forEach((abort) => abort()), { once: true });
    waiting.set(signal, calls);
  }
  return waiting.get(signal);
}

/** What a promise gives, unless the signal is aborted first: then its reason, and `late` gets what still comes. */
function unlessAborted(signal, promise, late) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason);
      promise.then(late, () => {});
    };
    if (signal.aborted) return abort();
    const calls = waitingFor(signal);
    calls.add(abort);
    const settle = (settled) => (value) => {
      calls.delete(abort);
      settled(value);
    };
    promise.then(settle(resolve), settle(reject));
  });
}

/** Members of an init that are said by the engine, or have no meaning to a platform without pages. */
const SAID = ["method", "headers", "body", "duplex", "mode", "credentials", "redirect", "referrer", "referrerPolicy", "signal", "window"];
/** Members that are of the request itself, and not of its preflight. */
const OWN = ["cache", "integrity", "keepalive", "priority"];

/** What of an init is the platform's business: of a preflight, and of the request itself. */
function handedOn(input, init) {
  const preflight = { ...init };
  const request = {};
  for (const name of OWN) {
    const value = preflight[name] ?? (isRequest(input) ? saidBy(input, name) : undefined);
    if (value !== undefined) request[name] = value;
  }
  for (const name of [...SAID, ...OWN]) delete preflight[name];
  return { preflight, request: { ...preflight, ...request } };
}

function enforcing(settings) {
  const { fetch, profile, cache } = settings;
  return async function enforced(input, init) {
    if (arguments.length === 0) throw new TypeError("fetch() takes a URL or a Request, and was given nothing.");
    if (init !== undefined && init !== null && typeof init !== "object" && typeof init !== "function") {
      throw new TypeError(`init: ${String(init)} is not an object`);
    }
    const signal = signalOf(input, init);
    if (signal && typeof signal.addEventListener !== "function") throw new TypeError("signal: not an AbortSignal");
    const ofRequest = isRequest(input) && (init?.body ?? undefined) === undefined ? bodyOfRequest(input) : undefined;
    const call = callOf(input, init && readTwice(init), ofRequest, settings);
    const classification = classify(call, { profile });
    const asked = { call, classification, profile, fetch, how: "enforce" };
    const exchange = new Exchange(call, { profile, cache });
    const members = handedOn(input, init);
    let sent = ofRequest ?? sendable(init?.body ?? undefined, classification.notes);

    /** What a call rejects with where the fetch underneath does, for whatever reasons. */
    const rejected = (cause, when, reasons, url) => {
      if (signal?.aborted) {
        const unsent = sent === ofRequest ? input : sent;
        if (!unsent.body?.locked) discard(unsent, signal.reason);
        return signal.reason;
      }
      if (cause?.name === "AbortError" || cause?.name === "TimeoutError") return cause;
      return certainly(asked, when, reasons, url, { cause });
    };

    // A page's fetch() looks at the signal once it has a Request.
    const isMade = classification.outcome !== "throws";
    if (isMade && signal?.aborted) throw rejected();
    const wait = admitted(asked, settings);
    if (wait) await unlessAborted(signal, Promise.resolve(wait), () => {});
    if (isMade && signal?.aborted) throw rejected();
    let step = exchange.next();
    // From here on its body is used up, as a page's is.
    if (ofRequest && isMade) sent = ofRequest.duplex ? { ...ofRequest, body: new input.constructor(input).body } : { bytes: input.arrayBuffer() };
    sent.bytes?.catch(() => {});
    if (step.kind === "error") throw certainly(asked, step.when, step.reasons);

    /** What one request is answered with. */
    const answered = async ({ kind, request }) => {
      const { method, url, headers } = request;
      if (signal?.aborted) throw signal.reason;
      const how = { ...members[kind], method, headers, redirect: "manual" };
      if (signal) how.signal = signal;
      if (request.body) {
        how.body = sent.bytes ? await unlessAborted(signal, sent.bytes, () => {}) : sent.body;
        if (sent.duplex) how.duplex = sent.duplex;
        if (sent.hasOwnType) how.headers = headers.filter(([name]) => name.toLowerCase() !== "content-type");
      }
      return unlessAborted(signal, Promise.resolve(fetch(url, how)), discard);
    };

    let answer;
    let last;
    while (step.kind === "preflight" || step.kind === "request") {
      if (step.kind === "preflight" && settings.preflights === "forbid") {
        exchange.next(null);
        throw certainly(asked, "preflights forbidden", step.reasons, step.request.url);
      }
      last = step.request.url;
      try {
        answer = await answered(step);
      } catch (cause) {
        const { when, reasons } = exchange.next(null);
        throw rejected(cause, when, reasons, last);
      }
      try {
        if (typeof answer?.clone !== "function") throw optionsError("fetch", answer, "a Response that it answered with");
        if (answer.type === "opaque" || answer.type === "opaqueredirect" || answer.type === "error") {
          throw new TypeError(`fetch: it answered with a Response of type ${answer.type}; how "enforce" needs one that hides nothing`);
        }
        step = exchange.next(answer);
      } catch (error) {
        discard(answer ?? {});
        throw error;
      }
      if (step.kind !== "done") discard(answer);
    }
    if (step.kind === "error") throw certainly(asked, step.when, step.reasons, last);
    if (!answer && step.type !== "opaque") {
      // Nothing goes over the network: a data: URL and the like is the platform's to read.
      const how = { ...members.request, method: call.method ?? "GET", ...(signal && { signal }) };
      try {
        answer = await unlessAborted(signal, Promise.resolve(fetch(call.url, how)), discard);
      } catch (cause) {
        throw rejected(cause, "network", []);
      }
    }
    return responseOf(step, answer);
  };
}

// ---- diagnose

/** A request that changes nothing and carries nothing, as it is sent and as a Call. */
const PROBE = { method: "GET", credentials: "omit", cache: "no-store" };

async function probed(fetch, url, mode, signal) {
  const probe = { method: PROBE.method, url, mode };
  try {
    const answer = await unlessAborted(signal, Promise.resolve(fetch(url, { ...PROBE, mode, signal })), discard);
    discard(answer);
    return { ...probe, answered: true, type: answer.type, status: answer.status };
  } catch (error) {
    return { ...probe, answered: false, error };
  }
}

/** Probes the URL in both modes at once, for no longer than `timeout` milliseconds. */
async function allProbed(fetch, url, timeout, signal) {
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  signal?.addEventListener("abort", abort, { once: true });
  const late = () => controller.abort(new DOMException(`No answer came within ${timeout} ms.`, "TimeoutError"));
  const timer = setTimeout(late, timeout);
  try {
    return await Promise.all(["no-cors", "cors"].map((mode) => probed(fetch, url, mode, controller.signal)));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

/** What the engine makes of `call` where every answer says what mends `reasons`. */
function leftOver(call, reasons, profile) {
  const headers = reasons.filter(({ fix }) => fix?.includes(": ")).map(({ fix }) => fix.split(/: (.*)/s, 2));
  return unsharedBy(call, headers, profile);
}

function diagnosis(conclusion, reasons, probes) {
  const shown = probes.map(({ method, url, mode, answered, type, status, error }) => {
    const showed = answered ? `answered (${type === "opaque" ? type : status})` : `failed (${error?.message ?? error})`;
    return `\n- ${method} ${url}, mode ${mode}: ${showed}`;
  });
  return { conclusion, summary: `${conclusion}${shown.join("")}${listed(reasons)}`, reasons, probes };
}

const CONCLUSIONS = { preflight: "refused", response: "refused", redirect: "refused", network: "unreachable" };

export async function diagnose(error, options = {}) {
  const asked = origins.get(error);
  if (!asked) throw optionsError("error", error, "a CorsError that a function of corsFetch() rejected with");
  const { probe = false, timeout = 10_000, signal } = options;
  if (!(timeout > 0 && timeout < 2 ** 31)) throw optionsError("timeout", timeout, "a time in milliseconds");
  if (signal?.aborted) throw signal.reason;
  if (error.certain) return diagnosis(CONCLUSIONS[asked.ended] ?? "not-sent", error.reasons, []);
  if (!probe) return diagnosis("unknown", error.reasons, []);

  const { call, classification, profile } = asked;
  const url = classification.request?.url;
  if (url === undefined) return diagnosis("unknown", error.reasons, []);
  const probes = await allProbed(asked.fetch, url, timeout, signal);
  if (signal?.aborted) throw signal.reason;
  const { unshared, unanswered } = inferred(asked);
  const [hidden, plain] = probes;
  if (!hidden.answered && !plain.answered) return diagnosis("unreachable", unanswered, probes);
  if (!plain.answered) return diagnosis("refused", unshared, probes);
  // What lets a plain GET be read is there, so it is something else that is missing.
  const simple = unsharedBy({ origin: call.origin, url, method: PROBE.method, credentials: PROBE.credentials }, [], profile);
  const rest = leftOver(call, simple, profile);
  return diagnosis(rest.length > 0 ? "refused" : "unknown", rest, probes);
}

// ---- corsFetch

function optionsError(name, value, due) {
  let given;
  try {
    given = typeof value === "string" ? `"${value}"` : String(value);
  } catch {
    given = "an object";
  }
  return new TypeError(`${name}: ${given} is not ${due}`);
}

function oneOf(name, value, words) {
  if (!words.includes(value)) throw optionsError(name, value, words.map((word) => `"${word}"`).join(" or "));
  return value;
}

function knowsNoCors() {
  const { process, Deno, Bun, WebSocketPair } = globalThis;
  return [process?.versions?.node, Deno, Bun, WebSocketPair].some((mark) => mark !== undefined);
}

export function corsFetch(options = {}) {
  if (options === null || typeof options !== "object") throw optionsError("options", options, "an object");
  const { origin = globalThis.origin ?? globalThis.location?.origin, fetch = globalThis.fetch, cache, onClassified } = options;
  const { how = knowsNoCors() ? "enforce" : "observe", preflights = "allow" } = options;
  if (origin === undefined) {
    throw new TypeError('origin: there is no global one here, so it has to be given, as in corsFetch({ origin: "https://app.example" })');
  }
  if (typeof fetch !== "function") throw optionsError("fetch", fetch, "a function");
  if (onClassified !== undefined && typeof onClassified !== "function") throw optionsError("onClassified", onClassified, "a function");
  oneOf("how", how, ["observe", "enforce"]);
  oneOf("preflights", preflights, ["allow", "forbid"]);
  // The engine says what is wrong with the rest.
  new Exchange({ origin, url: "https://api.example/" }, { profile: options.profile, cache });
  const grants = cache ?? new PreflightCache({ profile: options.profile });
  const settings = { origin, profile: grants.profile, fetch, onClassified, preflights, cache: grants };
  return how === "enforce" ? enforcing(settings) : observing(settings);
}
