import { sendable } from "./body.js";
import { Exchange, PreflightCache, classify } from "./index.workerd.js";
import { isAsAsked } from "./integrity.js";
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
  origins.set(error, { asked, ended });
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
function inferred({ told, profile }) {
  return { unshared: unsharedBy(told, [], profile), unanswered: reasonsAfter(null, told, profile) };
}

/** The platform has rejected, and says nothing more. */
function unexplained(asked, cause, integrity) {
  const { outcome, summary, reasons } = asked.classification;
  if (outcome === "throws" || outcome === "blocked") return certainly(asked, outcome, reasons, undefined, { cause });
  const { unshared, unanswered } = inferred(asked);
  const lines = [`(${cause.message})\nCertain: ${summary}${listed(reasons)}`];
  if (unshared.length > 0) lines.push(`Inferred, of an answer that allows nothing:${listed(unshared)}`);
  lines.push(`${unshared.length > 0 ? "Or else" : "Inferred"}:${listed(unanswered)}`);
  if (integrity !== "") lines.push(`Or else the body is not what ${integrity} stands for.`);
  return failed(asked, undefined, lines.join("\n"), { reasons: [...unshared, ...unanswered], certain: false, cause });
}

// ---- what is asked

const tagged = (value, name) => Object.prototype.toString.call(value) === `[object ${name}]`;

const isRequest = (input) => typeof input === "object" && tagged(input, "Request");

/** What a RequestInit says: each member read once, in the order in which Web IDL reads them. */
function read(init) {
  const { body, cache, credentials, duplex, headers, integrity, keepalive, method, mode } = init ?? {};
  const { priority, redirect, referrer, referrerPolicy, signal, window } = init ?? {};
  return {
    body, cache, credentials, duplex, headers, integrity, keepalive, method, mode, priority, redirect, referrer, referrerPolicy, signal, window,
  };
}

/** Whether headers say the same each time they are read. */
function readsAlike(headers) {
  if (Array.isArray(headers)) return headers.every((pair) => typeof pair !== "object" || Array.isArray(pair));
  return typeof headers?.[Symbol.iterator] !== "function" || tagged(headers, "Headers");
}

/** Headers that may be there to be read only once, as arrays. */
function readUp(headers) {
  const isOnce = (pair) => typeof pair?.[Symbol.iterator] === "function" && typeof pair === "object" && !Array.isArray(pair);
  return Array.from(headers, (pair) => (isOnce(pair) ? [...pair] : pair));
}

/** A value as it is now: of an object, what it is converted to. */
const still = (value) => (typeof value === "object" || typeof value === "function" ? String(value) : value);

/** Headers that read alike, as they are now. What is none is left for the engine to tell. */
function copied(headers) {
  if (typeof headers !== "object" || headers === null) return headers;
  if (Array.isArray(headers)) return headers.map((pair) => (Array.isArray(pair) ? pair.map(still) : pair));
  if (headers[Symbol.iterator] !== undefined) return tagged(headers, "Headers") ? [...headers] : headers;
  const copy = { ...headers };
  for (const name of Object.keys(copy)) {
    if (typeof copy[name] !== "string") copy[name] = still(copy[name]);
  }
  return copy;
}

/** What a Request and its init both say, but for the headers. */
const SHARED = ["method", "mode", "credentials", "redirect", "cache", "keepalive"];

/** A Request that says nothing: what another has in common with it counts as unsaid, because platforms have defaults of their own. */
let unsaid;

function saidBy(request, name) {
  unsaid ??= new Request("https://api.example/");
  return request[name] === unsaid[name] ? undefined : request[name];
}

/** What is the same wherever it stands. */
const ABSOLUTE = /^https?:\/\//i;

const BASES = [() => globalThis.document?.baseURI, () => globalThis.location?.href];

