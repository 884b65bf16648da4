// The errors that a call rejects with, and the CorsError that each has as its cause.

/** Explains a failed call. */
export class CorsError extends Error {
  static {
    Object.defineProperty(this.prototype, "name", { value: "CorsError", configurable: true, writable: true });
  }

  constructor(message, { reasons, call, certain, needs, ...options }) {
    super(message, options);
    this.certain = certain;
    // Not enumerable: the message has the reasons, and logs must not contain the call's headers and body.
    for (const [name, value] of Object.entries({ reasons, call, needs })) {
      Object.defineProperty(this, name, { value, configurable: true, writable: true });
    }
  }

  toJSON() {
    const { name, message, certain, reasons } = this;
    return { name, message, certain, reasons };
  }
}

/** The data of each CorsError for diagnose(). */
const contexts = new WeakMap();

/** The longest chain of causes that is searched for a CorsError. */
const LONGEST_CHAIN = 16;

/** The CorsError that an error is or has among its causes, and its context. */
export function findCorsError(error) {
  let cause = error;
  for (let length = 0; length < LONGEST_CHAIN && typeof cause === "object" && cause !== null; length += 1) {
    const context = contexts.get(cause);
    if (context) return { error: cause, context };
    ({ cause } = cause);
  }
  return undefined;
}

/** Removes the frames of `wrapper` and of all that it called, where the platform can. */
const trimStack = (error, wrapper) => Error.captureStackTrace?.(error, wrapper);

/** Makes the CorsError of a failure. `cause` is the error that the CorsError replaces as a cause. */
function corsError({ message, reasons, certain, needs, context }, cause, { wrapper, fetch }) {
  const options = cause === undefined ? {} : { cause };
  const error = new CorsError(message, { reasons, certain, needs, call: context.call, ...options });
  trimStack(error, wrapper);
  contexts.set(error, { ...context, fetch });
  return error;
}

/**
 * Gives the platform's own error the explanation as its cause, and leaves the rest of the error alone. `by` has the function that rejects, and
 * the fetch underneath.
 */
export function annotate(error, failure, by) {
  const { cause } = error;
  // A fetch that rejects with the same error each time would build a chain.
  const own = contexts.has(cause) ? cause.cause : cause;
  try {
    Object.defineProperty(error, "cause", { value: corsError(failure, own, by), configurable: true, enumerable: false, writable: true });
  } catch {
    // A frozen error stays without an explanation.
  }
  return error;
}

/** How each profile's browser rejects fetch() for a network error. Safari's error has no stack. */
const NETWORK_ERRORS = {
  standard: { message: "Failed to fetch", hasStack: true },
  chromium: { message: "Failed to fetch", hasStack: true },
  firefox: { message: "NetworkError when attempting to fetch resource.", hasStack: true },
  webkit: { message: "Load failed", hasStack: false },
};

export const PROFILES = Object.keys(NETWORK_ERRORS);

/**
 * The error that a browser would reject with. `failure.thrown` is the message of a TypeError that is not a network error. `failure.cause` is
 * the error of the fetch underneath.
 */
export function browserError(failure, profile, by) {
  const { thrown, cause } = failure;
  const { message, hasStack } = NETWORK_ERRORS[profile];
  const error = new TypeError(thrown ?? message, { cause: corsError(failure, cause, by) });
  trimStack(error, by.wrapper);
  if (thrown === undefined && !hasStack) delete error.stack;
  return error;
}

/** A TypeError for an argument or an option. */
export function invalid(name, expected, value) {
  let given;
  try {
    given = typeof value === "string" ? `"${value}"` : String(value);
  } catch {
    given = "an object";
  }
  return new TypeError(`${name}: expected ${expected}, got ${given}`);
}
