// Makes the call in the reader's own browser, with its URLs moved to servers on this machine.

import { checkPreflight, checkResponse, classify } from "cors-preflight";
import { compare, observe, predict } from "./predict.js";
import { headerValue, requestText } from "./http-text.js";
import { readResponse } from "./response.js";

const here = location.origin;
const BODY_LIMIT = 1024 * 1024;
const HEAD_LIMIT = 1_000_000; // The server reads 1 MiB. The browser adds header lines.
const TIMEOUT = 20_000;

/** Returns the live server's origin, or null if this page is served without a live server. */
export async function findLiveServer() {
  try {
    const response = await fetch(new URL("../live.json", location.href), { cache: "no-store" });
    return response.ok ? (await response.json()).origin : null;
  } catch {
    return null;
  }
}

/**
 * Moves the call to this machine. The call's origin becomes this page's origin, also in the responses. The URL's origin
 * becomes the live server's, or this page's for a same-origin call.
 */
export function move({ call, preflight, response }, live, path) {
  const opaque = call.origin === "null";
  const url = URL.canParse(call.url) ? new URL(call.url) : null;
  const moved = { ...call, origin: opaque ? "null" : here };
  if (url?.protocol === "http:" || url?.protocol === "https:") {
    const target = url.origin === call.origin ? here : live;
    const [user, password] = [url.username, url.password && `:${url.password}`];
    const userinfo = user || password ? `${user}${password}@` : "";
    const rest = url.pathname + url.search + url.hash;
    moved.url = target.replace("//", `//${userinfo}`) + path + rest;
  }
  const moveResponse = ({ status, headers }) => ({
    status,
    headers: headers.map(([name, value]) => [
      name,
      opaque ? value : value.replaceAll(call.origin, here),
    ]),
  });
  return { call: moved, preflight: moveResponse(preflight), response: moveResponse(response) };
}

/** Returns a sentence that says why this call cannot be made on this machine, or null if it can. */
export function refusal(typed, live) {
  const { call } = typed;
  if (live === null) {
    return "The live server is not running. Start it with: cargo xtask demo";
  }
  if (call.url.startsWith("blob:")) {
    return "A blob: URL never reaches a server, so the live server cannot respond to it.";
  }
  if (!URL.canParse(call.url) && URL.canParse(call.url, document.baseURI)) {
    return "The URL is relative. Enter an absolute URL.";
  }
  const before = verdictsOf(typed);
  const moved = move(typed, live, "/ask/0");
  const after = verdictsOf(moved);
  if (after.outcome !== before.outcome) {
    return `This request cannot be reproduced on this machine, because its outcome would change. As typed: ${classify(call).summary}`;
  }
  if (before.outcome === "throws" || before.outcome === "blocked") return null;
  if (!classify(call).request) return "The call sends no request to a server.";
  const long = tooLong(classify(moved.call));
  if (long) return long;
  const [preflights, passes] = [before.outcome === "preflight", before.allowed];
  if (preflights && after.allowed !== passes) {
    return `This request cannot be reproduced on this machine, because its preflight would end differently. As typed: ${before.preflight}`;
  }
  const unsendable = preflights && responseRefusal("The preflight response", moved.preflight);
  if (unsendable) return unsendable;
  if (preflights && !passes) return null;
  if (call.cache === "only-if-cached") {
    return "Cache mode only-if-cached reads the browser’s HTTP cache, which is empty for a new URL.";
  }
  if (call.body?.kind === "stream") {
    return "The live server uses HTTP/1.1, and browsers send streams only over HTTP/2 or later.";
  }
  if (after.type !== before.type) {
    return `This request cannot be reproduced on this machine, because its response would end differently. As typed: ${before.response}`;
  }
  if (after.redirects && headerValue(moved.response.headers, "location") !== null) {
    return "The response is a redirect, which this comparison does not follow.";
  }
  return loginRefusal(moved) ?? responseRefusal("The response", moved.response);
}

/** @param {import("cors-preflight").Classification} classification */
function tooLong({ preflight, request }) {
  const long = [preflight, request].some((sent) => sent && requestText(sent).length > HEAD_LIMIT);
  return long
    ? `The request line and headers are longer than ${HEAD_LIMIT} bytes, the limit of the live server.`
    : null;
}

function loginRefusal({ call, response: { status, headers } }) {
  const login = status === 401 && headerValue(headers, "www-authenticate") !== null;
  return login && classify(call).request.credentials
    ? "The response has status 401 and WWW-Authenticate. With credentials, a browser shows a login prompt and waits."
    : null;
}

function verdictsOf({ call, preflight, response }) {
  const preflightVerdict = checkPreflight(call, preflight);
  const responseVerdict = checkResponse(call, response);
  return {
    outcome: classify(call).outcome,
    allowed: preflightVerdict.allowed,
    preflight: preflightVerdict.summary,
    type: responseVerdict.type,
    redirects: responseVerdict.notes.some(({ code }) => code === "redirect-judged-as-final"),
    response: responseVerdict.summary,
  };
}

