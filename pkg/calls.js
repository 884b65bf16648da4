// Calls and responses in the forms in which programs have them.

import { callOf, hasTag, isRequest, readInit, visibleBody } from "./fetch/arguments.js";
import { checkMembers, UNUSED_INIT_MEMBERS } from "./members.js";

/** Whether a value is an input of fetch(), and not a Call. */
const isInput = (value) => typeof value === "string" || isRequest(value) || (typeof value === "object" && hasTag(value, "URL"));

const OPTIONS = new Set(["origin", "profile"]);

const INIT_MEMBERS = new Set(["body", "cache", "credentials", "duplex", "headers", "keepalive", "method", "mode", "redirect", "referrerPolicy", ...UNUSED_INIT_MEMBERS]);

/** The Call of fetch(input, init) on a page. The body of a Request is not read. */
function callOfFetch(input, init, { origin }) {
  if (origin === undefined) {
    throw new TypeError('call: expected an object, or a URL or Request with the origin of its page, as in classify(input, init, { origin: "https://app.example" })');
  }
  return callOf(input, readInit(init), isRequest(input) ? visibleBody(input) : undefined, origin);
}

/** The options of the engine's own functions. */
const engineOptions = (/** @type {any} */ { profile } = {}) => (profile === undefined ? undefined : { profile });

/** classify(), which also takes fetch()'s arguments: (input, init, options), and (request, options). */
export const classifying = (classify) =>
  function classifyCall(...given) {
    const [input, ...rest] = given;
    if (!isInput(input)) return classify(...given);
    const [init, options] = isRequest(input) && given.length < 3 ? [undefined, rest[0]] : rest;
    checkMembers(options, OPTIONS, "options");
    checkMembers(init, INIT_MEMBERS, "init");
    return classify(callOfFetch(input, init, options ?? {}), engineOptions(options ?? {}));
  };

/** needsPreflight(), which also takes a Request: (request, options). */
export const needingPreflight = (needsPreflight) =>
  function needsPreflightOf(method, headers, options) {
    if (typeof method === "string" || !isRequest(method)) return needsPreflight(method, headers, options);
    return needsPreflight(method.method, method.headers, headers);
  };
