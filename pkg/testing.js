import { sendable, sentBody } from "./fetch/body.js";
import { Exchange, classify } from "./index.js";
import { checkMembers, checkMisspellings, RESPONSE_MEMBERS } from "./members.js";
import { describeCall, formatReasons } from "./message.js";

/** An error that node:test, Vitest and Jest take for a failed assertion. */
class CorsAssertionError extends Error {
  static {
    Object.defineProperty(this.prototype, "name", { value: "AssertionError", configurable: true, writable: true });
  }

  code = "ERR_ASSERTION";
  generatedMessage = false;
}

// ---- calls

const classified = (call, options) => ({ call, classification: classify(call, options) });

/** Whether a call is sent. An assertion about a call that throws or is blocked fails, and so does its negation. */
const isSent = ({ classification: { outcome } }) => outcome !== "throws" && outcome !== "blocked";

// ---- policies

const POLICY_MEMBERS = new Set(["preflight", "response"]);

/** Returns one response of a policy: a response, or headers with `status`. */
function responseOf(/** @type {any} */ given = [], status) {
  if (given === null || typeof given !== "object") throw new TypeError(`policy: expected headers or a response, got ${String(given)}`);
  if (typeof given.status !== "number") return { status, headers: given };
  checkMisspellings(given, RESPONSE_MEMBERS, "response");
  return { status: given.status, headers: given.headers ?? [] };
}

/** The response to each kind of step. */
function responsesOf(policy) {
  if (policy === null || typeof policy !== "object") throw new TypeError(`policy: expected headers or a handler, got ${String(policy)}`);
  if (typeof policy.then === "function") throw new TypeError("policy: expected headers or a handler, got a promise; await it first");
  const isPair = !(Symbol.iterator in policy) && ("preflight" in policy || "response" in policy);
  if (isPair) checkMembers(policy, POLICY_MEMBERS, "policy");
  // A header has no object as its value.
  else checkMisspellings(Object.fromEntries(Object.entries(policy).filter(([, value]) => typeof value === "object")), POLICY_MEMBERS, "policy");
  const { preflight, response } = isPair ? policy : { preflight: policy, response: policy };
  return { preflight: responseOf(preflight, 204), request: responseOf(response, 200) };
}

/** The body for a handler's Request. A description has no bytes. */
function bodyFor({ call: { body }, classification }) {
  const isDescription = typeof body === "object" && body !== null && typeof body.kind === "string";
  return isDescription ? { body: new Uint8Array() } : sentBody(sendable(body ?? undefined), classification);
}

/** The Request that a handler gets for a step. */
function requestOf({ method, url, headers, body }, subject) {
  const { hasOwnType, isForm, ...sent } = body ? bodyFor(subject) : {};
  const lines = hasOwnType ? headers.filter(([name]) => name.toLowerCase() !== "content-type") : headers;
  const request = new Request(url, { method, headers: lines, ...sent });
  // A browser's Request does not take headers that only the browser may set, such as Origin.
  if (lines.every(([name]) => request.headers.has(name))) return request;
  return Object.defineProperty(request, "headers", { value: new Headers(lines) });
}

const isPending = ({ kind }) => kind === "preflight" || kind === "request";

/** The last step of a call under fixed responses. */
function exchanged(subject, responses, options) {
  const exchange = new Exchange(subject.call, options);
  let step = exchange.next();
  while (isPending(step)) step = exchange.next(responses[step.kind]);
  return { ...subject, step };
}

/** The last step of a call whose responses come from `handler`. */
async function handled(subject, handler, options) {
  const exchange = new Exchange(subject.call, options);
  /** @type {any} */
  let step = exchange.next();
  while (isPending(step)) {
    const response = await handler(requestOf(step.request, subject));
    if (response === null || typeof response !== "object") {
      throw new TypeError(`policy: expected a Response for ${step.request.method} ${step.request.url}, got ${String(response)}`);
    }
    step = exchange.next(response);
    // Nobody reads the body.
    Promise.resolve(response.body?.cancel?.()).catch(() => {});
  }
  return { ...subject, step };
}

