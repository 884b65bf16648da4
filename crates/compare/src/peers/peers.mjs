// Runs the rows of tests/cases.json in the package and its peers, and prints the results. The arguments are
// the table, the package's folder, and the folder of the npm packages.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { filled } from "../../../../tests/lib/places.mjs";
import { contestants } from "./contestants.mjs";
import { serve, Told } from "./server.mjs";

const [table, pkg, node_modules] = process.argv.slice(2).map((file) => resolve(file));
const engine = await import(pathToFileURL(`${pkg}/index.js`));
const { CorsError, corsFetch } = await import(pathToFileURL(`${pkg}/fetch.js`));

/** The milliseconds after which a call hangs. */
const TIMEOUT = 2_000;

const told = new Told();
const { places, stop } = await serve(told);
const origins = new Set(Object.values(places));
const text = readFileSync(table, "utf8");
const names = JSON.parse(text).map(({ name }) => name);
const [somewhere, nowhere] = [filled(text, places), filled(text)];

/** The questions about a row: the expected result, and the actual result. */
const QUESTIONS = {
  sent: {
    of: ({ classify }) => classify?.outcome,
    right: ({ classify: { outcome } }) => ({ preflight: "preflight", throws: "nothing", blocked: "nothing" })[outcome] ?? "request",
    got: () => told.seen[0] ?? "nothing",
  },
  allowed: {
    of: ({ checkPreflight }) => checkPreflight?.allowed !== undefined,
    answers: ({ checkPreflight }) => ({ preflight: checkPreflight.answer }),
    right: ({ checkPreflight }) => checkPreflight.allowed,
    got: () => told.seen.includes("request"),
  },
  readable: {
    of: ({ checkResponse }) => checkResponse?.readable !== undefined,
    answers: ({ checkResponse }) => ({ request: checkResponse.answer }),
    right: ({ checkResponse }) => checkResponse.readable,
    got: (end) => end.isReadable,
  },
  exposed: {
    of: ({ checkResponse }) => checkResponse?.readable && checkResponse.exposed,
    answers: ({ checkResponse }) => ({ request: checkResponse.answer }),
    right: ({ checkResponse }) => checkResponse.exposed.join(", "),
    got(end, { checkResponse: { answer } }) {
      // Headers that HTTP libraries add do not count.
      const answered = new Set(answer.headers.map(([name]) => name.toLowerCase()));
      const names = end.names.map((name) => name.toLowerCase()).filter((name) => answered.has(name));
      return [...new Set(names)].sort().join(", ");
    },
  },
};

const BROWSERS = ["chromium", "firefox", "webkit"];
const FRAMING = /^(connection|content-encoding|content-length|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;
const XHR = new Set(["origin", "url", "via", "method", "headers", "body", "mode", "credentials", "withCredentials", "upload"]);

const texts = (headers) => {
  const pairs = Array.isArray(headers) ? headers : Object.entries(headers ?? {});
  return pairs.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === "string"));
};

/** Returns the call for XMLHttpRequest, if it means the same. */
function asXhr(call) {
  if (call.via === "xhr") return call;
  const same =
    Object.keys(call).every((member) => XHR.has(member)) &&
    (call.mode ?? "cors") === "cors" &&
    call.credentials !== "omit" &&
    typeof (call.method ?? "") === "string" &&
    texts(call.headers);
  return same ? { ...call, via: "xhr", withCredentials: call.credentials === "include" } : undefined;
}

