import type { engine } from "./engine.js";
import type { Call, Classification, PreflightCache, Profile, Reason, Step } from "./index.js";

/** A call of fetch(). */
export type FetchCall = Call & { via?: "fetch" };

/** The responses that a server must send for a call to pass: status and header lines of the two responses. A response that needs nothing is absent. */
export interface Needs {
  preflight?: string[];
  response?: string[];
}

/**
 * Explains a failed call: the `cause` of the error that corsFetch() rejects with.
 *
 * @example
 * ```js
 * try {
 *   await fetch(url);
 * } catch (error) {
 *   if (error.cause instanceof CorsError) console.log(error.cause.reasons);
 *   throw error;
 * }
 * ```
 */
export class CorsError extends Error {
  constructor(message: string, details: { reasons: Reason[]; call: FetchCall; certain: boolean; needs?: Needs; cause?: unknown });
  name: "CorsError";
  /**
   * If certain, why the call failed; the first reason is the one that a browser prints. If not, the possible causes, the likeliest first. Not
   * enumerable, because the message has them.
   */
  reasons: Reason[];
  /** The call as it was when it was made. Not enumerable, so that logs do not contain headers and body. */
  call: FetchCall;
  /** Whether the engine saw the responses, or nothing was sent. Otherwise the reasons are inferred from the request. */
  certain: boolean;
  /** The responses that the server must send for the call to pass. Present if `certain` is false. */
  needs?: Needs;
  /** Returns the name, the message, `certain` and the reasons, but not the call. */
  toJSON(): { name: "CorsError"; message: string; certain: boolean; reasons: Reason[] };
}

/** The step at which a call ends with a response. `notes` has a reason with the code `headers-hidden` if the page cannot read every header. */
export type DoneStep = Extract<Step, { kind: "done" }>;

export interface CorsFetchOptions {
  /**
   * The page's origin.
   *
   * @defaultValue the global `origin`, or that of `location`, at each call. Where there is neither, a call rejects with a TypeError.
   */
  origin?: string;
  /** @defaultValue the cache's, or "standard" */
  profile?: Profile;
  /**
   * The wrapped fetch. In "enforce" mode, it must not check CORS itself. happy-dom's fetch does, unless its setting
   * fetch.disableSameOriginPolicy is true.
   *
   * @defaultValue the global one at each call, so that tools that replace it later see the calls
   */
  fetch?: typeof fetch;
  /**
   * observe: leave enforcement to the platform (a browser, its workers), and explain. The engine is loaded when a call fails or a hook needs it.
   * enforce: the platform does not know CORS (Node, Deno, Bun, server-side workers such as Cloudflare's, test runners): send the
   * preflight, check the responses, hide what a page may not read.
   *
   * @defaultValue "enforce" where process.versions.node, Deno, Bun or WebSocketPair exists, otherwise "observe"
   */
  how?: "observe" | "enforce";
  /**
   * The engine. Pass it in service workers, which have no dynamic import.
   *
   * @defaultValue loaded by dynamic import when it is needed
   */
  engine?: typeof engine;
  /**
   * The preflight cache, which several functions can share. Only an enforcing function uses it.
   *
   * @defaultValue a new cache
   */
  cache?: Omit<PreflightCache, "profile">;
  /**
   * Called for each call before it is sent. An exception stops the call; a promise is awaited. An observing function does not call it where the
   * engine cannot be loaded.
   */
  onClassified?: (classification: Classification, call: FetchCall) => void;
  /**
   * Called for each response that the page gets, before the page gets it. An exception rejects the call; a promise is awaited. Only an
   * enforcing function calls it.
   */
  onResponse?: (response: DoneStep, call: FetchCall) => void;
  /**
   * "forbid": reject, with the reasons, a call that would cause a preflight.
   *
   * @defaultValue "allow"
   */
  preflights?: "allow" | "forbid";
}

/**
 * Returns a function of exactly fetch's type.
 *
 * In "observe" mode, it never adds or changes a header, a body or an option of the call, and a rejection is the platform's own error. In
 * "enforce" mode, it sends what a browser would send, and rejects with the error of the profile's browser: a TypeError with "Failed to fetch", "NetworkError when
 * attempting to fetch resource." or "Load failed". Either error has a CorsError as its `cause`. A call that the Request constructor would not
 * take rejects with a TypeError that says why. An aborted call rejects with the signal's reason. In "enforce" mode, an error of the wrapped fetch that is
 * not a network error is passed on unchanged.
 *
 * Where the engine cannot be loaded (a Content Security Policy without 'wasm-unsafe-eval', no network), an observing function warns once and works without
 * explanations. A failed call waits at most one second for the engine.
 *
 * A relative URL is resolved against the document or the location, otherwise against `origin`.
 *
 * To replace the global fetch, pass it: `globalThis.fetch = corsFetch({ fetch: globalThis.fetch })`.
 *
 * @throws TypeError, naming the option, for an invalid option.
 * @example
 * ```js
 * const fetch = corsFetch({ origin: "https://app.example", profile: "chromium" });
 * ```
 */
export function corsFetch(options?: CorsFetchOptions): typeof fetch;

/** A request that diagnose() has sent: a GET without credentials and without the call's headers and body. */
export interface Probe {
  method: "GET";
  url: string;
  mode: "no-cors" | "cors";
  redirect: "follow" | "manual";
  /** Whether there was a response. */
  answered: boolean;
  /** The type of the response. */
  type?: string;
  /** The status of the response; 0 if hidden. */
  status?: number;
  /** The error with which the probe was rejected. */
  error?: unknown;
  /** A sentence on what the probe shows, and what it cannot show. */
  shows: string;
}

export interface Diagnosis {
  /**
   * not-sent: the call was never sent. unreachable: no probe got a response (a Cross-Origin-Resource-Policy, a content security
   * policy or an extension can have the same effect). refused: there is a response, and it does not allow the call. unknown: no probes were sent, or
   * no change on the server would help.
   */
  conclusion: "not-sent" | "unreachable" | "refused" | "unknown";
  /** The conclusion, what each probe shows, what the server must send, and the reasons: several lines. */
  summary: string;
  /** The causes that the probes do not disprove, the likeliest first. */
  reasons: Reason[];
  /** The probes that were sent, in order. Empty unless requested. */
  probes: Probe[];
  /** The responses that the server must send for the call to pass. Empty if nothing is left to change, or the error is certain. */
  needs: Needs;
}

/**
 * Finds out why a call failed.
 *
 * With `probe`, it sends three requests to the call's URL, and nothing else: a GET in mode no-cors, one in mode cors, and one in mode cors with
 * redirect "manual". They carry neither credentials nor headers nor a body, and bypass the HTTP cache. If the error is certain, nothing is sent.
 *
 * @param error - The error that the wrapped `fetch` rejected with, its CorsError, or an error with one of them in its chain of causes.
 * @param options - `probe`: whether to send requests; default false. `timeout`: in milliseconds, after which a probe counts as unanswered;
 * default 10,000. `signal`: aborts the probes.
 * @throws TypeError, as a rejection, for any other error and for an invalid option. An abort rejects with the signal's reason.
 * @example
 * ```js
 * console.log((await diagnose(error, { probe: true })).summary);
 * ```
 */
export function diagnose(error: unknown, options?: { probe?: boolean; timeout?: number; signal?: AbortSignal }): Promise<Diagnosis>;
