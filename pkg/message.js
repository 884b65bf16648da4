const LONGEST_URL = 300;

/** A URL without a user name and a password, of at most 300 characters. */
function shortened(written) {
  let url = String(written);
  try {
    url = Object.assign(new URL(url), { username: "", password: "" }).href;
  } catch {
    // An invalid URL is shown as it was written.
  }
  return url.length > LONGEST_URL ? `${url.slice(0, LONGEST_URL)}\u2026` : url;
}

/** The method and the URL of a call as they are sent, and the page's origin. */
export function describeCall({ call, classification }) {
  const { method = call.method ?? "GET", url = call.url } = classification.request ?? {};
  return `${String(method)} ${shortened(url)} from ${call.origin}`;
}

/** Each reason and its fix, on lines of their own. */
export function formatReasons(reasons) {
  return reasons.map(({ message, fix }) => (fix === undefined ? `\n- ${message}` : `\n- ${message}\n  Fix: ${fix}`)).join("");
}

/** The address of a request, if it is not the first request of the call. */
export function urlSuffix({ classification }, url) {
  return url === undefined || url === classification.request?.url ? "" : ` at ${shortened(url)}`;
}