/** Parses a URL, or returns undefined. URL.canParse() of Node 20 rejects international hosts once it is compiled. */
function parsed(text, base) {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** Returns why a contestant cannot run a row, or undefined. */
function excluded(key, row, { sender, isInMemory }) {
  const { call } = row;
  const { via = "fetch", origin, url, body } = call;
  if (via !== "fetch" && via !== "xhr") return "the initiator is not fetch() or XMLHttpRequest";
  if (call.acceptLanguage !== undefined || call.partition !== undefined || call.crossOrigin !== undefined) {
    return "a setting of the browser";
  }
  if (!/^https?:/.test(origin)) return "the page's origin is not HTTP";
  if (body?.kind && !["string", "params", "form", "blob", "buffer", "stream"].includes(body.kind)) return "the body is a document";
  const target = parsed(url);
  if (!target && parsed(url, origin)) return "a relative URL";
  if (call.cache === "only-if-cached") return "cache mode only-if-cached";
  const classified = engine.classify(call);
  // Blocked ports and mixed content are not part of the CORS protocol.
  if (classified.outcome === "blocked" && classified.reasons.every(({ code }) => code === "port-blocked")) return "a blocked port";
  if (/^https:/.test(origin) && target?.protocol === "http:") return "a secure page calls an HTTP URL";
  if (target) {
    if (!/^https?:$/.test(target.protocol)) return "the URL is not HTTP";
    if (!isInMemory && !origins.has(target.origin)) return "no test server can have the URL";
  }
  const answer = QUESTIONS[key].answers?.(row);
  const { status = 200, headers = [] } = answer?.preflight ?? answer?.request ?? {};
  if (status < 200 || status > 599) return "clients reject the status";
  if (!isInMemory && headers.some(([name]) => FRAMING.test(name))) return "a header that frames the response";
  if (!isInMemory && headers.some(([, value]) => /[\0-\x08\x0a-\x1f\x7f]/.test(value))) return "Node's HTTP parser rejects a byte";
  const follows = (call.redirect ?? "follow") === "follow";
  if (answer?.request && [301, 302, 303, 307, 308].includes(status) && follows) return "a redirect that is not followed";
  const { outcome } = classified;
  if (answer?.preflight && outcome !== "preflight") return "the preflight is not sent";
  if (answer?.request && (outcome === "throws" || outcome === "blocked")) return "the request is not sent";
  if (sender === "fetch") return via === "xhr" ? "the call uses XMLHttpRequest" : undefined;
  const made = asXhr(call);
  if (!made || body?.kind === "stream") return "only fetch() can make the call";
  // The engine decides, because it is tested with the rows of both.
  const otherwise = {
    sent: () => engine.classify(made).outcome !== row.classify.outcome,
    allowed: () => engine.checkPreflight(made, row.checkPreflight.answer).allowed !== row.checkPreflight.allowed,
    readable: () => engine.checkResponse(made, row.checkResponse.answer).readable !== row.checkResponse.readable,
  };
  return (otherwise[key] ?? otherwise.readable)() ? "the standard differs for XMLHttpRequest" : undefined;
}

/** Whether all current browsers differ from the standard. */
function isContested(key, row) {
  const [question, member] = { sent: ["classify", "outcome"], allowed: ["checkPreflight", "allowed"] }[key] ?? ["checkResponse", key];
  return BROWSERS.every((browser) => row[browser]?.[question]?.[member] !== undefined);
}

async function ask(contestant, key, row) {
  const { answers, right, got } = QUESTIONS[key];
  told.ask(answers?.(row) ?? {});
  let timer;
  const hangs = new Promise((_, reject) => (timer = setTimeout(reject, TIMEOUT, new Error("it hangs"))));
  // An exception and a rejection are the same.
  const made = (async () => contestant.ask(contestant.sender === "xhr" ? asXhr(row.call) : row.call))();
  const end = await Promise.race([made, hangs]).catch((error) => {
    if (contestant.isRefusal && !contestant.isRefusal(error)) {
      throw new Error(`${contestant.name} fails without a rejection in "${row.name}"`, { cause: error });
    }
    return { isReadable: false, names: [] };
  });
  clearTimeout(timer);
  // Header names are visible only if the response is readable.
  if (key === "exposed" && !end.isReadable) return "unread";
  const answer = got(end, row);
  return answer === right(row) ? "right" : `${answer}`;
}

/** Returns the result of the package's functions. */
function ownAnswer(key, row) {
  const { call, checkPreflight, checkResponse } = row;
  const right = QUESTIONS[key].right(row);
  const got = {
    sent: () => QUESTIONS.sent.right({ classify: engine.classify(call) }),
    allowed: () => engine.checkPreflight(call, checkPreflight.answer).allowed,
    readable: () => engine.checkResponse(call, checkResponse.answer).readable,
    exposed: () => engine.checkResponse(call, checkResponse.answer).exposed.join(", "),
  }[key]();
  return got === right ? "right" : `${got}`;
}

// An uncaught exception of a peer must not end the run. All other exceptions do.
process.on("uncaughtException", (error) => {
  const frame = `${error?.stack}`.split("\n").find((line) => /^ +at /.test(line) && !line.includes("node:"));
  if (!frame?.includes(node_modules)) throw error;
});

/** Checks that contestants with sockets and the same initiator run the same rows, so that shares are comparable. */
function checkSameRows(results) {
  const first = new Map();
  for (const { name, sender, isInMemory, answers } of results) {
    if (isInMemory) continue;
    if (!first.has(sender)) first.set(sender, { name, answers });
    const other = first.get(sender);
    const odd = answers.find(({ not }, number) => not !== other.answers[number].not);
    if (odd) throw new Error(`${other.name} and ${name} do not run the same rows: "${odd.row}"`);
  }
}

const all = [
  { name: "cors-preflight, the functions", how: "`classify`, `checkPreflight`, `checkResponse`", isInMemory: true, tell: ownAnswer, excluded: () => undefined },
  ...(await contestants({ node_modules, corsFetch, CorsError, told })),
];
const results = [];
for (const contestant of all) {
  const { name, tell, excluded: why = excluded } = contestant;
  const answers = [];
  const start = Date.now();
  let heading = "";
  for (const [number, row] of (contestant.isInMemory ? nowhere : somewhere).entries()) {
    if (typeof row === "string") {
      heading = row;
      continue;
    }
    for (const key of Object.keys(QUESTIONS)) {
      if (!QUESTIONS[key].of(row)) continue;
      const not = why(key, row, contestant);
      const made = not === undefined ? await (tell ? tell(key, row) : ask(contestant, key, row)) : undefined;
      answers.push({ heading, row: names[number], question: key, right: String(QUESTIONS[key].right(row)), contested: isContested(key, row), not, made });
    }
  }
  results.push({ ...contestant, answers });
  const right = answers.filter(({ made }) => made === "right").length;
  process.stderr.write(`${name}: ${right} right, after ${((Date.now() - start) / 1000).toFixed(1)} s\n`);
}
stop();
checkSameRows(results);
process.stdout.write(JSON.stringify(results.map(({ name, version, how, answers }) => ({ name, version, how, answers }))), () => process.exit());
