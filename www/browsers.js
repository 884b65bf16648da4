// What browsers make of a call or an answer, where that is not what the standard says.

import { valueOf } from "./wire.js";

const names = ["chromium", "firefox", "webkit"];

/** What can be seen of a verdict. */
function told({ summary, preflight, exposed, reasons }) {
  const asked = preflight && valueOf(preflight.headers, "access-control-request-headers");
  return { summary, asked, exposed, reasons: reasons.map(({ code, subject }) => [code, subject]) };
}

/**
 * The verdicts that are not the standard's, in words, each with the browsers that come to it.
 * `judge` is given the name of a profile.
 */
export function otherwise(judge) {
  const standard = told(judge("standard"));
  const found = new Map();
  for (const name of names) {
    const verdict = told(judge(name));
    const key = JSON.stringify(verdict);
    if (key === JSON.stringify(standard)) continue;
    if (!found.has(key)) found.set(key, { verdict, browsers: [] });
    found.get(key).browsers.push(name);
  }
  return [...found.values()].map(({ verdict: { summary, asked, exposed }, browsers }) => {
    const words = [summary];
    if (asked && asked !== standard.asked) words.push(`Asked for are: ${asked}.`);
    if (exposed && String(exposed) !== String(standard.exposed)) {
      words.push(`Headers the script can read: ${exposed.join(", ") || "none"}.`);
    }
    return { browsers: browsers.join(", "), says: words.join(" ") };
  });
}
