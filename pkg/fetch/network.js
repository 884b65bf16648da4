/** Messages with which platforms reject fetch() for a network error, in full. */
const MESSAGES = new Set([
  "fetch failed",
  "Failed to fetch",
  "NetworkError when attempting to fetch resource.",
  "Network request failed",
  "Network connection lost.",
  "network error",
  "terminated",
]);

/** How such messages begin on platforms that add details: Safari, Deno and Bun. */
const STARTS = ["Load failed", "error sending request", "client error", "Unable to connect", "The socket connection was closed", "internal error"];

/** Codes of errors of the network: of the operating system, of undici, of Bun, of TLS. */
const CODE = /^(?:ECONN\w+|EPIPE|EHOST\w+|ENET\w+|ETIMEDOUT|EADDR\w+|ENOTFOUND|EAI_\w+|UND_ERR_\w+|HPE_\w+|CERT_\w+|ERR_(?:TLS|SSL)_\w+|DEPTH_ZERO\w+|SELF_SIGNED\w+|UNABLE_TO_\w+|Connection\w+|FailedToOpenSocket)$/;

/** The longest chain of causes that is searched for a code. */
const LONGEST_CHAIN = 4;

/**
 * Whether the fetch underneath rejected because of the network. Other errors, such as a mock's "unhandled request", are about the program.
 */
export function isNetworkError(error) {
  let cause = error;
  for (let length = 0; length < LONGEST_CHAIN && typeof cause === "object" && cause !== null; length += 1) {
    const { name, message, code } = cause;
    if (CODE.test(code)) return true;
    if (name === "TypeError" && (MESSAGES.has(message) || STARTS.some((start) => message.startsWith(start)))) return true;
    ({ cause } = cause);
  }
  return false;
}
