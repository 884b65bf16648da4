// Encodes calls and responses as texts for the engine: strings with a NUL behind each, and a letter in front that says which member it is.
// Values are converted as Web IDL converts them. Nothing is judged here. Code of the caller, such as getters and iterators, only runs here.

import { MAX_LENGTH } from "./input.js";
import { checkMembers, checkMisspellings, isPlainObject, RESPONSE_MEMBERS, UNUSED_INIT_MEMBERS } from "./members.js";

const CALL_MEMBERS = new Set([
  "acceptLanguage",
  "body",
  "cache",
  "credentials",
  "crossOrigin",
  "duplex",
  "headers",
  "keepalive",
  "method",
  "mode",
  "origin",
  "partition",
  "redirect",
  "referrerPolicy",
  "upload",
  "url",
  "via",
  "withCredentials",
  ...UNUSED_INIT_MEMBERS,
]);

const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";

const kindOf = (value) => (value === null ? "null" : typeof value);

/** Returns the error of a value that has another type than it should have. */
export const typeError = (name, expected, value) => new TypeError(`${name}: expected ${expected}, got ${kindOf(value)}`);

/** Returns the text of an item. NUL and U+0001 are escaped, because NUL marks the end of an item. */
function item(text, name) {
  if (text.length > MAX_LENGTH) throw new TypeError(`${name}: expected at most ${MAX_LENGTH} characters, got ${text.length}`);
  if (!text.includes("\0") && !text.includes("\x01")) return `${text}\0`;
  return `${text.replace(/[\0\x01]/g, (unit) => `\x01${unit.charCodeAt(0)}`)}\0`;
}

/** Returns the item of a value that has to be a string. */
function stringItem(value, name) {
  if (typeof value !== "string") throw typeError(name, "a string", value);
  return item(value, name);
}

/** Returns any value as a text for a message. */
function describe(value) {
  try {
    const text = String(value);
    if (text.length <= MAX_LENGTH) return text;
  } catch {
    // The value has no text.
  }
  return "an object";
}

/** Returns the items of a member that is converted to a string. A symbol cannot be converted. */
const convertedItem = (letter, name, value) => (typeof value === "symbol" ? `S${name}\0` : letter + item(String(value), name));

/** Returns the iterator method of a value: undefined if it has none, null if it cannot be called. */
function iteratorOf(value) {
  if (!isObject(value)) return undefined;
  const iterator = value[Symbol.iterator];
  if (iterator === undefined || iterator === null) return undefined;
  return typeof iterator === "function" ? iterator : null;
}

/** Returns the items of an iterable: undefined if the value is not iterable. */
const itemsOf = (value) => (iteratorOf(value) ? Array.from(value) : undefined);

const invalidHeaders = (value) => `H${item(describe(value), "headers")}`;

function encodeHeader(name, value) {
  if (typeof name === "symbol" || typeof value === "symbol") return "Sheaders\0";
  return `h${item(String(name), "headers")}${item(String(value), "headers")}`;
}

/** Encodes the pairs of a sequence. */
function encodePairs(pairs) {
  let text = "";
  let position = 0;
  for (const given of pairs) {
    position += 1;
    const pair = Array.isArray(given) ? given : itemsOf(given);
    if (pair === undefined) text += invalidHeaders(given);
    else if (pair.length !== 2) text += `N${position}\0${pair.length}\0`;
    else text += encodeHeader(pair[0], pair[1]);
  }
  return text;
}

/** Encodes a HeadersInit. */
function encodeHeaders(headers) {
  if (headers === undefined) return "";
  const iterator = iteratorOf(headers);
  if (iterator === null || !isObject(headers)) return invalidHeaders(headers);
  if (iterator !== undefined) return encodePairs(headers);
  let text = Object.getOwnPropertySymbols(headers).length > 0 ? "Sheaders\0" : "";
  for (const name of Object.keys(headers)) text += encodeHeader(name, headers[name]);
  return text;
}

/** Encodes a buffer, which may belong to a view. */
const encodeBuffer = (buffer) => (buffer[Symbol.toStringTag] === "SharedArrayBuffer" || buffer.resizable ? "B\0" : "bbuffer\0");

/** Encodes the description of a body. */
function encodeBodyKind(value, kind) {
  switch (kind) {
    case "string":
    case "params":
    case "form":
    case "buffer":
    case "stream":
      return `b${kind}\0`;
    case "blob": {
      const { type = "" } = value;
      return `t${stringItem(type, "body.type")}`;
    }
    case "document": {
      const { type } = value;
      return `b${typeof type !== "string" || type === "text/html" ? "html" : "xml"}\0`;
    }
    default:
      throw new TypeError(
        `body.kind: expected \`string\`, \`params\`, \`form\`, \`blob\`, \`buffer\`, \`stream\` or \`document\`, got \`${describe(kind)}\``,
      );
  }
}

