// Puts the rows of tests/cases.json to the package and to its peers, and prints what each made of them.
// Arguments: the table, the package's folder, and the folder of npm's packages.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { contestants } from "./contestants.mjs";
import { serve, Told } from "./server.mjs";

const [table, pkg, node_modules] = process.argv.slice(2);
const engine = await import(pathToFileURL(`${pkg}/index.js`));
const { CorsError, corsFetch } = await import(pathToFileURL(`${pkg}/fetch.js`));

const PATIENCE = 2_000;

/** What stands for the places of rows where nothing has to be there. */
const NOWHERE = { page: "https://app.example", other: "https://api.example", third: "https://cdn.example" };

const told = new Told();
const { places, stop } = await serve(told);
const origins = new Set(Object.values(places));
const text = readFileSync(table, "utf8");
const filled = (places) => JSON.parse(text.replace(/\{(page|other|third)\}/g, (_, place) => places[place]));
const names = JSON.parse(text).map(({ name }) => name);
const [somewhere, nowhere] = [filled(places), filled(NOWHERE)];

/** What is asked of a row: what is right, and what an ending says. */
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
      // What the way here has added is nobody's.
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

/** The call as XMLHttpRequest makes it, where that is the same. */
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

/** The URL that a text is; undefined where it is none. URL.canParse() of Node 20 refuses international hosts once it is compiled. */
function parsed(text, base) {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** Why a contestant cannot be asked a row, if it cannot. */
function unasked(key, row, { sender, isInMemory }) {
  const { call } = row;
  const { via = "fetch", origin, url, body } = call;
  if (via !== "fetch" && via !== "xhr") return "another sender than fetch() and XMLHttpRequest";
  if (call.acceptLanguage !== undefined || call.partition !== undefined || call.crossOrigin !== undefined) {
    return "something that only a browser sets";
  }
  if (!/^https?:/.test(origin)) return "a page without an origin that a server could have";
  if (body?.kind && !["string", "params", "form", "blob", "buffer", "stream"].includes(body.kind)) return "a document for a body";
  const target = parsed(url);
  if (!target && parsed(url, origin)) return "a URL that a page takes for one of its own";
  if (call.cache === "only-if-cached") return "what only a browser's cache could answer";
  const classified = engine.classify(call);
  // No part of the CORS protocol: who has no network has no ports, and whose servers are on loopback has no TLS.
  if (classified.outcome === "blocked" && classified.reasons.every(({ code }) => code === "port-blocked")) return "a port that browsers block";
  if (/^https:/.test(origin) && target?.protocol === "http:") return "a secure page that calls plain HTTP, mixed content or not";
  if (target) {
    if (!/^https?:$/.test(target.protocol)) return "a URL that is not of HTTP";
    if (!isInMemory && !origins.has(target.origin)) return "a place where no test server can be";
  }
  const answer = QUESTIONS[key].answers?.(row);
  const { status = 200, headers = [] } = answer?.preflight ?? answer?.request ?? {};
  if (status < 200 || status > 599) return "a status that no client takes for an answer";
  if (!isInMemory && headers.some(([name]) => FRAMING.test(name))) return "a header that says how long an answer is";
  if (!isInMemory && headers.some(([, value]) => /[\0-\x08\x0a-\x1f\x7f]/.test(value))) return "a byte that Node's HTTP refuses in an answer";
  const follows = (call.redirect ?? "follow") === "follow";
  if (answer?.request && [301, 302, 303, 307, 308].includes(status) && follows) return "a redirect, judged without following it";
  const asked = classified.outcome;
  if (answer?.preflight && asked !== "preflight") return "an answer to a preflight that is not sent";
  if (answer?.request && (asked === "throws" || asked === "blocked")) return "an answer to what is not sent";
  if (sender === "fetch") return via === "xhr" ? "XMLHttpRequest" : undefined;
  const made = asXhr(call);
  if (!made || body?.kind === "stream") return "fetch() alone can make this call";
  // Asked of the engine, which is held to the rows of both.
  const otherwise = {
    sent: () => engine.classify(made).outcome !== row.classify.outcome,
    allowed: () => engine.checkPreflight(made, row.checkPreflight.answer).allowed !== row.checkPreflight.allowed,
    readable: () => engine.checkResponse(made, row.checkResponse.answer).readable !== row.checkResponse.readable,
  };
  return (otherwise[key] ?? otherwise.readable)() ? "XMLHttpRequest is to do otherwise" : undefined;
}

/** Whether all three browsers of today do otherwise than the standard says. */
function isContested(key, row) {
  const [question, member] = { sent: ["classify", "outcome"], allowed: ["checkPreflight", "allowed"] }[key] ?? ["checkResponse", key];
  return BROWSERS.every((browser) => row[browser]?.[question]?.[member] !== undefined);
}

async function ask(contestant, key, row) {
  const { answers, right, got } = QUESTIONS[key];
  told.ask(answers?.(row) ?? {});
  let timer;
  const hangs = new Promise((_, reject) => (timer = setTimeout(reject, PATIENCE, new Error("it hangs"))));
  // What throws at once and what rejects later end the same.
  const made = (async () => contestant.ask(contestant.sender === "xhr" ? asXhr(row.call) : row.call))();
  const end = await Promise.race([made, hangs]).catch((error) => {
    if (contestant.isRefusal && !contestant.isRefusal(error)) {
      throw new Error(`${contestant.name} refuses nothing and fails, asked "${row.name}"`, { cause: error });
    }
    return { isReadable: false, names: [] };
  });
  clearTimeout(timer);
  // Told of what may be read only where anything may.
  if (key === "exposed" && !end.isReadable) return "unread";
  const said = got(end, row);
  return said === right(row) ? "right" : `${said}`;
}

/** What the package's functions say, the rows' own questions being theirs. */
function said(key, row) {
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

// What a peer throws where nobody can catch it is not to end the others' turns. All else does.
process.on("uncaughtException", (error) => {
  const frame = `${error?.stack}`.split("\n").find((line) => /^ +at /.test(line) && !line.includes("node:"));
  if (!frame?.includes(node_modules)) throw error;
});

/** Who goes over sockets by the same sender is asked the same, or the shares cannot be compared. */
function asksAlike(results) {
  const first = new Map();
  for (const { name, sender, isInMemory, answers } of results) {
    if (isInMemory) continue;
    if (!first.has(sender)) first.set(sender, { name, answers });
    const other = first.get(sender);
    const odd = answers.find(({ not }, number) => not !== other.answers[number].not);
    if (odd) throw new Error(`${other.name} and ${name} are not asked the same of "${odd.row}"`);
  }
}

const asked = [
  { name: "cors-preflight, the functions", how: "`classify`, `checkPreflight`, `checkResponse`", isInMemory: true, tell: said, unasked: () => undefined },
  ...(await contestants({ node_modules, corsFetch, CorsError, told })),
];
const results = [];
for (const contestant of asked) {
  const { name, version, how, tell, unasked: why = unasked } = contestant;
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
asksAlike(results);
process.stdout.write(JSON.stringify(results.map(({ name, version, how, answers }) => ({ name, version, how, answers }))), () => process.exit());
