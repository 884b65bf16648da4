// The explanation of a failed call: certain, or inferred from the request.

import { Exchange, checkPreflight, checkResponse, classify } from "../index.js";
import { describeCall, formatReasons, urlSuffix } from "../message.js";
import { HEADINGS, UNSEEN, possibleReason } from "./sentences.js";

/** A call with its classification, which is made when it is first needed. `engineCall` is the call without its stream. */
export class ClassifiedCall {
  #classification;

  constructor({ call, engineCall }, profile) {
    this.call = call;
    this.engineCall = engineCall;
    this.profile = profile;
  }

  get classification() {
    this.#classification ??= classify(this.engineCall, { profile: this.profile });
    return this.#classification;
  }
}

/** The message of the platform's error. Node has its message in the cause, and several connection attempts only have a code. */
const platformMessage = ({ cause, message }) => cause?.message || cause?.code || message;

/** The failure of a call whose responses the engine has seen, or that was never sent. `ended`: where the call failed. */
export function certainFailure(classified, ended, reasons, { url, cause, status, thrown } = {}) {
  const said = [ended + urlSuffix(classified, url)];
  // An error response often comes from a layer that adds no CORS headers.
  if (status >= 400) said.push(`status ${status}`);
  const detail = cause ? `: ${platformMessage(cause)}` : "";
  const message = `${describeCall(classified)} failed (${said.join(", ")}${detail})${formatReasons(reasons)}`;
  const context = { ...contextOf(classified), ended };
  return { message, reasons, certain: true, cause, thrown, context };
}

const contextOf = ({ call, engineCall, profile, classification }) => ({ call, engineCall, profile, classification });

/** The failure of a call that throws a TypeError which is not a network error. */
export function thrownFailure(classified, reasons, details) {
  return certainFailure(classified, "throws", reasons, { ...details, thrown: classified.classification.summary });
}

/** The failure of a call that is not sent because preflights are forbidden. */
export function forbiddenFailure(classified, reasons, url) {
  const ended = "preflights forbidden";
  const thrown = `${describeCall(classified)} is not sent${urlSuffix(classified, url)}: preflights are forbidden${formatReasons(reasons)}`;
  return certainFailure(classified, ended, reasons, { url, thrown });
}

// ---- without a response

/** A status of a preflight response that no browser accepts. */
const NOT_OK = 403;

const lines = (reasons) => [...new Set(reasons.flatMap(({ fix }) => (fix === undefined ? [] : [fix])))];

const headersOf = (lines) => lines.filter((line) => line.includes(": ")).map((line) => line.split(/: (.*)/s, 2));

/** The engine's reasons for responses that do not allow a call. */
function bareReasons({ engineCall, profile, classification: { outcome } }) {
  const options = { profile };
  const isPreflighted = outcome === "preflight";
  const isChecked = isPreflighted || outcome === "simple";
  return {
    preflight: isPreflighted ? checkPreflight(engineCall, { status: 204, headers: [] }, options).reasons : [],
    status: isPreflighted ? checkPreflight(engineCall, { status: NOT_OK, headers: [] }, options).reasons : [],
    response: isChecked ? checkResponse(engineCall, { status: 200, headers: [] }, options).reasons : [],
  };
}

/** The lines of the responses under which a call passes: the fixes of responses without headers. */
export function neededLines(classified) {
  const { preflight, status, response } = bareReasons(classified);
  const statusLine = lines(status).find((line) => !line.includes(": "));
  const needs = {};
  if (preflight.length > 0) needs.preflight = [...(statusLine ? [statusLine] : []), ...lines(preflight)];
  if (response.length > 0) needs.response = lines(response);
  return needs;
}

/** An origin that is not the page's. */
const OTHER = "https://other.example";

/** Responses that servers often send by mistake: the needed lines with one header changed. */
const MISTAKES = [
  (headers) => replaced(headers, "*"),
  (headers) => replaced(headers, OTHER),
  (headers) => [...headers, ["Access-Control-Allow-Origin", OTHER]],
];

const replaced = (headers, value) =>
  headers.map((header) => (header[0].toLowerCase() === "access-control-allow-origin" ? [header[0], value] : header));

/** The engine's first reason for each of the mistakes, if it refuses the response. */
function mistakenReasons({ engineCall, profile }, { response = [] }) {
  const needed = headersOf(response);
  return MISTAKES.map((mistake) => checkResponse(engineCall, { status: 200, headers: mistake(needed) }, { profile }).reasons[0]).filter(Boolean);
}

