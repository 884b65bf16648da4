// corsFetch() where the platform does not know CORS: the engine's Exchange over the fetch underneath.

import { Exchange } from "../index.js";
import { unlessAborted } from "./abort.js";
import { isRequest, memberOf } from "./arguments.js";
import { discard, sentBody } from "./body.js";
import { ClassifiedCall, certainFailure, forbiddenFailure, thrownFailure } from "./explain.js";
import { admit } from "./hooks.js";
import { isNetworkError } from "./network.js";
import { isHidden, pageResponse, verifiedBytes } from "./response.js";

/** Members of an init that the engine decides, or that mean nothing without a page. A platform would check `integrity` on each redirect. */
const ENGINE_MEMBERS = ["method", "headers", "body", "duplex", "mode", "credentials", "redirect", "referrer", "referrerPolicy", "signal", "window", "integrity"];
/** Members that belong to the request, and not to its preflight. */
const REQUEST_MEMBERS = ["cache", "keepalive", "priority"];
const KNOWN_MEMBERS = new Set([...ENGINE_MEMBERS, ...REQUEST_MEMBERS]);

/** The members of an init that go to the fetch underneath, by the kind of a step. */
function passedMembers(input, init, given) {
  const preflight = {};
  for (const name of Object.keys(init ?? {})) {
    if (!KNOWN_MEMBERS.has(name)) preflight[name] = init[name];
  }
  const request = { ...preflight };
  for (const name of REQUEST_MEMBERS) {
    const value = given[name] ?? (isRequest(input) ? memberOf(input, name) : undefined);
    if (value !== undefined) request[name] = value;
  }
  return { preflight, request };
}

const isPending = ({ kind }) => kind === "preflight" || kind === "request";

/** A failure on its way to where it becomes an error. */
class Failed {
  constructor(failure) {
    this.failure = failure;
  }
}

/** Runs a call, and returns the response that a page gets, or why there is none. */
export async function enforce(prepared, settings) {
  try {
    return { response: await new EnforcedCall(prepared, settings).run() };
  } catch (error) {
    if (error instanceof Failed) return { failure: error.failure };
    throw error;
  }
}

class EnforcedCall {
  constructor({ input, init, given, calls, signal, integrity, requestBody, sent }, settings) {
    const { profile, cache } = settings;
    this.settings = settings;
    this.input = input;
    this.signal = signal;
    this.integrity = integrity;
    this.requestBody = requestBody;
    this.sent = sent;
    this.classified = new ClassifiedCall(calls, profile);
    this.exchange = new Exchange(calls.call, { profile, cache });
    this.members = passedMembers(input, init, given);
  }

  async run() {
    // Without hooks, the first request is sent before this returns, as fetch() sends it.
    const admission = this.#admit();
    if (admission) await unlessAborted(this.signal, admission, () => {});
    const step = await this.#lastStep(this.#firstStep());
    let { response } = this;
    if (step.kind === "error") this.#fail(step.when, step.reasons, { url: step.url ?? this.url, status: response?.status });
    if (!response && step.type !== "opaque") response = await this.#local();
    const wait = this.signal?.aborted ? undefined : this.settings.onResponse?.(step, this.classified.call);
    if (typeof wait?.then === "function") await unlessAborted(this.signal, wait, () => {});
    if (this.signal?.aborted) {
      discard(response ?? {});
      throw this.#abortReason();
    }
    if (!isHidden(step) && (response.bodyUsed || response.body?.locked)) {
      throw new TypeError("fetch: expected a Response with an unread body, got one whose body is read or locked");
    }
    return this.integrity === "" ? pageResponse(step, response) : this.#verified(step, response);
  }

