// The state as the URL's fragment, so that a verdict can be shared as a link.

import { blank } from "./call.js";

const SECRET =
  /^(\s*(?:(?:proxy-)?authorization|(?:set-)?cookie2?))(?![\w!#$%&'*+.^`|~-])(\s*:?)(.*)$/i;
const MULTILINE = ["headers", "preflight", "response"];

/**
 * Returns the fragment of a state, without `#`. `omitted` names the headers whose values are secrets and are left out.
 */
export function writeFragment(state) {
  const omitted = new Set();
  const withoutSecrets = (line) => {
    const secret = SECRET.exec(line);
    if (!secret || secret[3].trim() === "") return line;
    omitted.add(secret[1].trim());
    return secret[1] + secret[2];
  };
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    if (value === blank[name]) continue;
    const lines = MULTILINE.includes(name) ? value.split("\n").map(withoutSecrets) : [value];
    for (const line of lines) parameters.append(name, line);
  }
  const text = parameters.toString().replace(/%(?:2C|2F|3A|3B|3D|3F|40)/g, decodeURIComponent);
  return { text, omitted: [...omitted] };
}

/** Returns the state in a fragment, or null if the fragment does not contain one. */
export function readFragment(fragment) {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  const known = Object.keys(blank).filter((name) => parameters.has(name));
  if (known.length === 0) return null;
  const given = known.map((name) => [name, parameters.getAll(name).join("\n")]);
  return { ...blank, ...Object.fromEntries(given) };
}
