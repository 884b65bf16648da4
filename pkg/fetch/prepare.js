// Reads the arguments of an enforced call while they are as the caller made them: the engine may still have to be loaded.

import { callsOf, canReadAgain, integrityOf, isRequest, materializeHeaders, readInit, signalOf } from "./arguments.js";
import { discard, sendable } from "./body.js";
import { invalid } from "./errors.js";

/** Whether this platform tells a Request made of a stream from others, by not allowing the mode no-cors for it. */
function canDetectStreams() {
  try {
    return new Request("https://api.example/", { method: "POST", mode: "no-cors", body: "x" }).mode === "no-cors";
  } catch {
    return false;
  }
}

/** Describes a Request's body to the engine, without reading it. */
function bodyOfRequest(request) {
  if (!request.body) return undefined;
  if (request.bodyUsed || request.body.locked) throw new TypeError("input: expected a Request with an unread body, got one whose body is read or locked");
  const twin = request.clone();
  try {
    discard(new Request(twin, { method: "POST", mode: "no-cors", cache: "default", keepalive: false }));
  } catch {
    discard(twin);
    if (canDetectStreams()) return { body: { kind: "stream" }, duplex: "half" };
  }
  return { body: { kind: "buffer" } };
}

export function prepare(given, origin) {
  if (given.length === 0) throw new TypeError("fetch: expected a URL or a Request, got nothing");
  const [input, init] = given;
  if (init !== undefined && init !== null && typeof init !== "object" && typeof init !== "function") throw invalid("init", "an object", init);
  const members = readInit(init);
  if (!canReadAgain(members.headers)) members.headers = materializeHeaders(members.headers);
  const signal = signalOf(input, members);
  if (signal && typeof signal.addEventListener !== "function") throw invalid("signal", "an AbortSignal", signal);
  const body = members.body ?? undefined;
  const requestBody = isRequest(input) && body === undefined ? bodyOfRequest(input) : undefined;
  return {
    input,
    init,
    given: members,
    signal,
    requestBody,
    calls: callsOf(input, members, requestBody, origin),
    integrity: integrityOf(input, members),
    sent: requestBody ?? sendable(body),
  };
}