function resolved(url, { origin }) {
  for (const base of ABSOLUTE.test(url) ? [() => undefined] : [...BASES, () => origin]) {
    try {
      return new URL(url, base()).href;
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

/** The Call that fetch() makes of an input and what is `given` with it, as it is now; `body` is how the body of a Request is told. */
function callOf(input, given, body, settings) {
  const request = isRequest(input) ? input : undefined;
  const call = { origin: settings.origin, url: request ? request.url : resolved(`${input}`, settings) };
  const headers = given.headers === undefined ? request?.headers : given.headers;
  if (headers !== undefined) call.headers = copied(headers);
  for (const name of SHARED) {
    const value = given[name] === undefined && request ? saidBy(request, name) : given[name];
    if (value !== undefined) call[name] = still(value);
  }
  // A service worker may pass a navigation on, as it is.
  if (request?.mode === "navigate" && given.mode === undefined) call.mode = "same-origin";
  const isAlone = request && Object.values(given).every((value) => value === undefined);
  const policy = isAlone ? request.referrerPolicy : given.referrerPolicy;
  if (policy !== undefined) call.referrerPolicy = still(policy);
  const own = given.body ?? undefined;
  if (own !== undefined) call.body = bodyOf(own);
  else if (body !== undefined) Object.assign(call, body);
  if (given.duplex !== undefined) call.duplex = still(given.duplex);
  return call;
}

/** A call that is to be explained: it is classified when that is first asked for, which for most is never. */
class Asked {
  #classification;

  constructor(call, { profile, fetch }) {
    this.call = call;
    // A stream is locked by whoever sends it, and would be told as such later.
    const isStreamed = tagged(call.body, "ReadableStream") && !call.body.locked;
    this.told = isStreamed ? { ...call, body: { kind: "stream" } } : call;
    this.profile = profile;
    this.fetch = fetch;
  }

  get classification() {
    this.#classification ??= classify(this.told, { profile: this.profile });
    return this.#classification;
  }
}

const signalOf = (input, { signal }) => (signal === undefined && isRequest(input) ? input.signal : signal) ?? undefined;

/** What the body of the last answer has to be; empty where it may be anything. */
const integrityOf = (input, { integrity }) => `${integrity === undefined && isRequest(input) ? (saidBy(input, "integrity") ?? "") : (integrity ?? "")}`;

/** Asks whoever wants to know first. What is thrown stops the call; what is promised is waited for. */
function admitted(asked, { onClassified, preflights }) {
  const { classification, call } = asked;
  const forbidden = () => {
    if (preflights !== "forbid" || classification.outcome !== "preflight") return;
    throw certainly(asked, "preflights forbidden", classification.reasons);
  };
  const promised = onClassified?.(classification, call);
  return typeof promised?.then === "function" ? Promise.resolve(promised).then(forbidden) : forbidden();
}

/** Whether somebody has to know of a call before it is sent. */
const isGuarded = ({ onClassified, preflights }) => onClassified !== undefined || preflights === "forbid";

// ---- observe

/** An init whose headers have been read up. */
function withHeaders(init, headers) {
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
function isTaken(init, given) {
  const members = ASIDE.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]);
  try {
    new Request("https://api.example/", Object(init) === init ? Object.fromEntries(members) : init);
    return true;
  } catch {
    return false;
  }
}

/** Whether the engine can take a call; the platform may be able to do what it cannot. */
function isClassified(asked) {
  try {
    return asked.classification !== undefined;
  } catch {
    return false;
  }
}

function observing(settings) {
  const { fetch } = settings;
  return async function observed(...given) {
    if (given.length === 0) return fetch();
    const [input, init] = given;
    let said;
    try {
      said = read(init);
    } catch (error) {
      if (isGuarded(settings)) throw error;
      return fetch(...given);
    }
    if (!readsAlike(said.headers)) {
      said.headers = readUp(said.headers);
      given[1] = withHeaders(init, said.headers);
    }
    const bodyUsed = isRequest(input) && input.bodyUsed;
    const signal = signalOf(input, said);
    let asked;
    try {
      asked = new Asked(callOf(input, said, isRequest(input) ? bodySeen(input) : undefined, settings), settings);
    } catch (error) {
      if (isGuarded(settings)) throw error;
    }
    const wait = isGuarded(settings) && admitted(asked, settings);
    if (wait) await unlessAborted(signal, wait, () => {});
    try {
      return await fetch(...given);
    } catch (error) {
      const saysIt = !asked || bodyUsed || error?.name !== "TypeError" || error === signal?.reason || !isTaken(init, said) || !isClassified(asked);
      throw saysIt ? error : unexplained(asked, error, integrityOf(input, said));
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

/** Makes one thing for each that it is made of. */
function once(make) {
  const made = new WeakMap();
  return (of) => {
    if (!made.has(of)) made.set(of, make(of));
    return made.get(of);
  };
}

/** What stands before a platform's own prototype, so that headers cannot be changed. */
const fixed = once((prototype) => Object.assign(Object.create(prototype), { append: immutable, set: immutable, delete: immutable }));

/** Of each Response that was made here, what a page sees, and the platform's: Node's fetch() cancels the body of its own when that is collected. */
const shownOf = new WeakMap();

const SEEN = ["type", "status", "statusText", "ok", "url", "redirected"];

/** What stands before a platform's own prototype, so that a Response shows what a page sees. */
const showing = once((prototype) => {
  const before = Object.create(prototype);
  before.clone = function clone() {
    return shown(prototype.clone.call(this), shownOf.get(this));
  };
  for (const name of SEEN) {
    Object.defineProperty(before, name, {
      get() {
        return shownOf.get(this).seen[name];
      },
    });
  }
  return before;
});

/** Makes a Response show what a page sees. */
function shown(response, what) {
  shownOf.set(response, what);
  // happy-dom's have theirs as properties of their own.
  for (const name of SEEN) {
    if (Object.hasOwn(response, name)) delete response[name];
  }
  const { headers } = response;
  Object.setPrototypeOf(headers, fixed(Object.getPrototypeOf(headers)));
  return Object.setPrototypeOf(response, showing(Object.getPrototypeOf(response)));
}

/** Whether a page sees nothing of an answer. */
const isHidden = ({ type }) => type === "opaque" || type === "opaqueredirect";

/**
 * The bytes of an answer, where they are what its integrity asks for; nothing where they are not, or are hidden from a page. Where the standard
 * has no body, as under status 204, browsers compare an empty one, and so does this.
 */
async function verified(step, answer, integrity) {
  if (isHidden(step)) return undefined;
  const bytes = await answer.arrayBuffer();
  return (await isAsAsked(bytes, integrity)) ? bytes : undefined;
}

/** The Response of a `done` step, made of the last answer, where there is one, and of its body, where that has been read. */
function responseOf(step, answer, bytes) {
  const { type, status, url, redirected, exposed } = step;
  const hidden = isHidden(step);
  if (hidden && answer) discard(answer);
  const Class = answer?.constructor ?? Response;
  const headers = hidden ? [] : exposed.map((name) => [name, answer.headers.get(name)]).filter(([, value]) => value !== null);
  const statusText = hidden ? "" : answer.statusText;
  const ok = status >= 200 && status <= 299;
  const body = hidden || answer.body === null ? null : (bytes ?? answer.body);
  let response;
  try {
    response = new Class(body, { status, statusText, headers });
  } catch {
    // A constructor does not take every status that a server may send.
    response = new Class(body, { headers });
  }
  return shown(response, { seen: { type, status, statusText, ok, url, redirected }, answer });
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
  if (typeof signal?.addEventListener !== "function") return promise;
  return new Promise((resolve, reject) => {
    const settled = Promise.resolve(promise);
    const abort = () => {
      reject(signal.reason);
      settled.then(late, () => {});
    };
    if (signal.aborted) return abort();
    const calls = waitingFor(signal);
    calls.add(abort);
    const settle = (end) => (value) => {
      calls.delete(abort);
      end(value);
    };
    settled.then(settle(resolve), settle(reject));
  });
}

/**
 * Members of an init that are said by the engine, or have no meaning to a platform without pages; and integrity, which a platform would ask of
 * each redirect.
 */
const SAID = ["method", "headers", "body", "duplex", "mode", "credentials", "redirect", "referrer", "referrerPolicy", "signal", "window", "integrity"];
/** Members that are of the request itself, and not of its preflight. */
const OWN = ["cache", "keepalive", "priority"];
const KNOWN = new Set([...SAID, ...OWN]);

/** What of an init is the platform's business: of a preflight, and of the request itself. */
function handedOn(input, init, given) {
  const preflight = {};
  for (const name of Object.keys(init ?? {})) {
    if (!KNOWN.has(name)) preflight[name] = init[name];
  }
  const request = { ...preflight };
  for (const name of OWN) {
    const value = given[name] ?? (isRequest(input) ? saidBy(input, name) : undefined);
    if (value !== undefined) request[name] = value;
  }
  return { preflight, request };
}

function enforcing(settings) {
  const { fetch, profile, cache } = settings;
  return async function enforced(input, init) {
    if (arguments.length === 0) throw new TypeError("fetch() takes a URL or a Request, and was given nothing.");
    if (init !== undefined && init !== null && typeof init !== "object" && typeof init !== "function") {
      throw new TypeError(`init: ${String(init)} is not an object`);
    }
    const given = read(init);
    if (!readsAlike(given.headers)) given.headers = readUp(given.headers);
    const signal = signalOf(input, given);
    if (signal && typeof signal.addEventListener !== "function") throw new TypeError("signal: not an AbortSignal");
    const body = given.body ?? undefined;
    const ofRequest = isRequest(input) && body === undefined ? bodyOfRequest(input) : undefined;
    const asked = new Asked(callOf(input, given, ofRequest, settings), settings);
    const { call } = asked;
    const exchange = new Exchange(call, { profile, cache });
    const members = handedOn(input, init, given);
    const integrity = integrityOf(input, given);
    let sent = ofRequest ?? sendable(body, asked);

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
    const isAborted = () => signal?.aborted && asked.classification.outcome !== "throws";
    if (isAborted()) throw rejected();
    if (isGuarded(settings)) {
      const wait = admitted(asked, settings);
      if (wait) await unlessAborted(signal, wait, () => {});
      if (isAborted()) throw rejected();
    }
    let step = exchange.next();
    // From here on its body is used up, as a page's is.
    if (ofRequest && step.when !== "throws") sent = ofRequest.duplex ? { ...ofRequest, body: new input.constructor(input).body } : { bytes: input.arrayBuffer() };
    sent.bytes?.catch(() => {});
    if (step.kind === "error") throw certainly(asked, step.when, step.reasons);

    /** What is handed to the fetch underneath for a step. */
    const handed = ({ kind, request }, body) => {
      const how = { ...members[kind], method: request.method, headers: request.headers, redirect: "manual" };
      if (signal) how.signal = signal;
      if (!request.body) return how;
      how.body = body;
      if (sent.duplex) how.duplex = sent.duplex;
      if (sent.hasOwnType) how.headers = request.headers.filter(([name]) => name.toLowerCase() !== "content-type");
      return how;
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
        if (signal?.aborted) throw signal.reason;
        const body = step.request.body && sent.bytes ? await unlessAborted(signal, sent.bytes, () => {}) : sent.body;
        answer = await unlessAborted(signal, fetch(last, handed(step, body)), discard);
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
        answer = await unlessAborted(signal, fetch(call.url, how), discard);
      } catch (cause) {
        throw rejected(cause, "network", []);
      }
    }
    if (signal?.aborted) {
      discard(answer ?? {});
      throw rejected();
    }
    if (!isHidden(step) && (answer.bodyUsed || answer.body?.locked)) {
      throw new TypeError("fetch: it answered with a Response whose body has been read, or is being read");
    }
    if (integrity === "") return responseOf(step, answer);
    let bytes;
    try {
      bytes = await unlessAborted(signal, verified(step, answer, integrity), () => {});
    } catch (cause) {
      throw rejected(cause, "network", [], last);
    }
    if (bytes) return responseOf(step, answer, bytes);
    if (answer && !answer.bodyUsed) discard(answer);
    const said = isHidden(step) ? `a body that is hidden is not held to ${integrity}` : `the body is not what ${integrity} stands for`;
    throw certainly(asked, "integrity", [], last, { cause: new TypeError(said) });
  };
}

// ---- diagnose

/** A request that changes nothing and carries nothing, as it is sent and as a Call. */
const PROBE = { method: "GET", credentials: "omit", cache: "no-store" };

async function probed(fetch, url, mode, signal) {
  const probe = { method: PROBE.method, url, mode };
  try {
    const answer = await unlessAborted(signal, fetch(url, { ...PROBE, mode, signal }), discard);
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

const CONCLUSIONS = { preflight: "refused", response: "refused", redirect: "refused", integrity: "refused", network: "unreachable" };

export async function diagnose(error, options = {}) {
  const { asked, ended } = origins.get(error) ?? {};
  if (!asked) throw optionsError("error", error, "a CorsError that a function of corsFetch() rejected with");
  if (options === null || typeof options !== "object") throw optionsError("options", options, "an object");
  const { probe = false, timeout = 10_000, signal } = options;
  if (signal && typeof signal.addEventListener !== "function") throw optionsError("signal", signal, "an AbortSignal");
  if (!(timeout > 0 && timeout < 2 ** 31)) throw optionsError("timeout", timeout, "a time in milliseconds");
  if (signal?.aborted) throw signal.reason;
  if (error.certain) return diagnosis(CONCLUSIONS[ended] ?? "not-sent", error.reasons, []);
  if (!probe) return diagnosis("unknown", error.reasons, []);

  const { told, classification, profile } = asked;
  const url = classification.request?.url;
  if (url === undefined) return diagnosis("unknown", error.reasons, []);
  const probes = await allProbed(asked.fetch, url, timeout, signal);
  if (signal?.aborted) throw signal.reason;
  const { unshared, unanswered } = inferred(asked);
  const [hidden, plain] = probes;
  if (!hidden.answered && !plain.answered) return diagnosis("unreachable", unanswered, probes);
  if (!plain.answered) return diagnosis("refused", unshared, probes);
  // What lets a plain GET be read is there, so it is something else that is missing.
  const simple = unsharedBy({ origin: told.origin, url, method: PROBE.method, credentials: PROBE.credentials }, [], profile);
  const rest = leftOver(told, simple, profile);
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
