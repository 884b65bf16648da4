// Has the reader's own browser make the call, moved to servers that answer on this machine.

import { checkPreflight, checkResponse, classify } from "cors-preflight";
import { readAnswer } from "./answer.js";
import { compare, observe, predict } from "./predict.js";
import { requestText, valueOf } from "./wire.js";

const here = location.origin;
const BODY_LIMIT = 1024 * 1024;
const HEAD_LIMIT = 1_000_000; // The server's is 1 MiB: the browser adds lines of its own.
const PATIENCE = 20_000;

/** The live server's origin, or null where this page is served without one. */
export async function findLiveServer() {
  try {
    const response = await fetch(new URL("../live.json", location.href), { cache: "no-store" });
    return response.ok ? (await response.json()).origin : null;
  } catch {
    return null;
  }
}

/**
 * The call with its addresses on this machine: the page's origin becomes this page's, the URL's
 * the live server's or, where the two were equal, this page's; so does the origin in the answers.
 */
export function move({ call, preflight, answer }, live, path) {
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
  const moveAnswer = ({ status, headers }) => ({
    status,
    headers: headers.map(([name, value]) => [
      name,
      opaque ? value : value.replaceAll(call.origin, here),
    ]),
  });
  return { call: moved, preflight: moveAnswer(preflight), answer: moveAnswer(answer) };
}

/** Why the servers on this machine cannot be asked this, in a sentence; null where they can. */
export function refusal(typed, live) {
  const { call } = typed;
  if (live === null) {
    return "No live server answers beside this page. Start it with: cargo xtask demo";
  }
  if (call.url.startsWith("blob:")) {
    return "A blob: URL names something inside one tab, which no server can stand in for.";
  }
  if (!URL.canParse(call.url) && URL.canParse(call.url, document.baseURI)) {
    return "The URL is relative: a page has an address to complete it from, so give the whole URL.";
  }
  const before = judged(typed);
  const moved = move(typed, live, "/ask/0");
  const after = judged(moved);
  if (after.outcome !== before.outcome) {
    return `On this machine it would be another case. As typed: ${classify(call).summary}`;
  }
  if (before.outcome === "throws" || before.outcome === "blocked") return null;
  if (!classify(call).request) return "No request goes to any server, so there is nobody to ask.";
  const long = tooLong(classify(moved.call));
  if (long) return long;
  const [asks, passes] = [before.outcome === "preflight", before.allowed];
  if (asks && after.allowed !== passes) {
    return `On this machine the OPTIONS would fare differently. As typed: ${before.preflight}`;
  }
  const unanswerable = asks && answerRefusal("OPTIONS", moved.preflight);
  if (unanswerable) return unanswerable;
  if (asks && !passes) return null;
  if (call.cache === "only-if-cached") {
    return "Cache only-if-cached reads the browser’s HTTP cache, which holds nothing for a fresh address.";
  }
  if (call.body?.kind === "stream") {
    return "The live server speaks HTTP/1.1, and a browser sends streams over HTTP/2 or later only.";
  }
  if (after.type !== before.type) {
    return `On this machine the answer would fare differently. As typed: ${before.answer}`;
  }
  if (after.redirects && valueOf(moved.answer.headers, "location") !== null) {
    return "The answer leads on to another address, and following redirects is not predicted yet.";
  }
  return loginRefusal(moved) ?? answerRefusal("request", moved.answer);
}

function tooLong({ preflight, request }) {
  const long = [preflight, request].some((sent) => sent && requestText(sent).length > HEAD_LIMIT);
  return long
    ? `The request line and headers are longer than the ${HEAD_LIMIT} bytes that the live server reads.`
    : null;
}

function loginRefusal({ call, answer: { status, headers } }) {
  const login = status === 401 && valueOf(headers, "www-authenticate") !== null;
  return login && classify(call).request.credentials
    ? "The answer to the request has status 401 and WWW-Authenticate: where credentials go along, a browser shows a login prompt and waits for its reader."
    : null;
}

function judged({ call, preflight, answer }) {
  const question = checkPreflight(call, preflight);
  const response = checkResponse(call, answer);
  return {
    outcome: classify(call).outcome,
    allowed: question.allowed,
    preflight: question.summary,
    type: response.type,
    redirects: response.notes.some(({ code }) => code === "redirect-judged-as-final"),
    answer: response.summary,
  };
}

