// Calls and responses in the forms in which programs have them.

import { callOf, hasTag, isRequest, readInit, visibleBody } from "./fetch/arguments.js";

/** Whether a value is an input of fetch(), and not a Call. */
const isInput = (value) => typeof value === "string" || isRequest(value) || (typeof value === "object" && hasTag(value, "URL"));

/** The Call of fetch(input, init) on a page. The body of a Request is not read. */
function callOfFetch(input, init, { origin } = {}) {
  if (origin === undefined) {
    throw new TypeError('call: expected an object, or a URL or Request with the origin of its page, as in classify(input, init, { origin: "https://app.example" })');
  }
  return callOf(input, readInit(init), isRequest(input) ? visibleBody(input) : undefined, origin);
}

/** The options of the engine's own functions. */
const engineOptions = ({ profile } = {}) => (profile === undefined ? undefined : { profile });

/** classify(), which also takes fetch()'s arguments: (input, init, options), and (request, options). */
export const classifying = (classify) =>
  function classifyCall(...given) {
    const [input, ...rest] = given;
    if (!isInput(input)) return classify(...given);
    const [init, options] = isRequest(input) && given.length < 3 ? [undefined, rest[0]] : rest;
    return classify(callOfFetch(input, init, options ?? {}), engineOptions(options ?? {}));
  };

/** needsPreflight(), which also takes a Request. */
export const needingPreflight = (needsPreflight) =>
  function needsPreflightOf(...given) {
    const [request, options] = given;
    return isRequest(request) ? needsPreflight(request.method, request.headers, options) : needsPreflight(...given);
  };

/** Header lines as pairs, from a Headers object, a record, pairs, or `{ name, value }` objects. */
export function headerPairs(headers) {
  if (typeof headers !== "object" || headers === null) return headers;
  if (typeof headers[Symbol.iterator] !== "function") return Object.entries(headers);
  return Array.from(headers, (line) => (isNamedValue(line) ? [line.name, line.value] : line));
}

const isNamedValue = (line) => typeof line === "object" && line !== null && !(Symbol.iterator in line) && "name" in line && "value" in line;