// ---- judgments: whether it holds, undefined if neither the assertion nor its negation does, and the details

/** `because`: the causes that the preflight must have, by name. */
function preflights(call, because, options) {
  for (const name of because) {
    if (typeof name !== "string") throw new TypeError(`because: expected the name of a header, a method or the code of a reason, got ${String(name)}`);
  }
  const subject = classified(call, options);
  const { outcome, summary, reasons } = subject.classification;
  const causes = reasons.flatMap(({ code, subject: of = code }) => [code, of.toLowerCase()]);
  const missing = because.filter((name) => !causes.includes(name.toLowerCase()));
  const holds = isSent(subject) ? outcome === "preflight" && missing.length === 0 : undefined;
  const of = because.length === 0 ? "" : ` because of ${because.join(", ")}`;
  return {
    holds,
    expected: `a preflight${of}`,
    unexpected: `no preflight${of}`,
    details: `${describeCall(subject)}\n${summary}${formatReasons(reasons)}`,
  };
}

function allowed(verdicts) {
  const isAllowed = ({ step }) => step.kind === "done";
  let holds;
  if (verdicts.every((verdict) => isSent(verdict) && isAllowed(verdict))) holds = true;
  else if (verdicts.every((verdict) => isSent(verdict) && !isAllowed(verdict))) holds = false;
  const lines = verdicts.map((verdict) => {
    const { kind, type, when, reasons = [] } = verdict.step;
    return `${describeCall(verdict)}: ${kind} (${type ?? when})${formatReasons(reasons)}`;
  });
  return { holds, expected: "every call allowed", unexpected: "no call allowed", details: lines.join("\n") };
}

function allows(policy, calls, options) {
  const subjects = [calls].flat().map((call) => classified(call, options));
  if (subjects.length === 0) throw new TypeError("calls: expected at least one call, got none");
  if (typeof policy !== "function") {
    const responses = responsesOf(policy);
    return allowed(subjects.map((subject) => exchanged(subject, responses, options)));
  }
  return Promise.all(subjects.map((subject) => handled(subject, policy, options))).then(allowed);
}

// ---- assertions

const afterwards = (judgment, then) => (typeof judgment.then === "function" ? judgment.then(then) : then(judgment));

function assertHolds({ holds, expected, details }) {
  if (holds !== true) throw new CorsAssertionError(`Expected ${expected}: ${details}`);
}

function assertFails({ holds, unexpected, details }) {
  if (holds !== false) throw new CorsAssertionError(`Expected ${unexpected}: ${details}`);
}

/** Whether options stand at the place of causes. */
const isOptions = (because) => typeof because === "object" && because !== null && Object.hasOwn(because, "profile");

export function assertPreflight(call, because = [], options) {
  if (options === undefined && isOptions(because)) assertPreflight(call, [], because);
  else assertHolds(preflights(call, [because].flat(), options));
}

export function assertNoPreflight(call, options) {
  assertFails(preflights(call, [], options));
}

export function assertPolicy(policy, calls, options) {
  return afterwards(allows(policy, calls, options), assertHolds);
}

export function assertPolicyRefuses(policy, calls, options) {
  return afterwards(allows(policy, calls, options), assertFails);
}

// ---- matchers

/** The matchers for expect.extend(). An undefined result fails both with and without `not`. */
function matched(judgment, { isNot = false }) {
  return afterwards(judgment, ({ holds = isNot, expected, unexpected, details }) => ({
    pass: holds,
    message: () => `Expected ${isNot ? unexpected : expected}: ${details}`,
  }));
}

export const matchers = {
  toPreflight(call, options) {
    return matched(preflights(call, [], options), /** @type {any} */ (this));
  },
  toPreflightBecauseOf(call, because, options) {
    return matched(preflights(call, [because].flat(), options), /** @type {any} */ (this));
  },
  toBeAllowedBy(calls, policy, options) {
    return matched(allows(policy, calls, options), /** @type {any} */ (this));
  },
};
