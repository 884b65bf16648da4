// The arguments of fetch(), read as Web IDL reads them, and the Call that they make.

export const hasTag = (value, name) => Object.prototype.toString.call(value) === `[object ${name}]`;

export const isRequest = (input) => typeof input === "object" && hasTag(input, "Request");

/** Reads each member of a RequestInit once, in the order in which Web IDL reads them. */
export function readInit(init) {
  const { body, cache, credentials, duplex, headers, integrity, keepalive, method, mode } = init ?? {};
  const { priority, redirect, referrer, referrerPolicy, signal, window } = init ?? {};
  return {
    body, cache, credentials, duplex, headers, integrity, keepalive, method, mode, priority, redirect, referrer, referrerPolicy, signal, window,
  };
}

/** Whether headers give the same pairs each time they are read. */
export function canReadAgain(headers) {
  if (Array.isArray(headers)) return headers.every((pair) => typeof pair !== "object" || Array.isArray(pair));
  return typeof headers?.[Symbol.iterator] !== "function" || hasTag(headers, "Headers");
}

/** Copies headers that may be readable only once into arrays. */
export function materializeHeaders(headers) {
  const isIterator = (pair) => typeof pair?.[Symbol.iterator] === "function" && typeof pair === "object" && !Array.isArray(pair);
  return Array.from(headers, (pair) => (isIterator(pair) ? [...pair] : pair));
}

/** Converts an object to the string that it stands for now. */
const snapshot = (value) => (typeof value === "object" || typeof value === "function" ? String(value) : value);

/** Copies headers, so that later changes do not matter. Invalid headers stay as they are: the engine reports them. */
function copyHeaders(headers) {
  if (typeof headers !== "object" || headers === null) return headers;
  if (Array.isArray(headers)) return headers.map((pair) => (Array.isArray(pair) ? pair.map(snapshot) : pair));
  if (headers[Symbol.iterator] !== undefined) return hasTag(headers, "Headers") ? [...headers] : headers;
  const copy = { ...headers };
  for (const name of Object.keys(copy)) {
    if (typeof copy[name] !== "string") copy[name] = snapshot(copy[name]);
  }
  return copy;
}

/** Members that a Request and its init have in common, except the headers. */
const SHARED = ["method", "mode", "credentials", "redirect", "cache", "keepalive"];

/** A Request with default members, whose values differ between platforms. */
let defaultRequest;

/** A member of a Request, or undefined if the member has the platform's default value. */
export function memberOf(request, name) {
  defaultRequest ??= new (globalThis.Request ?? request.constructor)("https://api.example/");
  return request[name] === defaultRequest[name] ? undefined : request[name];
}

const ABSOLUTE = /^https?:\/\//i;

const BASES = [() => globalThis.document?.baseURI, () => globalThis.location?.href];

/** Resolves a URL against the document, the location or the origin, whichever is first to give a URL. */
function resolve(url, origin) {
  for (const base of ABSOLUTE.test(url) ? [() => undefined] : [...BASES, () => origin]) {
    try {
      return new URL(url, base()).href;
    } catch {
      // The next base may be usable.
    }
  }
  return url;
}

/** A body as the engine takes it. An object with a `kind` would be a description there; fetch() converts it to a string. */
function bodyOf(body) {
  const isDescription = typeof body === "object" && body !== null && body.kind !== undefined;
  return isDescription ? [] : body;
}

/**
 * Makes the Call of fetch(input, init), as both are now. `given` holds the members of the init. `requestBody` describes the body of a Request.
 */
export function callOf(input, given, requestBody, origin) {
  const request = isRequest(input) ? input : undefined;
  const call = { origin, url: request ? request.url : resolve(`${input}`, origin) };
  const headers = given.headers === undefined ? request?.headers : given.headers;
  if (headers !== undefined) call.headers = copyHeaders(headers);
  for (const name of SHARED) {
    const value = given[name] === undefined && request ? memberOf(request, name) : given[name];
    if (value !== undefined) call[name] = snapshot(value);
  }
  // A service worker can forward a navigation, which is same-origin as a fetch.
  if (request?.mode === "navigate" && given.mode === undefined) call.mode = "same-origin";
  const isAlone = request && Object.values(given).every((value) => value === undefined);
  const policy = isAlone ? request.referrerPolicy : given.referrerPolicy;
  if (policy !== undefined) call.referrerPolicy = snapshot(policy);
  const own = given.body ?? undefined;
  if (own !== undefined) call.body = bodyOf(own);
  else if (requestBody !== undefined) Object.assign(call, requestBody);
  if (given.duplex !== undefined) call.duplex = snapshot(given.duplex);
  return call;
}

/** The Call for the caller, and the Call for the engine: a stream is described there, because the fetch that sends the stream locks it. */
export function callsOf(...given) {
  const call = callOf(...given);
  const isStreamed = hasTag(call.body, "ReadableStream") && !call.body.locked;
  return { call, engineCall: isStreamed ? { ...call, body: { kind: "stream" } } : call };
}

/**
 * Describes the body of a Request without asking for the body, which turns the body into a stream in WebKit. A Request with a Content-Type
 * has a body. No platform tells whether the body was made of a stream; most are not.
 */
export function visibleBody({ method, headers }) {
  const hasBody = method !== "GET" && method !== "HEAD" && headers.has("content-type");
  return hasBody ? { body: { kind: "buffer" } } : undefined;
}

export const signalOf = (input, { signal }) => (signal === undefined && isRequest(input) ? input.signal : signal) ?? undefined;

/** The integrity metadata of a call; empty if there is none. */
export const integrityOf = (input, { integrity }) =>
  `${integrity === undefined && isRequest(input) ? (memberOf(input, "integrity") ?? "") : (integrity ?? "")}`;