/** Refuses responses that HTTP/1.1, or a browser's HTTP layer below fetch(), treats specially. */
function responseRefusal(subject, { status, headers }) {
  if (status < 200) return `${subject} has status ${status}. A status below 200 is not a final response.`;
  if (status === 407) return `${subject} has status 407, which browsers accept only from proxies.`;
  if (status === 421) return `${subject} has status 421, after which a browser may send the request again.`;
  if (status === 206 && headerValue(headers, "content-range") !== null) {
    return `${subject} has status 206 and Content-Range, which a browser’s HTTP layer may rewrite below fetch().`;
  }
  for (const name of ["Transfer-Encoding", "Content-Encoding"]) {
    if (headerValue(headers, name) !== null) {
      return `${subject} has ${name}, but the live server does not encode its body.`;
    }
  }
  for (const name of ["Content-Length", "Location"]) {
    if (headers.filter(([given]) => given.toLowerCase() === name.toLowerCase()).length > 1) {
      return `${subject} has ${name} more than once, which is invalid HTTP.`;
    }
  }
  const length = headerValue(headers, "content-length")?.trim() ?? null;
  if (length === null) return null;
  if (!/^\d+$/.test(length)) return `${subject} has a Content-Length that is not a number.`;
  const empty = [204, 205, 304].includes(status);
  if (empty && Number(length) > 0) {
    return `${subject} has status ${status}, which has no body, but its Content-Length is ${length}.`;
  }
  return Number(length) > BODY_LIMIT
    ? `${subject} has a Content-Length of ${length}, but the live server sends at most ${BODY_LIMIT} bytes.`
    : null;
}

/** Makes the call and compares the result with the prediction of the engine. */
export async function sendRequest(typed, live) {
  const expected = move(typed, live, "");
  const registered = await exchangeJson("../live/asks", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ preflight: expected.preflight, answer: expected.response }),
  });
  const { call } = move(typed, live, registered.path);
  const perform = call.origin === "null" ? performInSandbox : performFetch;
  const result = await perform(instructions(call));
  const id = registered.path.slice(registered.path.lastIndexOf("/") + 1);
  const { exchanges } = await exchangeJson(`../live/asks/${id}`, { cache: "no-store" });

  // The prediction uses the lines that the server sent, if it sent any. A request that is still arriving has no
  // response yet.
  const sentOr = (isPreflight, fallback) => {
    const sent = exchanges.findLast(({ received }) => isPreflight === preflights(received))?.sent;
    return sent?.length ? readResponse(sent.join("\n")).response : fallback;
  };
  const predicted = predict(call, {
    preflight: sentOr(true, expected.preflight),
    response: sentOr(false, expected.response),
  });
  const rows = compare(predicted, observe(exchanges, result));
  return { call, result, exchanges, rows, equal: rows.every((row) => row.equal) };
}

function preflights([first, ...lines]) {
  return (
    first.startsWith("OPTIONS ") &&
    lines.some((line) => /^access-control-request-method:/i.test(line))
  );
}

async function exchangeJson(address, init) {
  const response = await fetch(new URL(address, location.href), init);
  if (!response.ok) throw new Error(`status ${response.status} for ${address}`);
  return response.json();
}

/** Returns the arguments of fetch() as plain data that can be passed to a frame. */
function instructions({ origin, url, body, ...init }) {
  return { url, init, body: body ?? null, timeout: TIMEOUT };
}

/** Calls fetch() and returns what the script sees. Also runs in a frame, so it uses nothing outside itself. */
async function performFetch({ url, init, body, timeout }) {
  const bodies = {
    string: () => "x",
    params: () => new URLSearchParams({ a: "1" }),
    form: () => {
      const form = new FormData();
      form.append("a", "1");
      return form;
    },
    blob: () => new Blob(["x"], { type: body.type }),
    buffer: () => new ArrayBuffer(1),
    stream: () => new Blob(["x"]).stream(),
  };
  let request;
  try {
    request = new Request(url, body ? { ...init, body: bodies[body.kind]() } : init);
  } catch (error) {
    return { kind: "throws", message: String(error) };
  }
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, timeout, { kind: `no response within ${timeout / 1000} seconds` });
  });
  const fetched = fetch(request).then(
    ({ type, status, headers }) => ({ kind: "response", type, status, names: [...headers.keys()] }),
    (error) => ({ kind: "rejects", message: String(error) }),
  );
  const result = await Promise.race([fetched, late]);
  clearTimeout(timer);
  return result;
}

/** Does the same in a frame whose origin is `null`. */
function performInSandbox(task) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.title = "The fetch() of a page whose origin is null";
  frame.hidden = true;
  const json = JSON.stringify(task).replaceAll("<", "\\u003c");
  // Longer than the frame's own timeout, in case the frame never runs.
  const limit = task.timeout + 5_000;
  const reported = new Promise((resolve) => {
    const end = (result) => {
      removeEventListener("message", listen);
      clearTimeout(timer);
      frame.remove();
      resolve(result);
    };
    const listen = ({ source, data }) => {
      if (source === frame.contentWindow) end(data);
    };
    const late = { kind: `no message from the frame within ${limit / 1000} seconds` };
    const timer = setTimeout(end, limit, late);
    addEventListener("message", listen);
  });
  frame.srcdoc = `<script>(${performFetch})(${json}).then((result) => parent.postMessage(result, "*"));</script>`;
  document.body.append(frame);
  return reported;
}
