const LONGEST = 300;

/** A URL without a password, and no longer than a line. */
function shortened(written) {
  let url = String(written);
  try {
    url = Object.assign(new URL(url), { username: "", password: "" }).href;
  } catch {
    // It is shown as it was written.
  }
  return url.length > LONGEST ? `${url.slice(0, LONGEST)}\u2026` : url;
}

/** What is asked for, and by whom, in a few words. */
export function named({ call, classification }) {
  const { method = call.method ?? "GET", url = call.url } = classification.request ?? {};
  return `${String(method)} ${shortened(url)} from ${call.origin}`;
}

/** What the engine says of each reason, and what mends it, as further lines. */
export function listed(reasons) {
  return reasons.map(({ message, fix }) => (fix === undefined ? `\n- ${message}` : `\n- ${message}\n  Fix: ${fix}`)).join("");
}

/** The address of a request other than the one that was asked for first. */
export function elsewhere({ classification }, url) {
  return url === undefined || url === classification.request?.url ? "" : ` at ${shortened(url)}`;
}
