import { sendable } from "./body.js";
import { Exchange, classify } from "./index.workerd.js";
import { listed, named } from "./message.js";

/** What node:test and vitest both take for an assertion that failed. */
class CorsAssertionError extends Error {
  static {
    Object.defineProperty(this.prototype, "name", { value: "AssertionError", configurable: true, writable: true });
  }

  code = "ERR_ASSERTION";
  generatedMessage = false;
}

// ---- calls

const classified = (call, options) => ({ call, classification: classify(call, options) });

/** A call that throws or is blocked is no answer to any question: an assertion about it fails, and so does its opposite. */
const isSent = ({ classification: { outcome } }) => outcome !== "throws" && outcome !== "blocked";

// ---- policies

const pairs = (headers = []) => (typeof headers[Symbol.iterator] === "function" ? [...headers] : Object.entries(headers));

/** What one side of a policy says: an answer, or headers, which come with `status`. */
function answerOf(said = [], status) {
  if (said === null || typeof said !== "object") throw new TypeError(`policy: ${String(said)} is neither headers nor an answer`);
  return typeof said.status === "number" ? { status: said.status, headers: pairs(said.headers) } : { status, headers: pairs(said) };
}

/** What headers answer to each kind of step. */
function answersOf(policy) {
  if (policy === null || typeof policy !== "object") {
    throw new TypeError(`policy: ${String(policy)} is neither headers nor a handler`);
  }
  if (typeof policy.then === "function") throw new TypeError("policy: a promise is neither headers nor a handler; what it gives is to be awaited first");
  const isPair = !(Symbol.iterator in policy) && ("preflight" in policy || "response" in policy);
  const { preflight, response } = isPair ? policy : { preflight: policy, response: policy };
  return { preflight: answerOf(preflight, 204), request: answerOf(response, 200) };
}

/** The body that goes along, of which a description has no bytes. */
function carried(asking) {
  const { body } = asking.call;
  const isDescription = typeof body === "object" && typeof body.kind === "string";
  return isDescription ? { body: new Uint8Array() } : sendable(body, asking);
}

/** The Request that a handler gets for a step. */
function requestOf({ method, url, headers, body }, asking) {
  const { hasOwnType, ...sent } = body ? carried(asking) : {};
  const lines = hasOwnType ? headers.filter(([name]) => name.toLowerCase() !== "content-type") : headers;
  const request = new Request(url, { method, headers: lines, ...sent });
  // A browser's Request leaves out what only the browser may set, such as Origin.
  if (lines.every(([name]) => request.headers.has(name))) return request;
  return Object.defineProperty(request, "headers", { value: new Headers(lines) });
}

const isPending = ({ kind }) => kind === "preflight" || kind === "request";

/** The last step of a call that is answered as `answers` say. */
function answered(asking, answers, options) {
  const exchange = new Exchange(asking.call, options);
  let step = exchange.next();
  while (isPending(step)) step = exchange.next(answers[step.kind]);
  return { ...asking, step };
}

/** The last step of a call that is answered by `handler`. */
async function handled(asking, handler, options) {
  const exchange = new Exchange(asking.call, options);
  let step = exchange.next();
  while (isPending(step)) {
    const answer = await handler(requestOf(step.request, asking));
    if (answer === null || typeof answer !== "object") {
      throw new TypeError(`policy: the handler answered ${step.request.method} ${step.request.url} with ${String(answer)}, where a Response is due`);
    }
    step = exchange.next(answer);
    // Nobody reads it.
    Promise.resolve(answer.body?.cancel?.()).catch(() => {});
  }
  return { ...asking, step };
}

// ---- judgements: whether it is so, undefined for neither so nor not, and what there is to say

/** `because`: the causes that it has to have, by name. */
function preflights(call, because, options) {
  for (const name of because) {
    if (typeof name !== "string") throw new TypeError(`because: a header's name, a method or a reason's code is due, and ${String(name)} is none`);
  }
  const asking = classified(call, options);
  const { outcome, summary, reasons } = asking.classification;
  const causes = reasons.flatMap(({ code, subject = code }) => [code, subject.toLowerCase()]);
  const missing = because.filter((name) => !causes.includes(name.toLowerCase()));
  const isSo = isSent(asking) ? outcome === "preflight" && missing.length === 0 : undefined;
  const of = because.length === 0 ? "" : ` because of ${because.join(", ")}`;
  return { isSo, expected: `a preflight${of}`, unexpected: `no preflight${of}`, said: `${named(asking)}\n${summary}${listed(reasons)}` };
}

function allowed(verdicts) {
  const isAllowed = ({ step }) => step.kind === "done";
  let isSo;
  if (verdicts.every((verdict) => isSent(verdict) && isAllowed(verdict))) isSo = true;
  else if (verdicts.every((verdict) => isSent(verdict) && !isAllowed(verdict))) isSo = false;
  const lines = verdicts.map((verdict) => {
    const { kind, type, when, reasons = [] } = verdict.step;
    return `${named(verdict)}: ${kind} (${type ?? when})${listed(reasons)}`;
  });
  const [expected, unexpected] = ["every call allowed", "no call allowed"];
  return { isSo, expected, unexpected, said: lines.join("\n") };
}

function allows(policy, calls, options) {
  const askings = [calls].flat().map((call) => classified(call, options));
  if (askings.length === 0) throw new TypeError("calls: there is none");
  if (typeof policy !== "function") {
    const answers = answersOf(policy);
    return allowed(askings.map((asking) => answered(asking, answers, options)));
  }
  return Promise.all(askings.map((asking) => handled(asking, policy, options))).then(allowed);
}

// ---- plain functions

const inTime = (judgement, then) => (typeof judgement.then === "function" ? judgement.then(then) : then(judgement));

function holds({ isSo, expected, said }) {
  if (isSo !== true) throw new CorsAssertionError(`Expected ${expected}: ${said}`);
}

function fails({ isSo, unexpected, said }) {
  if (isSo !== false) throw new CorsAssertionError(`Expected ${unexpected}: ${said}`);
}

/** Whether options stand where causes might. */
const isOptions = (because) => typeof because === "object" && because !== null && Object.hasOwn(because, "profile");

export function assertPreflight(call, because = [], options) {
  if (options === undefined && isOptions(because)) assertPreflight(call, [], because);
  else holds(preflights(call, [because].flat(), options));
}

export function assertNoPreflight(call, options) {
  fails(preflights(call, [], options));
}

export function assertPolicy(policy, calls, options) {
  return inTime(allows(policy, calls, options), holds);
}

export function assertPolicyRefuses(policy, calls, options) {
  return inTime(allows(policy, calls, options), fails);
}

// ---- matchers

/** What expect.extend() takes; one that is neither so nor not passes for neither. */
function matched(judgement, { isNot }) {
  return inTime(judgement, ({ isSo = isNot, expected, unexpected, said }) => ({
    pass: isSo,
    message: () => `Expected ${isNot ? unexpected : expected}: ${said}`,
  }));
}

export const matchers = {
  toPreflight(call, options) {
    return matched(preflights(call, [], options), this);
  },
  toPreflightBecauseOf(call, because, options) {
    return matched(preflights(call, [because].flat(), options), this);
  },
  toBeAllowedBy(calls, policy, options) {
    return matched(allows(policy, calls, options), this);
  },
};
