// Sends harmless requests to find out why a call failed.

import { formatReasons } from "../message.js";
import { unlessAborted } from "./abort.js";
import { discard } from "./body.js";
import { ClassifiedCall, formatNeeds, possibleCauses, usualOrder } from "./explain.js";
import { CONCLUSIONS, PROBES } from "./sentences.js";

/** A request that changes nothing and carries nothing. */
const PROBE = { method: "GET", credentials: "omit", cache: "no-store" };

/** The probes by what they ask: is there a response, is it readable, is it a redirect. */
const KINDS = { "no-cors": { mode: "no-cors" }, cors: { mode: "cors" }, manual: { mode: "cors", redirect: "manual" } };

async function send(fetch, url, kind, signal) {
  const { mode, redirect = "follow" } = KINDS[kind];
  const probe = { method: PROBE.method, url, mode, redirect };
  const shown = (ended) => PROBES[kind][ended];
  try {
    const response = await unlessAborted(signal, fetch(url, { ...PROBE, ...KINDS[kind], signal }), discard);
    discard(response);
    const { type, status } = response;
    return { ...probe, answered: true, type, status, shows: shown(type === "opaqueredirect" ? "redirected" : "answered") };
  } catch (error) {
    return { ...probe, answered: false, error, shows: shown("failed") };
  }
}

/** Sends the probes at the same time, and gives them `timeout` milliseconds. */
async function sendProbes(fetch, url, timeout, signal) {
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  signal?.addEventListener("abort", abort, { once: true });
  const late = () => controller.abort(new DOMException(`There is no response after ${timeout} ms.`, "TimeoutError"));
  const timer = setTimeout(late, timeout);
  try {
    return await Promise.all(Object.keys(KINDS).map((kind) => send(fetch, url, kind, controller.signal)));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function describeProbe({ method, url, mode, redirect, answered, type, status, error, shows }) {
  const ended = answered ? (status ? `status ${status}` : type) : `failed (${error?.message ?? error})`;
  const how = redirect === "manual" ? `mode ${mode}, redirect manual` : `mode ${mode}`;
  return `\n- ${method} ${url}, ${how}: ${ended}. ${shows}`;
}

function diagnosis(conclusion, sentence, reasons, probes, needs = {}) {
  const summary = `${CONCLUSIONS[sentence]}${probes.map(describeProbe).join("")}${formatNeeds(needs)}${formatReasons(reasons)}`;
  return { conclusion, summary, reasons, probes, needs };
}

/** Where a certain failure ended, as a conclusion. */
const CERTAIN = { preflight: "refused", response: "refused", redirect: "refused", integrity: "refused", network: "unreachable" };

/** Whether a probe is the call itself: a plain GET that needs no preflight. */
function isPlain({ engineCall, classification }) {
  const { method, credentials } = classification.request;
  return classification.outcome === "simple" && method === PROBE.method && !credentials && engineCall.body === undefined;
}

/**
 * The possible causes that the probes do not disprove, the likeliest first.
 *
 * A probe is a GET without credentials and headers. It says nothing about a preflight, about another method, or about a response to a
 * request with credentials.
 */
function remainingCauses(classified, [hidden, readable, manual]) {
  const isReached = hidden.answered || readable.answered || manual.answered;
  const isRedirect = manual.type === "opaqueredirect";
  const isPreflighted = classified.classification.outcome === "preflight";
  const where = isReached && readable.answered && isPreflighted ? "The preflight response" : undefined;
  const { needs, ...causes } = possibleCauses(classified, where);
  const plain = isPlain(classified);
  const reasons = (...groups) => groups.flatMap((group) => causes[group]);

  if (!isReached) {
    // A Cross-Origin-Resource-Policy hides a response from the no-cors probe, so the CORS headers may be wrong as well.
    return { needs, rest: [...reasons("network", "blocked"), ...usualOrder({ ...causes, network: [], blocked: [] })] };
  }
  const silent = plain ? [] : reasons("network");
  if (!readable.answered) {
    const first = isRedirect ? reasons("redirect", "origin") : reasons("origin", "errorResponse");
    const redirect = isRedirect || (plain && manual.answered) ? [] : reasons("redirect");
    const later = isRedirect ? reasons("errorResponse") : [];
    return {
      needs,
      rest: [...first, ...reasons("credentials", "status", "lists", "preflightRedirect"), ...redirect, ...later, ...reasons("rare", "wildcard", "policy"), ...silent],
    };
  }
  // The page can read a plain GET now, so a call that is one failed for a passing reason.
  if (plain) return { needs: {}, rest: reasons("network") };
  if (!isPreflighted) {
    const redirect = isRedirect ? [reasons("redirect"), []] : [[], reasons("redirect")];
    return { needs, rest: [...redirect[0], ...reasons("wildcard", "credentials", "errorResponse", "origin", "rare", "policy"), ...redirect[1], ...silent] };
  }
  const preflightRedirect = isRedirect ? [reasons("preflightRedirect"), []] : [[], reasons("preflightRedirect")];
  return {
    needs,
    rest: [
      ...preflightRedirect[0],
      ...reasons("wildcard", "status", "origin", "lists", "credentials"),
      ...preflightRedirect[1],
      ...reasons("errorResponse", "redirect", "rare"),
      ...silent,
    ],
  };
}

/** Finds out why a call failed, for diagnose() of the package. */
export async function diagnose(error, context, { probe, timeout, signal, fetch }) {
  const { ended, profile } = context;
  if (error.certain) {
    const conclusion = CERTAIN[ended] ?? "not-sent";
    return diagnosis(conclusion, conclusion, error.reasons, []);
  }
  const classified = new ClassifiedCall(context, profile);
  const url = classified.classification.request?.url;
  if (!probe || url === undefined) return diagnosis("unknown", "unknown", error.reasons, [], error.needs);
  /** @type {any} */
  const probes = await sendProbes(fetch, url, timeout, signal);
  if (signal?.aborted) throw signal.reason;
  const { needs, rest } = remainingCauses(classified, probes);
  const isReached = probes.some(({ answered }) => answered);
  if (!isReached) return diagnosis("unreachable", "unreachable", rest, probes, needs);
  if (Object.keys(needs).length === 0) return diagnosis("unknown", "nothing-left", rest, probes);
  return diagnosis("refused", "refused", rest, probes, needs);
}
