import type { Call, HttpResponse, Profile } from "./index.js";

/** Response headers, or a full response. The status of headers is 204 for a preflight response and 200 otherwise. */
export type PolicyResponse = HttpResponse["headers"] | HttpResponse;

/** The responses of a server: the same headers in every response, or the headers of each response. An omitted response has no headers. */
export type PolicyHeaders = HttpResponse["headers"] | { preflight?: PolicyResponse; response?: PolicyResponse };

/**
 * A server. It receives the preflight request and each request. The `headers` are those of `HttpRequest.headers`. The body is that of the call, or
 * empty if the call only describes its body.
 */
export type PolicyHandler = (request: Request) => Response | HttpResponse | Promise<Response | HttpResponse>;

export interface AssertionOptions {
  /** @defaultValue "standard" */
  profile?: Profile;
}

/**
 * Asserts that a call is preflighted, and that its causes include everything in `because`.
 *
 * A call that throws or is blocked fails every assertion.
 *
 * @param because - Header names, methods or codes of reasons. Letter case is ignored.
 * @throws AssertionError, with every cause.
 * @throws TypeError for a cause that is not a string, and what classify() throws.
 * @example
 * ```js
 * assertPreflight({ origin, url, headers: { traceparent: "00-1-2-01" } }, "traceparent");
 * ```
 */
export function assertPreflight(call: Call, because?: string | string[], options?: AssertionOptions): void;
export function assertPreflight(call: Call, options: AssertionOptions): void;

/**
 * Asserts that a call is sent without a preflight.
 *
 * @throws AssertionError, with every cause of the preflight.
 */
export function assertNoPreflight(call: Call, options?: AssertionOptions): void;

/**
 * Asserts that a server allows every call, from the preflight to the last response.
 *
 * @param policy - What the server sends, or the server as a function.
 * @throws AssertionError, with what is missing and how to fix it.
 */
export function assertPolicy(policy: PolicyHeaders, calls: Call | Call[], options?: AssertionOptions): void;
export function assertPolicy(policy: PolicyHandler, calls: Call | Call[], options?: AssertionOptions): Promise<void>;

/**
 * Asserts that a server allows no call.
 *
 * @throws AssertionError if a call is allowed.
 */
export function assertPolicyRefuses(policy: PolicyHeaders, calls: Call | Call[], options?: AssertionOptions): void;
export function assertPolicyRefuses(policy: PolicyHandler, calls: Call | Call[], options?: AssertionOptions): Promise<void>;

interface MatcherState {
  isNot?: boolean;
}

interface MatcherResult {
  pass: boolean;
  message: () => string;
}

/**
 * The matchers, for `expect.extend(matchers)` of Vitest, Jest, Bun or Playwright. Importing `cors-preflight/vitest`, `cors-preflight/jest` or
 * `cors-preflight/bun` registers them.
 */
export const matchers: {
  toPreflight(this: MatcherState, call: Call, options?: AssertionOptions): MatcherResult;
  toPreflightBecauseOf(this: MatcherState, call: Call, because: string | string[], options?: AssertionOptions): MatcherResult;
  toBeAllowedBy(
    this: MatcherState,
    calls: Call | Call[],
    policy: PolicyHeaders | PolicyHandler,
    options?: AssertionOptions,
  ): MatcherResult | Promise<MatcherResult>;
};

/** The matchers as methods of `expect(calls)`. */
export interface CorsMatchers {
  /** Expects that the call is preflighted; with `not`, that the call is sent without a preflight. */
  toPreflight(options?: AssertionOptions): void;
  /** Expects that the call is preflighted, for every cause in `because`: names of headers, methods, or codes of reasons. */
  toPreflightBecauseOf(because: string | string[], options?: AssertionOptions): void;
  /** Expects that the policy allows the call, or every call of an array; with `not`, that it allows no call. Await it if the policy is a handler. */
  toBeAllowedBy(policy: PolicyHandler, options?: AssertionOptions): Promise<void>;
  toBeAllowedBy(policy: PolicyHeaders, options?: AssertionOptions): void;
}

/** The matchers as methods of `expect` itself, inside an expected value. */
export interface CorsAsymmetricMatchers {
  toPreflight(options?: AssertionOptions): unknown;
  toPreflightBecauseOf(because: string | string[], options?: AssertionOptions): unknown;
  toBeAllowedBy(policy: PolicyHeaders, options?: AssertionOptions): unknown;
}

// For the global `expect` of Jest, and for Vitest, whose assertions extend this interface. Its parameters are those of @types/jest.
declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends CorsMatchers {}
  }
}