const unseen = (code, fix) => ({ code, ...UNSEEN[code], ...(fix && { fix }), help: [] });

const reasonsByCode = (reasons, codes) => reasons.filter(({ code }) => codes.includes(code));

/**
 * Every possible cause of a failure without a response, in groups: `origin` and `credentials` of any response; `preflight`, of the preflight
 * response; `response`, of the response to the request; `network`.
 */
export function possibleCauses(classified, of) {
  const { engineCall, profile, classification } = classified;
  const needs = neededLines(classified);
  const bare = bareReasons(classified);
  const isPreflighted = classification.outcome === "preflight";
  const isChecked = bare.response.length > 0;
  const where = of ?? (isPreflighted ? "The preflight response or the response" : "The response");
  const possible = (reasons) => reasons.map((reason) => possibleReason(reason, where));
  const [originLine] = needs.response ?? [];
  const mistakes = isChecked ? mistakenReasons(classified, needs) : [];
  const noResponse = possibleReason({ code: "no-answer", ...noResponseReason(classified) });
  const policy = classification.outcome === "no-cors"
    ? checkResponse(engineCall, { status: 200, headers: [["Cross-Origin-Resource-Policy", "same-origin"]] }, { profile }).reasons
    : [];
  return {
    needs,
    origin: possible(reasonsByCode(bare.response, ["allow-origin-missing"])),
    wildcard: possible(reasonsByCode(mistakes, ["allow-origin-wildcard-with-credentials"])),
    credentials: possible(reasonsByCode(bare.response, ["allow-credentials-missing"])),
    rare: possible(reasonsByCode(mistakes, ["allow-origin-mismatch", "allow-origin-multiple"])),
    status: possible(reasonsByCode(bare.status, ["preflight-status-not-ok"])),
    preflightRedirect: isPreflighted
      ? possible(reasonsByCode(checkPreflight(engineCall, { status: 302, headers: headersOf(needs.preflight) }, { profile }).reasons, ["preflight-redirected"]))
      : [],
    lists: possible(bare.preflight.filter(({ code }) => !["allow-origin-missing", "allow-credentials-missing"].includes(code))),
    errorResponse: isChecked ? [unseen("error-response-not-shared", originLine)] : [],
    redirect: isChecked || classification.outcome === "same-origin" ? [unseen("response-redirected")] : [],
    policy: possible(reasonsByCode(policy, ["resource-policy-blocked"])),
    network: [noResponse],
    blocked: [unseen("request-blocked")],
  };
}

function noResponseReason({ engineCall, profile }) {
  const exchange = new Exchange(engineCall, { profile });
  exchange.next();
  const [reason] = exchange.next(null).reasons ?? [];
  return reason ?? {};
}

/** The order in which possible causes are listed when nothing narrows them. */
export const usualOrder = (causes) => [
  ...causes.origin,
  ...causes.wildcard,
  ...causes.status,
  ...causes.lists,
  ...causes.credentials,
  ...causes.preflightRedirect,
  ...causes.errorResponse,
  ...causes.policy,
  ...causes.redirect,
  ...causes.network,
  ...causes.rare,
  ...causes.blocked,
];

/** The needed lines, as a block of text. */
export function formatNeeds(needs) {
  const blocks = Object.entries(needs).map(([name, lines]) => `\n  ${HEADINGS[name]}:${lines.map((line) => `\n    ${line}`).join("")}`);
  return blocks.length > 0 ? `\n${HEADINGS.needed}${blocks.join("")}` : "";
}

/** Explains the platform's error for a call that the engine has not seen fail. */
export function explain(calls, profile, error, integrity) {
  const classified = new ClassifiedCall(calls, profile);
  const { outcome, summary, reasons } = classified.classification;
  if (outcome === "throws" || outcome === "blocked") return certainFailure(classified, outcome, reasons, { cause: error });
  const { needs, ...causes } = possibleCauses(classified);
  const possible = usualOrder(causes);
  if (integrity !== "") possible.push(unseen("integrity-mismatch"));
  const message = [
    `${describeCall(classified)} failed (${error.message})`,
    `\n${summary}${formatReasons(reasons)}`,
    formatNeeds(needs),
    `\n${HEADINGS.unexplained} ${HEADINGS.possible}`,
    possible.map(({ message }) => `\n- ${message}`).join(""),
    `\n${HEADINGS.advice}`,
  ].join("");
  return { message, reasons: possible, certain: false, needs, context: contextOf(classified) };
}
