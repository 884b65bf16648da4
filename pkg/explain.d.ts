import type { Reason } from "./index.js";

/** A browser, by its engine. */
export type Browser = "chromium" | "firefox" | "webkit";

/** What a message in a browser's console means. */
export interface Explanation {
  /** Those that print it, or did. */
  browsers: Browser[];
  /** What the message does not tell is written as "<origin>" and the like, in the fix too. */
  reason: Reason;
  /** What else it can mean, where browsers print the same for several reasons, the likeliest first. */
  or: Reason[];
  /**
   * What the message tells, as it is printed. `url` is what was asked for last, `redirectedFrom` what was asked for first, `location` where
   * a redirect leads, `kind` what is asked for in the browser's words, such as "fetch" or "image", `value` what is at fault in the answer,
   * `failedParameter` the same as DevTools' protocol tells it.
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
  /** What `reason` speaks of and the message does not tell: "origin" where it says "<origin>". */
  missing: string[];
  /** Whether today's browsers print it; else it is an older wording, or of what was given up. */
  current: boolean;
  /** Which answer it speaks of, where it says that. */
  answerTo?: "preflight" | "request";
}

/**
 * What a message copied out of a browser's console means, or null where there is none that is known: what Chromium, Firefox and WebKit
 * print of a request that failed, today and in older versions, also by the names that DevTools' protocol and MDN have for it.
 *
 * Whatever was copied along may stand around it, such as the rest of a log, of which the first 64 KiB are read; white space, kinds of
 * quotes and the case do not matter. Of several messages the first is taken that says what went wrong. One that was cut is known by what is
 * left of it, as long as that is part of no other.
 *
 * A TypeError for what is no string.
 */
export function explain(text: string): Explanation | null;