/** What HTTP/1.1 itself, or a browser's HTTP layer below fetch(), makes something else of. */
function answerRefusal(what, { status, headers }) {
  const to = `The answer to the ${what}`;
  if (status < 200) return `${to} has status ${status}: below 200 it is not the final answer.`;
  if (status === 407) return `${to} has status 407, which a browser takes from proxies only.`;
  if (status === 421) return `${to} has status 421, at which a browser may ask a second time.`;
  if (status === 206 && valueOf(headers, "content-range") !== null) {
    return `${to} has status 206 and Content-Range, which a browser’s HTTP layer may rewrite below fetch().`;
  }
  for (const name of ["Transfer-Encoding", "Content-Encoding"]) {
    if (valueOf(headers, name) !== null) {
      return `${to} has ${name}, and the live server sends its body as it is.`;
    }
  }
  for (const name of ["Content-Length", "Location"]) {
    if (headers.filter(([given]) => given.toLowerCase() === name.toLowerCase()).length > 1) {
      return `${to} has ${name} more than once, which is broken HTTP before it is CORS.`;
    }
  }
  const length = valueOf(headers, "content-length")?.trim() ?? null;
  if (length === null) return null;
  if (!/^\d+$/.test(length)) return `${to} has a Content-Length that is no number.`;
  const empty = [204, 205, 304].includes(status);
  if (empty && Number(length) > 0) {
    return `${to} has status ${status}, which has no body, and a Content-Length of ${length}.`;
  }
  return Number(length) > BODY_LIMIT
    ? `${to} has a Content-Length of ${length}, and the live server sends at most ${BODY_LIMIT}.`
    : null;
}

/** Makes the call for real and lays what happened beside what the engine predicts for it. */
export async function ask(typed, live) {
  const expected = move(typed, live, "");
  const registered = await exchangeJson("../live/asks", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ preflight: expected.preflight, answer: expected.answer }),
  });
  const { call } = move(typed, live, registered.path);
  const perform = call.origin === "null" ? performInSandbox : performFetch;
  const saw = await perform(instructions(call));
  const id = registered.path.slice(registered.path.lastIndexOf("/") + 1);
  const { exchanges } = await exchangeJson(`../live/asks/${id}`, { cache: "no-store" });

  // The prediction is about the lines really sent, where there were any: a request that is still
  // arriving has no answer yet.
  const really = (isPreflight, fallback) => {
    const sent = exchanges.findLast(({ received }) => isPreflight === preflights(received))?.sent;
    return sent?.length ? readAnswer(sent.join("\n")).answer : fallback;
  };
  const predicted = predict(call, {
    preflight: really(true, expected.preflight),
    answer: really(false, expected.answer),
  });
  const rows = compare(predicted, observe(exchanges, saw));
  return { call, saw, exchanges, rows, equal: rows.every((row) => row.equal) };
}

function preflights([first, ...lines]) {
  return (
    first.startsWith("OPTIONS ") &&
    lines.some((line) => /^access-control-request-method:/i.test(line))
  );
}

async function exchangeJson(address, init) {
  const response = await fetch(new URL(address, location.href), init);
  if (!response.ok) throw new Error(`the live server answered ${response.status} to ${address}`);
  return response.json();
}

/** What fetch() is to be handed, as plain data that can cross into a frame. */
function instructions({ origin, url, body, ...init }) {
  return { url, init, body: body ?? null, patience: PATIENCE };
}

/** Calls fetch() and tells what the script sees. Runs in a frame too, so it uses nothing around it. */
async function performFetch({ url, init, body, patience }) {
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
    timer = setTimeout(resolve, patience, { kind: `no answer within ${patience / 1000} seconds` });
  });
  const fetched = fetch(request).then(
    ({ type, status, headers }) => ({ kind: "answered", type, status, names: [...headers.keys()] }),
    (error) => ({ kind: "rejects", message: String(error) }),
  );
  const saw = await Promise.race([fetched, late]);
  clearTimeout(timer);
  return saw;
}

/** The same from a frame whose origin is `null`. */
function performInSandbox(task) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.title = "The fetch() of a page whose origin is null";
  frame.hidden = true;
  const json = JSON.stringify(task).replaceAll("<", "\\u003c");
  // A little longer than the frame's own limit, for a frame that never comes to run.
  const limit = task.patience + 5_000;
  const told = new Promise((resolve) => {
    const end = (saw) => {
      removeEventListener("message", listen);
      clearTimeout(timer);
      frame.remove();
      resolve(saw);
    };
    const listen = ({ source, data }) => {
      if (source === frame.contentWindow) end(data);
    };
    const late = { kind: `no word from the frame within ${limit / 1000} seconds` };
    const timer = setTimeout(end, limit, late);
    addEventListener("message", listen);
  });
  frame.srcdoc = `<script>(${performFetch})(${json}).then((saw) => parent.postMessage(saw, "*"));</script>`;
  document.body.append(frame);
  return told;
}
