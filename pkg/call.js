import { headerPairs } from "./calls.js";

// What a caller's live values say, as the flat texts that the engine takes: items with a NUL behind each. Values are
// converted as Web IDL converts them, and nothing is judged.

/** What is longer might not fit the memory that the engine can have, several times over. */
const LONGEST = 2 ** 25;

const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";

const kindOf = (value) => (value === null ? "null" : typeof value);

const wrong = (name, due, value) => new TypeError(`${name}: ${due} is due, and this is of type ${kindOf(value)}`);

/** An item. What would be taken for the mark behind it is written otherwise. */
function item(text, name) {
  if (text.length > LONGEST) throw new TypeError(`${name}: longer than ${LONGEST} characters`);
  return `${text.replace(/[\0\x01]/g, (unit) => `\x01${unit.charCodeAt(0)}`)}\0`;
}

/** The item of what has to be a string already. */
function string(value, name) {
  if (typeof value !== "string") throw wrong(name, "a string", value);
  return item(value, name);
}

/** A value for a message, whatever it is. */
function shown(value) {
  try {
    const text = String(value);
    if (text.length <= LONGEST) return text;
  } catch {
    // It shows nothing of itself.
  }
  return "an object";
}

/** The items of a member that is converted to a string, which a symbol does not. */
const converted = (name, value) => (typeof value === "symbol" ? `symbol\0${name}\0` : `${name}\0${item(String(value), name)}`);

/** What iterating gives: undefined where a value has no iterator, null where that cannot be called. */
function itemsOf(value) {
  if (!isObject(value)) return undefined;
  const iterator = value[Symbol.iterator];
  if (iterator === undefined || iterator === null) return undefined;
  return typeof iterator === "function" ? Array.from(value) : null;
}

function flatHeaders(headers) {
  if (headers === undefined) return "";
  const invalid = (value) => `headers\0${item(shown(value), "headers")}`;
  let flat = "";
  let pairs = itemsOf(headers);
  if (pairs === undefined && isObject(headers)) {
    if (Object.getOwnPropertySymbols(headers).length > 0) flat += "symbol\0headers\0";
    pairs = Object.entries(headers);
  }
  if (!pairs) return invalid(headers);
  pairs.forEach((given, index) => {
    const pair = itemsOf(given);
    if (!pair) {
      flat += invalid(given);
    } else if (pair.length !== 2) {
      flat += `pair\0${index + 1}\0${pair.length}\0`;
    } else if (pair.some((part) => typeof part === "symbol")) {
      flat += "symbol\0headers\0";
    } else {
      const [name, value] = pair.map(String);
      flat += `header\0${item(name, "headers")}${item(value, "headers")}`;
    }
  });
  return flat;
}

function isPlainObject(value) {
  if (typeof value === "function") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A buffer, the body's own or that of a view. */
function flatBuffer(buffer) {
  return buffer[Symbol.toStringTag] === "SharedArrayBuffer" || buffer.resizable ? "buffer\0\0" : "body\0buffer\0";
}

/** A body that is described, not given. */
function described(value, kind) {
  switch (kind) {
    case "string":
    case "params":
    case "form":
    case "buffer":
    case "stream":
      return `body\0${kind}\0`;
    case "blob": {
      const { type = "" } = value;
      return `blob\0${string(type, "body.type")}`;
    }
    case "document": {
      const { type } = value;
      return `body\0${typeof type !== "string" || type === "text/html" ? "html" : "xml"}\0`;
    }
    default:
      throw new TypeError(
        `body.kind: \`${shown(kind)}\` is not known; it is one of \`string\`, \`params\`, \`form\`, \`blob\`, \`buffer\`, \`stream\` and \`document\``,
      );
  }
}

/** The class of an object, also one of another realm; of one that carries no tag, such as happy-dom's blobs and forms, by the platform's own. */
export function classOf(value) {
  const untagged = ["Blob", "FormData"].find((name) => globalThis[name] && value instanceof globalThis[name]);
  return value[Symbol.toStringTag] ?? untagged;
}

/** Tells a live body by its class, and reads a described one. */
function flatBody(value) {
  if (value === undefined || value === null) return "";
  if (typeof value === "symbol") return "symbol\0body\0";
  if (!isObject(value)) return "body\0string\0";
  if (ArrayBuffer.isView(value)) return flatBuffer(value.buffer);
  switch (classOf(value)) {
    case "Blob":
    case "File": {
      const { type } = value;
      return `blob\0${typeof type === "string" ? item(type, "body") : "\0"}`;
    }
    case "FormData":
      return "body\0form\0";
    case "URLSearchParams":
      return "body\0params\0";
    case "ReadableStream":
      return `body\0${value.locked ? "locked" : "stream"}\0`;
    case "ArrayBuffer":
      return flatBuffer(value);
    case "HTMLDocument":
      return "body\0html\0";
    case "Document":
    case "XMLDocument":
      return "body\0xml\0";
  }
  // Without a kind it describes nothing: fetch() makes a string of it.
  const kind = isPlainObject(value) ? value.kind : undefined;
  return kind === undefined ? "body\0other\0" : described(value, kind);
}

/** Whose rules are asked for, where that is said. */
export function profileOf(options) {
  if (options === undefined || options === null) return undefined;
  if (!isObject(options)) throw wrong("options", "an object", options);
  return options.profile;
}

export const flatProfile = (profile) => (profile === undefined ? "" : `profile\0${string(profile, "profile")}`);

export function flatCall(call, profile) {
  if (!isObject(call)) throw wrong("call", "an object", call);
  const { origin, via, acceptLanguage } = call;
  let flat = `origin\0${string(origin, "origin")}`;
  if (via !== undefined) flat += `via\0${string(via, "via")}`;
  if (acceptLanguage !== undefined) flat += `acceptLanguage\0${string(acceptLanguage, "acceptLanguage")}`;
  flat += converted("url", call.url);
  const say = (name) => {
    const value = call[name];
    if (value !== undefined) flat += converted(name, value);
  };
  const flag = (name) => {
    if (call[name]) flat += `${name}\0\0`;
  };
  // The members of a RequestInit, in the order in which Web IDL converts them.
  flat += flatBody(call.body);
  ["cache", "credentials", "duplex"].forEach(say);
  flat += flatHeaders(call.headers);
  flag("keepalive");
  ["method", "mode", "redirect", "referrerPolicy"].forEach(say);
  const { partition } = call;
  if (partition !== undefined) flat += `partition\0${string(partition, "partition")}`;
  ["withCredentials", "upload"].forEach(flag);
  if (call.crossOrigin !== null) say("crossOrigin");
  return flat + flatProfile(profile);
}

export function flatAnswer(answer) {
  if (!isObject(answer)) throw wrong("answer", "an object", answer);
  const { status, headers } = answer;
  // What is no number is not one that the engine could take for one.
  let flat = typeof status === "number" ? item(String(status), "status") : item(`of type ${kindOf(status)}`, "status");
  const lines = itemsOf(headerPairs(headers));
  if (!lines) throw wrong("answer.headers", "an iterable of pairs", headers);
  for (const line of lines) {
    const pair = itemsOf(line);
    if (pair?.length !== 2) throw wrong("answer.headers", "a pair of strings", line);
    for (const part of pair) flat += string(part, "answer.headers");
  }
  return flat;
}
