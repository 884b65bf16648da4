import type { Answer, Call, Profile } from "./index.js";

type Headers = NonNullable<Call["headers"]>;

/** Headers, which come with status 204 as the answer to a preflight and with 200 as the one to the request; or an answer. */
export type PolicyAnswer = Headers | Answer;

/** What a server says: the same headers to everything, or those to a preflight and those to the request, none where it is left out. */
export type PolicyHeaders = Headers | { preflight?: PolicyAnswer; response?: PolicyAnswer };

/** What a server does: it gets the preflight and each request, with the headers that decide and the call's body, where that is a live one. */
export type PolicyHandler = (request: Request) => Response | Answer | Promise<Response | Answer>;

export interface AssertionOptions {
  /** Whose rules; default "standard". */
  profile?: Profile;
}

/**
 * Fails unless the call is preflighted, and for all of `because`: names of headers, methods, or codes of reasons, in any case. The
 * message gives every cause. A TypeError for a cause that is no string.
 *
 * A call that throws or is blocked fails this and every other assertion here. What fails is an AssertionError to node:test and vitest.
 */
export function assertPreflight(call: Call, because?: string | string[], options?: AssertionOptions): void;
export function assertPreflight(call: Call, options: AssertionOptions): void;

/** Fails unless the call is sent without a preflight. The message gives every cause of one. */
export function assertNoPreflight(call: Call, options?: AssertionOptions): void;

/** Fails unless a server that says or does this lets every call through, from the preflight to the last answer. The message gives what is missing and mends it. */
export function assertPolicy(policy: PolicyHeaders, calls: Call | Call[], options?: AssertionOptions): void;
export function assertPolicy(policy: PolicyHandler, calls: Call | Call[], options?: AssertionOptions): Promise<void>;

/** Fails unless a server that says or does this lets none of the calls through. */
export function assertPolicyRefuses(policy: PolicyHeaders, calls: Call | Call[], options?: AssertionOptions): void;
export function assertPolicyRefuses(policy: PolicyHandler, calls: Call | Call[], options?: AssertionOptions): Promise<void>;

interface MatcherState {
  isNot: boolean;
}

interface MatcherResult {
  pass: boolean;
  message: () => string;
}

/** For `expect.extend(matchers)`. */
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

/** What `expect` can do after `expect.extend(matchers)`. */
export interface CorsMatchers {
  /** That the call is preflighted. `not`: that it is sent without. */
  toPreflight(options?: AssertionOptions): void;
  /** That the call is preflighted, for all of `because`: names of headers, methods, or codes of reasons. */
  toPreflightBecauseOf(because: string | string[], options?: AssertionOptions): void;
  /** That the policy lets the call, or every call of an array, through. `not`: that it lets none through. To be awaited where it is a handler. */
  toBeAllowedBy(policy: PolicyHandler, options?: AssertionOptions): Promise<void>;
  toBeAllowedBy(policy: PolicyHeaders, options?: AssertionOptions): void;
}

// What vitest's own assertions are made of, in every version of it; there without vitest, too.
declare global {
  namespace Chai {
    interface Assertion extends CorsMatchers {}
  }
}