/** Returns the class of an object of any realm. Objects without a tag, such as the blobs and forms of happy-dom, have the class of the platform. */
export function classOf(value) {
  const untagged = ["Blob", "FormData"].find((name) => globalThis[name] && value instanceof globalThis[name]);
  return value[Symbol.toStringTag] ?? untagged;
}

/** Encodes a body by its class, or by its description. The body is not read. */
function encodeBody(value) {
  if (value === undefined || value === null) return "";
  if (typeof value === "symbol") return "Sbody\0";
  if (!isObject(value)) return "bstring\0";
  if (ArrayBuffer.isView(value)) return encodeBuffer(value.buffer);
  switch (classOf(value)) {
    case "Blob":
    case "File": {
      const { type } = value;
      return `t${typeof type === "string" ? item(type, "body") : "\0"}`;
    }
    case "FormData":
      return "bform\0";
    case "URLSearchParams":
      return "bparams\0";
    case "ReadableStream":
      return value.locked ? "blocked\0" : "bstream\0";
    case "ArrayBuffer":
      return encodeBuffer(value);
    case "HTMLDocument":
      return "bhtml\0";
    case "Document":
    case "XMLDocument":
      return "bxml\0";
  }
  // An object without a kind is not a description: fetch() converts it to a string.
  const kind = isPlainObject(value) ? value.kind : undefined;
  return kind === undefined ? "bother\0" : encodeBodyKind(value, kind);
}

/** Returns the profile of options, which may be undefined. `known` are the members that the options may have. */
export function profileOf(options, known) {
  if (options === undefined || options === null) return undefined;
  if (!isObject(options)) throw typeError("options", "an object", options);
  checkMembers(options, known, "options");
  return options.profile;
}

/** Encodes a call. */
export function encodeCall(call) {
  if (!isObject(call)) throw typeError("call", "an object", call);
  checkMembers(call, CALL_MEMBERS, "call");
  const { origin, via, acceptLanguage } = call;
  if (origin instanceof URL) throw new TypeError(`origin: expected a string, got a URL; did you mean \`${origin.origin}\`?`);
  let text = `o${stringItem(origin, "origin")}`;
  if (via !== undefined) text += `v${stringItem(via, "via")}`;
  if (acceptLanguage !== undefined) text += `l${stringItem(acceptLanguage, "acceptLanguage")}`;
  text += convertedItem("u", "url", call.url);
  // The members of a RequestInit, in the order in which Web IDL converts them.
  const { body } = call;
  text += encodeBody(body);
  const { cache } = call;
  if (cache !== undefined) text += convertedItem("c", "cache", cache);
  const { credentials } = call;
  if (credentials !== undefined) text += convertedItem("r", "credentials", credentials);
  const { duplex } = call;
  if (duplex !== undefined) text += convertedItem("d", "duplex", duplex);
  text += encodeHeaders(call.headers);
  if (call.keepalive) text += "k\0";
  const { method } = call;
  if (method !== undefined) text += convertedItem("m", "method", method);
  const { mode } = call;
  if (mode !== undefined) text += convertedItem("M", "mode", mode);
  const { redirect } = call;
  if (redirect !== undefined) text += convertedItem("R", "redirect", redirect);
  const { referrerPolicy } = call;
  if (referrerPolicy !== undefined) text += convertedItem("p", "referrerPolicy", referrerPolicy);
  const { partition } = call;
  if (partition !== undefined) text += `P${stringItem(partition, "partition")}`;
  if (call.withCredentials) text += "w\0";
  if (call.upload) text += "U\0";
  const { crossOrigin } = call;
  if (crossOrigin !== undefined && crossOrigin !== null) text += convertedItem("x", "crossOrigin", crossOrigin);
  return text;
}

/** Returns a header line as a pair: undefined if it is not one. A line may also be an object with a name and a value. */
function linePair(line) {
  if (Array.isArray(line)) return line;
  if (typeof line !== "object" || line === null) return undefined;
  return line[Symbol.iterator] === undefined && "name" in line && "value" in line ? [line.name, line.value] : itemsOf(line);
}

/** Encodes a response. */
export function encodeResponse(response) {
  if (!isObject(response)) throw typeError("response", "an object", response);
  checkMisspellings(response, RESPONSE_MEMBERS, "response");
  const { status, headers } = response;
  // The engine refuses a text that is not a number.
  let text = `s${item(typeof status === "number" ? String(status) : kindOf(status), "status")}`;
  const iterator = iteratorOf(headers);
  if (iterator === null || typeof headers !== "object" || headers === null) {
    throw typeError("response.headers", "pairs, a Headers object or a record", headers);
  }
  for (const line of iterator === undefined ? Object.entries(headers) : headers) {
    const pair = linePair(line);
    if (pair?.length !== 2) throw typeError("response.headers", "a pair of strings", line);
    text += stringItem(pair[0], "response.headers") + stringItem(pair[1], "response.headers");
  }
  return text;
}