  #fail(ended, reasons, details) {
    throw new Failed(certainFailure(this.classified, ended, reasons, details));
  }

  /** The signal's reason; the body is released. */
  #abortReason() {
    const unsent = this.sent === this.requestBody ? this.input : this.sent;
    if (!unsent.body?.locked) discard(unsent, this.signal.reason);
    return this.signal.reason;
  }

  /** Throws what a call rejects with when the fetch underneath rejects. */
  #rethrow(cause, when, reasons, url) {
    if (this.signal?.aborted) throw this.#abortReason();
    if (!isNetworkError(cause)) throw cause;
    this.#fail(when, reasons, { url, cause });
  }

  /** Whether fetch() rejects with the signal's reason. It looks at the signal after it has made a Request. */
  #isAborted() {
    return this.signal?.aborted && this.classified.classification.outcome !== "throws";
  }

  /** Calls the hooks; returns a promise if one of them does. */
  #admit() {
    if (this.#isAborted()) throw this.#abortReason();
    return admit(this.classified, this.settings, (failure) => {
      throw new Failed(failure);
    });
  }

  #firstStep() {
    const { classified, requestBody, input } = this;
    if (this.#isAborted()) throw this.#abortReason();
    const step = this.exchange.next();
    // From here on a page's Request is used.
    if (requestBody && step.when !== "throws") {
      this.sent = requestBody.duplex ? { ...requestBody, body: new input.constructor(input).body } : { bytes: input.arrayBuffer() };
    }
    this.sent.bytes?.catch(() => {});
    if (step.when === "throws") throw new Failed(thrownFailure(classified, step.reasons));
    if (step.kind === "error") this.#fail(step.when, step.reasons);
    return step;
  }

  /** Sends the requests of the exchange until it ends. */
  async #lastStep(first) {
    let step = first;
    while (isPending(step)) {
      this.url = step.request.url;
      if (step.kind === "preflight" && this.settings.preflights === "forbid") {
        this.exchange.next(null);
        throw new Failed(forbiddenFailure(this.classified, step.reasons, this.url));
      }
      this.response = await this.#send(step);
      step = this.#judge(this.response);
      if (step.kind !== "done") discard(this.response);
    }
    return step;
  }

  async #send(step) {
    const { signal, sent } = this;
    const { url } = step.request;
    try {
      if (signal?.aborted) throw signal.reason;
      const body = step.request.body && sent.bytes ? await unlessAborted(signal, sent.bytes, () => {}) : undefined;
      return await unlessAborted(signal, this.settings.fetch()(url, this.#init(step, body)), discard);
    } catch (cause) {
      const { when, reasons } = this.exchange.next(null);
      return this.#rethrow(cause, when, reasons, url);
    }
  }

  /** The init for the fetch underneath. `bytes` are those of a Request's body. */
  #init({ kind, request }, bytes) {
    const init = { ...this.members[kind], method: request.method, headers: request.headers, redirect: "manual" };
    if (this.signal) init.signal = this.signal;
    if (!request.body) return init;
    const { body, duplex, hasOwnType } = sentBody(this.sent, this.classified.classification);
    init.body = bytes ?? body;
    if (duplex) init.duplex = duplex;
    if (hasOwnType) init.headers = request.headers.filter(([name]) => name.toLowerCase() !== "content-type");
    return init;
  }

  /** The step after a response of the fetch underneath. */
  #judge(response) {
    try {
      if (typeof response?.clone !== "function") throw new TypeError(`fetch: expected a Response, got ${describe(response)}`);
      if (isHidden(response) || response.type === "error") {
        throw new TypeError(`fetch: expected a Response that hides nothing, got one of type ${response.type}; \`how: "enforce"\` needs a fetch without CORS`);
      }
      return this.exchange.next(response);
    } catch (error) {
      discard(response ?? {});
      throw error;
    }
  }

  /** Reads a URL that needs no network, such as a data: URL. */
  async #local() {
    const { call } = this.classified;
    const init = { ...this.members.request, method: call.method ?? "GET", ...(this.signal && { signal: this.signal }) };
    try {
      return await unlessAborted(this.signal, this.settings.fetch()(call.url, init), discard);
    } catch (cause) {
      return this.#rethrow(cause, "network", []);
    }
  }

  async #verified(step, response) {
    const { signal, integrity } = this;
    let bytes;
    try {
      bytes = await unlessAborted(signal, verifiedBytes(step, response, integrity), () => {});
    } catch (cause) {
      return this.#rethrow(cause, "network", [], this.url);
    }
    if (bytes) return pageResponse(step, response, bytes);
    if (response && !response.bodyUsed) discard(response);
    const message = isHidden(step) ? `a hidden body cannot be checked against ${integrity}` : `the body does not match ${integrity}`;
    return this.#fail("integrity", [], { url: this.url, cause: new TypeError(message) });
  }
}

function describe(value) {
  try {
    return String(value);
  } catch {
    return "an object";
  }
}
