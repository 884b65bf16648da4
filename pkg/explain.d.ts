import type { Reason } from "./index.js";

/** A browser, by its engine. */
export type Browser = "chromium" | "firefox" | "webkit";

/** The meaning of a message in a browser's console. */
export interface Explanation {
  /** The browsers that print the message, or used to print it. */
  browsers: Browser[];
  /** The likeliest reason. Values that the message lacks appear as placeholders such as "<origin>", also in the fix. */
  reason: Reason;
  /** The other reasons for which browsers print the message, the likeliest first. */
  or: Reason[];
  /**
   * The values that the message contains, as they are printed.
   *
   * `url` is the URL of the last request, `redirectedFrom` that of the first one, and `location` the target of a redirect. `kind` is the kind of
   * request in the browser's words, such as "fetch" or "image". `value` is the value at fault in the response, and `failedParameter` the same in
   * the DevTools protocol.
   */
  values: {
    url?: string;
    redirectedFrom?: string;
    location?: string;
    origin?: string;
    page?: string;
    kind?: string;
    method?: string;
    header?: string;
    value?: string;
    status?: string;
    scheme?: string;
    port?: string;
    addressSpace?: string;
    targetAddressSpace?: string;
    failedParameter?: string;
  };
  /** The names of the values that `reason` needs and the message does not contain: "origin" for "<origin>". */
  missing: string[];
  /** Whether current browsers print the message. Otherwise it is an older wording, or belongs to an abandoned feature. */
  current: boolean;
  /** The response that the message is about, if the message names it. */
  answerTo?: "preflight" | "request";
}

/**
 * Explains a message from a browser's console. Returns null if the text has no known message.
 *
 * The messages are those that Chromium, Firefox and WebKit print about failed requests, now and in older versions, and the names for them in the
 * DevTools protocol and on MDN.
 *
 * The text may contain more than the message, such as a whole log, of which the first 64 KiB are read. White space, the style of quotation
 * marks and letter case are ignored. If the text has several messages, the first one that gives a reason is explained. A truncated message is
 * recognized if only one known message matches it.
 *
 * @param text - The text.
 * @throws TypeError if the text is not a string.
 */
export function explain(text: string): Explanation | null;
