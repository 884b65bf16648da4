import type { Call, Classification, PreflightCache, Profile, Reason } from "./index.js";

/** A call of fetch()'s. */
export type FetchCall = Call & { via?: "fetch" };

/** What goes wrong reaches the caller as this, in place of the bare TypeError; a `catch` for TypeError still catches it. */
export class CorsError extends TypeError {
  constructor(message: string, details: { reasons: Reason[]; call: FetchCall; certain: boolean; cause?: unknown });
  name: "CorsError";
  /**
   * What went wrong, the first being what a browser stops at. Not certain: what an answer that allows nothing fails for, with what mends
   * it, and last that there may have been no answer. Not enumerable: the message says it all.
   */
  reasons: Reason[];
  /** As it was when it was made. Not enumerable, so that who logs the error does not log headers and body. */
  call: FetchCall;
  /** True where the engine saw the answers itself, or nothing was sent; false where it infers from the request what must have happened. */
  certain: boolean;
}

export interface CorsFetchOptions {
  /** The page's origin. Default: the global `origin`, else that of `location`, where there is one; elsewhere it is required. */
  origin?: string;
  /** Default: the cache's, else "standard". */
  profile?: Profile;
  /**
   * The fetch underneath. Default: the global one, as it is when corsFetch() is called. To enforce it has to know no CORS itself: happy-dom's does,
   * until its setting fetch.disableSameOriginPolicy is true.
   */
  fetch?: typeof fetch;
  /**
   * observe: leave the enforcing to the platform (a browser, its workers) and explain. enforce: the platform does not know CORS
   * (Node, Deno, Bun, server-side workers such as Cloudflare's, test runners): send the preflight, check the answers, hide what a page
   * may not read. Default: enforce where process.versions.node, Deno, Bun or WebSocketPair exists, else observe.
   */
  how?: "observe" | "enforce";
  /** Where grants are kept, which several functions may share. Default: one of its own. An observing function has no use for it. */
  cache?: Omit<PreflightCache, "profile">;
  /** Called for each call before it is sent. Throwing stops it; a promise is waited for. */
  onClassified?: (classification: Classification, call: FetchCall) => void;
  /** "forbid": reject, with the reasons, a call that would cause a preflight. Default "allow". */
  preflights?: "allow" | "forbid";
}

/**
 * Returns a function of exactly fetch's type. Observing, it never adds or changes a header, a body or an option of the call; enforcing, it
 * sends what a browser would. A relative URL is taken against location, else against `origin`.
 *
 * An abort rejects with the signal's reason, as it does at fetch(); what else goes wrong with a call is a CorsError.
 *
 * A TypeError naming the member for an option that is none.
 */
export function corsFetch(options?: CorsFetchOptions): typeof fetch;

/** A request that diagnose() has sent: a GET without credentials and without the call's headers and body. */
export interface Probe {
  method: "GET";
  url: string;
  mode: "no-cors" | "cors";
  /** Whether there was an answer to be had. */
  answered: boolean;
  /** Of the answer. */
  type?: string;
  /** Of the answer; 0 where it is hidden. */
  status?: number;
  /** What it was rejected with. */
  error?: unknown;
}

export interface Diagnosis {
  /**
   * not-sent: the call was never sent. unreachable: no answer comes from there, to any request (a server's Cross-Origin-Resource-Policy,
   * the page's Content Security Policy or an extension can make it look so). refused: there is an answer, and what it says does not let
   * the page have it. unknown: nothing tells, for want of probes or because they went well.
   */
  conclusion: "not-sent" | "unreachable" | "refused" | "unknown";
  /** The conclusion, what each probe showed, and the reasons: several lines. */
  summary: string;
  /** What is left of the error's reasons, the likeliest first. */
  reasons: Reason[];
  /** What was sent, in order; empty unless it was asked for. */
  probes: Probe[];
}

/**
 * What is known of why a call failed. Asked to `probe`, it sends at most two requests, and nothing else: a GET to the call's URL in mode
 * no-cors and one in mode cors, both without credentials, headers and body, past the HTTP cache. They tell "unreachable" from "refused". Where
 * the error is certain none is sent.
 *
 * `timeout` is in milliseconds, default 10,000; after it a probe counts as unanswered. An abort of `signal` rejects with its reason.
 *
 * A TypeError for an error that no function of corsFetch() rejected with.
 */
export function diagnose(error: unknown, options?: { probe?: boolean; timeout?: number; signal?: AbortSignal }): Promise<Diagnosis>;
