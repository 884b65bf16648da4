// The request's form as the call that the engine takes.

/** An empty form. Every value is text, as in the link's fragment. */
export const blank = {
  origin: "",
  method: "GET",
  url: "",
  headers: "",
  body: "",
  type: "",
  mode: "cors",
  credentials: "same-origin",
  redirect: "follow",
  cache: "default",
  referrerPolicy: "",
  keepalive: "",
  duplex: "",
  preflight: "",
  response: "",
};

/**
 * Reads `Name: value` lines. One space after the colon is dropped; everything else is kept. A line without a colon is a
 * problem and is left out.
 */
export function readHeaders(lines, firstLine = 1) {
  const headers = [];
  const problems = [];
  lines.forEach((line, index) => {
    if (line === "") return;
    const colon = line.indexOf(":");
    if (colon < 0) {
      const message = `expected “Name: value”, got “${line}”. The line is ignored.`;
      problems.push({ line: firstLine + index, message });
      return;
    }
    headers.push([line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")]);
  });
  return { headers, problems };
}

/** Returns the call that a state describes, and the lines of its headers that are invalid. */
export function callOf(state) {
  const { headers, problems } = readHeaders(state.headers.split("\n"));
  const call = {
    origin: state.origin,
    url: state.url,
    method: state.method,
    headers,
    mode: state.mode,
    credentials: state.credentials,
    redirect: state.redirect,
    cache: state.cache,
    referrerPolicy: state.referrerPolicy,
    keepalive: state.keepalive === "true",
  };
  if (state.duplex) call.duplex = state.duplex;
  if (state.body) call.body = { kind: state.body };
  if (state.body === "blob") call.body.type = state.type;
  return { call, problems };
}
