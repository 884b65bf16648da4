// Every sentence about a failure that nobody has seen: the engine's own reasons describe responses that were seen.

const FETCH = "https://fetch.spec.whatwg.org/";

/** Sentences about a possible cause that the engine has a reason for, by the reason's code. `of` names the responses that are in question. */
const POSSIBLE = {
  "allow-origin-missing": (of) => `${of} may have no Access-Control-Allow-Origin header.`,
  "allow-origin-wildcard-with-credentials": (of) => `${of} may have the Access-Control-Allow-Origin \`*\`, which a request with credentials does not accept.`,
  "allow-origin-multiple": (of) => `${of} may have several Access-Control-Allow-Origin values, for example because two layers add the header.`,
  "allow-origin-mismatch": (of) => `${of} may have an Access-Control-Allow-Origin with another origin.`,
  "allow-credentials-missing": (of) => `${of} may not have Access-Control-Allow-Credentials: true.`,
  "preflight-status-not-ok": () =>
    "The preflight response may have a status other than 200 to 299, such as 401, 403, 404 or 405. Authentication or routing often rejects OPTIONS before the CORS handler runs.",
  "preflight-redirected": () => "The preflight response may be a redirect, for example to HTTPS, to another host or to a login page. A preflight is never redirected.",
  "method-not-allowed": (_, subject) => `The Access-Control-Allow-Methods of the preflight response may not include \`${subject}\`.`,
  "header-not-allowed": (_, subject) => `The Access-Control-Allow-Headers of the preflight response may not include \`${subject}\`.`,
  "authorization-not-allowed": (_, subject) => `The Access-Control-Allow-Headers of the preflight response may not include \`${subject}\`.`,
  "resource-policy-blocked": () => "The Cross-Origin-Resource-Policy header of the response may exclude the page.",
  "no-answer": () => "The server may not have responded: the host name may not resolve, or the connection may have been refused, closed or timed out.",
};

/** A possible cause of one of the engine's codes, in a sentence that claims nothing. */
export function possibleReason(reason, of = "") {
  const sentence = POSSIBLE[reason.code];
  return sentence ? { ...reason, message: sentence(of, reason.subject) } : reason;
}

/** Possible causes that are not in the engine's table, because the engine sees every response. */
export const UNSEEN = {
  "error-response-not-shared": {
    spec: `${FETCH}#concept-cors-check`,
    message: "The server may have sent an error response, such as 404 or 500, without the CORS headers. Error handlers often skip the code that adds them.",
  },
  "response-redirected": {
    spec: `${FETCH}#concept-http-redirect-fetch`,
    message: "The request may be redirected, for example to a login page, to a response without the CORS headers.",
  },
  "request-blocked": {
    spec: `${FETCH}#concept-main-fetch`,
    message:
      "The browser may have stopped the request: an extension, a content security policy, an invalid certificate or a missing permission can do that.",
  },
  "integrity-mismatch": {
    spec: "https://w3c.github.io/webappsec-subresource-integrity/#does-response-match-metadatalist",
    message: "The body of the response may not match the integrity metadata.",
  },
};

export const HEADINGS = {
  unexplained: "The browser does not tell scripts why.",
  needed: "For the call to pass, the server must send:",
  preflight: "the preflight response (OPTIONS)",
  response: "the response",
  possible: "Possible causes, the likeliest first:",
  advice: "The browser's console has the exact cause. diagnose(error, { probe: true }) of cors-preflight/fetch shortens the list.",
};

/** Sentences on what a probe shows and cannot show, by the probe and its result. */
export const PROBES = {
  "no-cors": {
    answered: "The server responds to a plain GET. The response is hidden, so this does not show its status or headers.",
    failed: "There is no response, or the browser hides it: a Cross-Origin-Resource-Policy, an extension or a content security policy looks the same.",
  },
  cors: {
    answered:
      "The page may read the response to a plain GET. This does not show what the server sends to an OPTIONS request, to another method or to a request with credentials.",
    failed: "The page may not read the response to a plain GET. This does not show which header is missing or wrong.",
  },
  manual: {
    answered: "A plain GET is not redirected. This does not show whether another method or a request with credentials is.",
    redirected: "A plain GET is redirected.",
    failed: "The page may not read the first response to a plain GET. This does not show whether that is a redirect.",
  },
};

export const CONCLUSIONS = {
  "not-sent": "not-sent: the request was never sent.",
  unreachable: "unreachable: no probe got a response.",
  refused: "refused: the server responds, but a response does not allow the call.",
  unknown: "unknown: nothing shows the cause.",
  "nothing-left": "unknown: every probe passes, so nothing is left to change on the server. The failure may have been temporary.",
};
