// Verdicts of browsers that differ from the standard's.

import { headerValue } from "./http-text.js";

const names = ["chromium", "firefox", "webkit"];

/** The parts of a verdict that are compared. */
function comparable({ summary, preflight, exposed, reasons }) {
  const requested = preflight && headerValue(preflight.headers, "access-control-request-headers");
  return { summary, requested, exposed, reasons: reasons.map(({ code, subject }) => [code, subject]) };
}

/**
 * Returns the verdicts that differ from the standard's as text, each with the browsers that share it. `judge` receives
 * the name of a profile.
 */
export function differentVerdicts(judge) {
  const standard = comparable(judge("standard"));
  const found = new Map();
  for (const name of names) {
    const verdict = comparable(judge(name));
    const key = JSON.stringify(verdict);
    if (key === JSON.stringify(standard)) continue;
    if (!found.has(key)) found.set(key, { verdict, browsers: [] });
    found.get(key).browsers.push(name);
  }
  return [...found.values()].map(({ verdict: { summary, requested, exposed }, browsers }) => {
    const sentences = [summary];
    if (requested && requested !== standard.requested) {
      sentences.push(`Access-Control-Request-Headers is \`${requested}\`.`);
    }
    if (exposed && String(exposed) !== String(standard.exposed)) {
      sentences.push(`Headers that the script can read: ${exposed.join(", ") || "none"}.`);
    }
    return { browsers: browsers.join(", "), text: sentences.join(" ") };
  });
}
