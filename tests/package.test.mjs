// The package as Node sees it: imported by its name, as a stranger would.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as engine from "cors-preflight";
import { explain } from "cors-preflight/explain";
import { examples } from "../www/examples.js";
import { filled } from "./lib/places.mjs";

const { classify, needsPreflight, checkPreflight, checkResponse, Exchange, PreflightCache } = engine;
const table = (name) => {
  const items = filled(readFileSync(new URL(name, import.meta.url), "utf8"));
  return items.filter((item) => typeof item === "object");
};
const rows = table("./cases.json");
const sessions = table("./exchanges.json");
const page = "https://app.example";
const url = "https://api.example/x";
const codes = (reasons) => reasons.map(({ code, subject }) => (subject === undefined ? code : `${code} ${subject}`));

const assertMembers = (result, expected, where) => {
  for (const [key, value] of Object.entries(expected)) {
    if (key === "answer") continue;
    let got = result[key] ?? null;
    if (key === "reasons" || key === "notes") got = codes(got);
    if ((key === "request" || key === "preflight") && value && got) {
      got = Object.fromEntries(Object.keys(value).map((member) => [member, got[member]]));
    }
    assert.deepEqual(got, value, `${where}: ${key}`);
  }
};

/** The memory of the engine, which starts at the first call. */
let memory;
const { Instance } = WebAssembly;
WebAssembly.Instance = function (...given) {
  const instance = new Instance(...given);
  memory = instance.exports.memory;
  return instance;
};

test("the table of cases holds through a bare import", () => {
  const questions = { classify, checkPreflight, checkResponse };
  let asked = 0;
  for (const row of rows) {
    for (const [name, question] of Object.entries(questions)) {
      const expected = row[name];
      if (!expected) continue;
      asked += 1;
      const ask = () => (name === "classify" ? question(row.call) : question(row.call, expected.answer));
      if ("typeError" in expected) {
        assert.throws(ask, (error) => error instanceof TypeError && error.message.includes(expected.typeError), row.name);
        continue;
      }
      assertMembers(ask(), expected, `${row.name} (${name})`);
    }
  }
  assert.ok(asked > 200, `only ${asked} questions`);
});

test("the sessions hold through a bare import", () => {
  for (const { name, calls, entries } of sessions) {
    const cache = new PreflightCache();
    calls.forEach(({ call, answers, steps, now = 0 }, number) => {
      const exchange = new Exchange(call, { cache });
      const got = [undefined, ...answers].map((answer) => exchange.next(answer, now));
      assert.equal(got.length, steps.length, `${name} (call ${number})`);
      steps.forEach((expected, turn) => {
        const members = typeof expected === "string" ? { kind: expected } : expected;
        assertMembers(got[turn], members, `${name} (call ${number}, turn ${turn})`);
      });
    });
    if (entries) assert.deepEqual(cache.entries(), entries, name);
  }
  assert.ok(sessions.length > 200, `only ${sessions.length} sessions`);
});

const asks = (method, headers, options) => {
  const { outcome, summary } = classify({ origin: page, url, method, headers }, options);
  return outcome === "throws" ? summary : outcome === "preflight";
};

const needs = (method, headers, options) => {
  try {
    return needsPreflight(method, headers, options);
  } catch (error) {
    assert.ok(error instanceof TypeError);
    return error.message;
  }
};

test("needsPreflight agrees with classify on every method and every header of the table, by every profile", () => {
  let [yes, no, throws] = [0, 0, 0];
  for (const { call } of rows) {
    const { method = "GET", headers } = call;
    if (method === null || typeof headers === "string") continue;
    for (const profile of ["standard", "chromium", "firefox", "webkit"]) {
      const found = needs(method, headers, { profile });
      assert.equal(found, asks(method, headers, { profile }), JSON.stringify([method, headers, profile]));
      if (typeof found === "string") throws += 1;
      else if (found) yes += 1;
      else no += 1;
    }
  }
  assert.ok(yes > 500 && no > 500 && throws > 100, `${yes}, ${no}, ${throws}`);
});

test("needsPreflight passes strings and gets a number: the engine does not call JavaScript", () => {
  const program = `
    const { Instance } = WebAssembly;
    let asked = 0;
    const counted = (imported) => (typeof imported !== "function" ? imported : (...given) => {
      asked += 1;
      return imported(...given);
    });
    WebAssembly.Instance = class extends Instance {
      constructor(module, imports) {
        const each = (members, map) => Object.fromEntries(Object.entries(members).map(([name, value]) => [name, map(value)]));
        super(module, each(imports, (members) => each(members, counted)));
      }
    };
    const { classify, needsPreflight } = await import("cors-preflight");
    needsPreflight("GET");
    asked = 0;
    const headers = [undefined, {}, { "X-A": "1" }, [["Content-Type", "text/plain"]], new Headers({ Accept: "a" })];
    const answers = headers.map((headers) => needsPreflight("POST", headers, { profile: "webkit" }));
    const byNeeds = asked;
    classify({ origin: "null", url: "https://api.example/" });
    console.log(JSON.stringify({ answers, byNeeds, byClassify: asked > byNeeds }));`;
  const said = execFileSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: new URL(".", import.meta.url), encoding: "utf8" });
  assert.deepEqual(JSON.parse(said), { answers: [false, false, true, false, false], byNeeds: 0, byClassify: true });
});

test("needsPreflight takes headers in whatever form fetch() takes them, and refuses what it refuses", () => {
  const forms = [
    undefined,
    {},
    [],
    new Headers(),
    { "X-A": "1" },
    [["X-A", "1"]],
    new Headers({ "X-A": "1" }),
    new Map([["X-A", "1"]]),
    Object.create(null, { "X-A": { value: "1", enumerable: true } }),
    Object.create({ "X-A": "1" }),
    { "X-A": 1 },
    { Accept: "a".repeat(129) },
    [["X-A"]],
    [["X-A", "1", "2"]],
    ["ab"],
    [new Set(["X-A", "1"])],
    null,
    "X-A: 1",
    5,
    { [Symbol.iterator]: () => [["X-A", "1"]].values() },
    { [Symbol("x")]: "1" },
    { "X-A": Symbol("x") },
    { "X-A": "a\0b\0c" },
    { "X-A\0b\0c": "1" },
    { "X-A": "\u{100}" },
    { "X-A": "\ud800" },
    { "X-A": "\n1\n" },
    { "X-A": "1\n2" },
    { "": "1" },
    { Accept: "a".repeat(2 ** 25 + 1) },
  ];
  for (const headers of forms) {
    for (const method of ["GET", "PUT", "TRACE", "x y", "", undefined, null, 5]) {
      let expected;
      try {
        expected = asks(method, headers);
      } catch ({ message }) {
        expected = message;
      }
      const got = needs(method, headers);
      assert.equal(got, expected);
    }
  }
  assert.match(needs("GET", {}, { profile: "opera" }), /profile/);
  assert.equal(needs("GET", { "User-Agent": "x" }, { profile: "chromium" }), false);
});

test("live bodies are distinguished by their class and never read", () => {
  const post = (body, more) => classify({ origin: page, url, method: "POST", body, ...more });
  const type = (classification) => new Headers(classification.request.headers).get("content-type");
  assert.equal(type(post("x")), "text/plain;charset=UTF-8");
  assert.equal(type(post(5)), "text/plain;charset=UTF-8");
  assert.equal(type(post(new URLSearchParams("a=b"))), "application/x-www-form-urlencoded;charset=UTF-8");
  assert.equal(type(post(new FormData())), "multipart/form-data; boundary=generated");
  assert.equal(type(post(new Blob(["{}"], { type: "application/json" }))), "application/json");
  assert.equal(type(post(new File(["x"], "x", { type: "text/plain" }))), "text/plain");
  for (const body of [new Blob(["x"]), new ArrayBuffer(1), new Uint8Array(1), new DataView(new ArrayBuffer(1))]) {
    const classification = post(body);
    assert.equal(classification.outcome, "simple");
    assert.equal(type(classification), null);
    assert.equal(classification.request.body, true);
  }
  const stream = new ReadableStream();
  assert.deepEqual(codes(post(stream, { duplex: "half" }).reasons), ["body-stream body"]);
  assert.equal(stream.locked, false);
  stream.getReader();
  assert.deepEqual(codes(post(stream, { duplex: "half" }).reasons), ["stream-locked body"]);
  const shared = new SharedArrayBuffer(2);
  for (const body of [new Uint8Array(shared), new Uint8Array(new ArrayBuffer(2, { maxByteLength: 4 })), new ArrayBuffer(2, { maxByteLength: 4 })]) {
    assert.deepEqual(codes(post(body).reasons), ["buffer-shared-or-resizable body"]);
  }
  for (const odd of [new Date(), [], new Map(), () => {}, { a: 1 }]) {
    assert.deepEqual(codes(post(odd).notes), ["body-stringified body", "content-type-added content-type"]);
  }
  assert.equal(post(null).request.body, false);
  assert.equal(post(undefined).request.body, false);
});

test("headers come as pairs, records, maps or a Headers object", () => {
  const names = (headers) => classify({ origin: page, url, headers }).request.headers.map(([name]) => name);
  assert.deepEqual(names([["X-B", "1"], ["x-a", "2"]]), ["X-B", "x-a", "Origin"]);
  assert.deepEqual(names({ "X-B": "1", "x-a": 2 }), ["X-B", "x-a", "Origin"]);
  assert.deepEqual(names(new Map([["X-B", "1"]])), ["X-B", "Origin"]);
  assert.deepEqual(names(new Headers([["X-B", "1"], ["x-a", "2"], ["X-B", "3"]])), ["x-a", "x-b", "Origin"]);
  assert.deepEqual(names(undefined), ["Origin"]);
  assert.deepEqual(names(Object.assign(() => {}, { "X-B": "1" })), ["X-B", "Origin"]);
  for (const headers of [{ [Symbol("s")]: "1" }, { a: Symbol("s") }, [["a", Symbol("s")]]]) {
    assert.deepEqual(codes(classify({ origin: page, url, headers }).reasons), ["not-a-string headers"]);
    assert.throws(() => new Request(url, { headers }), TypeError);
  }
  for (const headers of [null, 5, "x: y", [["a"]], [["a", "b", "c"]], ["ab"], [5]]) {
    assert.equal(classify({ origin: page, url, headers }).outcome, "throws", JSON.stringify(headers));
    assert.throws(() => new Request(url, { headers }), TypeError);
  }
});

test("values are converted as Web IDL converts them", () => {
  assert.equal(classify({ origin: page, url: new URL(url) }).request.url, url);
  assert.equal(classify({ origin: page, url, method: undefined }).request.method, "GET");
  assert.equal(classify({ origin: page, url, method: 5 }).request.method, "5");
  assert.equal(classify({ origin: page, url, method: { toString: () => "put" } }).request.method, "PUT");
  assert.deepEqual(codes(classify({ origin: page, url, method: "\ud800" }).reasons), ["not-a-byte-string method"]);
  assert.deepEqual(codes(classify({ origin: page, url, method: Symbol("s") }).reasons), ["not-a-string method"]);
  assert.deepEqual(codes(classify({ origin: page, url, mode: Symbol("s") }).reasons), ["not-a-string mode"]);
  assert.deepEqual(codes(classify({ origin: page, url, method: "PUT", body: Symbol("s") }).reasons), ["not-a-string body"]);
  assert.equal(classify({ origin: page, url: Symbol("s") }).reasons[0].code, "not-a-string");
  assert.deepEqual(codes(classify({ origin: page, url, mode: null }).reasons), ["enumeration-value-unknown mode"]);
  assert.equal(classify({ origin: page, url, mode: undefined }).outcome, "simple");
  assert.deepEqual(codes(classify({ origin: page }).reasons), ["url-invalid url"]);
});

test("what a caller's own code throws comes back as it is, and the engine lives on", () => {
  const mine = new RangeError("mine");
  const throwing = {
    get method() {
      throw mine;
    },
  };
  const trap = new Proxy({}, { ownKeys: () => { throw mine; } });
  function* half() {
    yield ["a", "b"];
    throw mine;
  }
  const iterator = (next) => ({ [Symbol.iterator]: () => next });
  const broken = [
    trap,
    iterator({ get next() { throw mine; } }),
    iterator({ next() { throw mine; } }),
    iterator({ next: () => ({ get done() { throw mine; } }) }),
    iterator({ next: () => ({ done: false, get value() { throw mine; } }) }),
    { get [Symbol.iterator]() { throw mine; } },
    { [Symbol.iterator]() { throw mine; } },
  ];
  for (const call of [
    { origin: page, url, get headers() { throw mine; } },
    { origin: page, url, headers: trap },
    { origin: page, url, headers: half() },
    { origin: page, url, method: { toString() { throw mine; } } },
    Object.assign(Object.create(throwing), { origin: page, url }),
  ]) {
    assert.throws(() => classify(call), (error) => error === mine);
  }
  for (const headers of broken) {
    const answer = { status: 200, headers };
    for (let round = 0; round < 3_000; round += 1) {
      assert.throws(() => classify({ origin: page, url, headers }), RangeError);
      if (headers === trap) continue;
      assert.throws(() => classify({ origin: page, url, headers: [headers] }), RangeError);
      assert.throws(() => checkPreflight({ origin: page, url }, answer), RangeError);
    }
  }
  for (let round = 0; round < 3_000; round += 1) {
    assert.throws(() => classify({ origin: page, url, headers: iterator({ next: () => undefined }) }), TypeError);
  }
  assert.equal(classify({ origin: page, url }).outcome, "simple");
});

test("what no browser could be in is a TypeError naming the member", () => {
  const answer = { status: 204, headers: [] };
  for (const call of [undefined, null, "x", 5, Symbol("s")]) {
    assert.throws(() => classify(call), named("call"));
  }
  assert.throws(() => classify({ url }), named("origin"));
  assert.throws(() => classify({ origin: "https://app.example/", url }), named("origin"));
  assert.throws(() => classify({ origin: new URL(page), url }), named("origin"));
  assert.throws(() => classify({ origin: page, url, via: "smoke" }), named("via"));
  assert.throws(() => classify({ origin: page, url, via: null }), named("via"));
  assert.throws(() => classify({ origin: page, url, body: { kind: "json" } }), named("kind"));
  assert.throws(() => classify({ origin: page, url, partition: 5 }), named("partition"));
  assert.throws(() => classify({ origin: page, url, acceptLanguage: "\u0100" }), named("acceptLanguage"));
  assert.throws(() => classify({ origin: page, url, method: "x".repeat(2 ** 26) }), named("method"));
  for (const profile of ["Chromium", "safari", "Standard", "", null, 5, {}]) {
    assert.throws(() => classify({ origin: page, url }, { profile }), named("profile"));
  }
  for (const status of [-1, 1000, 1.5, NaN, Infinity, "200", null, undefined, 200n]) {
    assert.throws(() => checkPreflight({ origin: page, url }, { ...answer, status }), named("status"));
  }
  for (const headers of [undefined, null, "x", 5, [["a"]], [["a", 5]], ["ab"], [["a b", "c"]], [["a", "b\nc"]], [["a", "b\0"]], [["a", "\u0100"]]]) {
    assert.throws(() => checkResponse({ origin: page, url }, { status: 200, headers }), named("headers"));
  }
  for (const bad of [undefined, null, 5, "x"]) {
    assert.throws(() => checkPreflight({ origin: page, url }, bad), named("response"));
  }
  assert.doesNotThrow(() => classify({ origin: page, url }, {}));
  assert.doesNotThrow(() => classify({ origin: page, url }, { profile: undefined }));
  for (const profile of ["standard", "chromium", "firefox", "webkit"]) {
    assert.doesNotThrow(() => classify({ origin: page, url }, { profile }));
  }
});

test("an unknown member of a plain object is a TypeError that suggests a known one", () => {
  const call = { origin: page, url };
  const message = (text) => ({ name: "TypeError", message: text });
  assert.throws(() => classify({ ...call, metod: "PUT" }), message("call: expected known members, got `metod`; did you mean `method`?"));
  assert.throws(() => classify({ ...call, header: {} }), message("call: expected known members, got `header`; did you mean `headers`?"));
  assert.throws(() => classify({ ...call, Method: "PUT" }), message("call: expected known members, got `Method`; did you mean `method`?"));
  assert.throws(() => classify({ ...call, ulr: url }), message("call: expected known members, got `ulr`; did you mean `url`?"));
  assert.throws(() => classify({ ...call, timeout: 5 }), message("call: expected known members, got `timeout`"));
  assert.throws(() => new Exchange({ ...call, timeout: 5 }), named("timeout"));
  for (const ask of [(options) => classify(call, options), (options) => needsPreflight("GET", {}, options), (options) => new PreflightCache(options)]) {
    assert.throws(() => ask({ profil: "chromium" }), message("options: expected known members, got `profil`; did you mean `profile`?"));
  }
  assert.throws(() => classify(call, { cache: new PreflightCache() }), named("options: expected known members, got `cache`"));
  assert.throws(() => new Exchange(call, { caches: new PreflightCache() }), named("did you mean `cache`?"));
  assert.doesNotThrow(() => new Exchange(call, { cache: new PreflightCache() }));

  // Members of a RequestInit without a meaning for CORS are known.
  const init = { signal: AbortSignal.timeout(1), priority: "low", integrity: "", window: null, referrer: "", attributionReporting: {}, targetAddressSpace: "local" };
  assert.equal(classify({ ...call, ...init }).outcome, "simple");
  // Only own enumerable members with string keys count, and only those of plain objects.
  class Options {
    profile = "chromium";
    more = 1;
  }
  const hidden = Object.defineProperty({ ...call, [Symbol("s")]: 1 }, "metod", { value: "PUT" });
  const inherited = Object.assign(Object.create({ metod: "PUT" }), call);
  for (const given of [hidden, inherited, Object.assign(new (class {})(), call, { metod: "PUT" })]) {
    assert.equal(classify(given, new Options()).outcome, "simple");
  }
});

test("a misspelled member of a response is a TypeError, and further members are not", () => {
  const call = { origin: page, url };
  const headers = [["Access-Control-Allow-Origin", "*"]];
  for (const [member, meant] of [["Status", "status"], ["statu", "status"], ["header", "headers"], ["Headers", "headers"], ["haeders", "headers"]]) {
    const response = { status: 200, headers, [member]: 200 };
    const message = `response: expected known members, got \`${member}\`; did you mean \`${meant}\`?`;
    assert.throws(() => checkResponse(call, response), { name: "TypeError", message });
  }
  for (const more of [{ statusText: "OK", ok: true, body: null, url }, { data: "", config: {}, request: {} }]) {
    assert.equal(checkResponse(call, { status: 200, headers, ...more }).readable, true);
  }
});

test("a response's headers may be any iterable of pairs", () => {
  const headers = new Headers({ "access-control-allow-origin": page });
  assert.equal(checkResponse({ origin: page, url }, { status: 200, headers }).readable, true);
  assert.equal(checkResponse({ origin: page, url }, { status: 200, headers: headers.entries() }).readable, true);
  assert.equal(checkResponse({ origin: page, url }, new Response("", { headers })).readable, true);
  const padded = { status: 200, headers: [["access-control-allow-origin", " \t* "]] };
  assert.equal(checkResponse({ origin: page, url }, padded).readable, true);
});

const put = { origin: page, url, method: "PUT" };
const granted = { status: 204, headers: [["Access-Control-Allow-Origin", "*"], ["Access-Control-Allow-Methods", "PUT"]] };
const shared = { status: 200, headers: [["Access-Control-Allow-Origin", "*"]] };
const named = (member) => (error) => error instanceof TypeError && error.message.includes(member);

test("an exchange and a cache refuse foreign values with a TypeError that names them", () => {
  const cache = new PreflightCache();
  assert.throws(() => Exchange(put), TypeError);
  assert.throws(() => PreflightCache(), TypeError);
  for (const call of [undefined, null, "x", 5]) assert.throws(() => new Exchange(call), named("call"));
  assert.throws(() => new Exchange({ url }), named("origin"));
  for (const partition of [null, 5, {}, Symbol("s")]) {
    assert.throws(() => new Exchange({ ...put, partition }), named("partition"));
  }
  for (const options of [5, "x", Symbol("s"), true]) {
    assert.throws(() => new Exchange(put, options), named("options"));
    assert.throws(() => new PreflightCache(options), named("options"));
  }
  for (const profile of ["Standard", "", null, 5, {}]) {
    assert.throws(() => new Exchange(put, { profile }), named("profile"));
    assert.throws(() => new Exchange(put, { profile, cache }), named("profile"));
    assert.throws(() => new PreflightCache({ profile }), named("profile"));
  }
  assert.throws(() => new Exchange(put, { profile: "firefox", cache }), named("profile"));
  assert.equal(new PreflightCache({ profile: "firefox" }).profile, "firefox");
  for (const none of [null, 5, "x", true, Symbol("s"), {}, PreflightCache, new Proxy(cache, {}), Object.create(cache), new Exchange(put)]) {
    assert.throws(() => new Exchange(put, { cache: none }), named("cache"));
  }
  for (const alien of [{}, Object.create(Exchange.prototype), cache]) {
    assert.throws(() => Exchange.prototype.next.call(alien), TypeError);
  }
  for (const alien of [{}, Object.create(PreflightCache.prototype), new Exchange(put)]) {
    assert.throws(() => PreflightCache.prototype.clear.call(alien), TypeError);
    assert.throws(() => Reflect.get(PreflightCache.prototype, "profile", alien), TypeError);
    assert.throws(() => PreflightCache.prototype.entries.call(alien), TypeError);
  }
  for (const options of [undefined, null, {}, { profile: "standard" }, { cache: undefined }, { cache }, { profile: "standard", cache }]) {
    assert.equal(new Exchange(put, options).next().kind, "preflight");
  }
  for (const options of [undefined, null, {}, { profile: "standard" }]) {
    assert.deepEqual(new PreflightCache(options).entries(), []);
    assert.equal(new PreflightCache(options).profile, "standard");
  }
});

test("needsPreflight() takes whose rules it goes by as classify() does, at a glance and at a closer look", () => {
  const call = { origin: "https://app.example", url: "https://api.example/", method: "GET" };
  const said = (ask) => {
    try {
      return ask();
    } catch (error) {
      return `${error}`;
    }
  };
  // A value that is not a string takes the slow path.
  for (const value of ["?1", { toString: () => "?1" }]) {
    const headers = { "Sec-CH-UA-Mobile": value };
    for (const options of [undefined, null, {}, { profile: undefined }, { profile: null }, { profile: "chromium" }, { profile: "opera" }, { profile: 5 }, 5, "chromium"]) {
      const closely = said(() => classify({ ...call, headers }, options).outcome === "preflight");
      assert.equal(said(() => needsPreflight("GET", headers, options)), closely, JSON.stringify(options));
    }
  }
});

test("a response out of turn, an invalid response or an invalid time is a TypeError and changes nothing", () => {
  const cache = new PreflightCache();
  const exchange = new Exchange(put, { cache });
  const refusesBadOnes = (due) => {
    for (const answer of [5, "x", true, Symbol("s")]) assert.throws(() => exchange.next(answer), named("response"));
    assert.throws(() => exchange.next({ headers: [] }), named("status"));
    assert.throws(() => exchange.next({ status: 200 }), named("headers"));
    for (const now of [NaN, Infinity, -Infinity, null, "0", 0n, {}, new Date(), Symbol("s")]) {
      assert.throws(() => exchange.next(due, now), named("now"));
    }
  };
  refusesBadOnes(undefined);
  for (const answer of [null, granted]) assert.throws(() => exchange.next(answer), named("response: expected none"));
  const preflight = exchange.next();
  assert.equal(preflight.kind, "preflight");
  refusesBadOnes(granted);
  assert.throws(() => exchange.next(), named("response: expected the response"));
  assert.deepEqual(cache.entries(), []);
  assert.equal(exchange.next(granted).kind, "request");
  refusesBadOnes(shared);
  assert.throws(() => exchange.next(undefined, 0), named("response: expected the response"));
  const done = exchange.next(shared);
  assert.equal(done.kind, "done");
  refusesBadOnes(undefined);
  for (const answer of [undefined, null, granted, shared]) assert.deepEqual(exchange.next(answer), done);

  const refused = new Exchange(put);
  refused.next();
  const error = refused.next(null);
  assert.deepEqual([error.kind, error.when, codes(error.reasons)], ["error", "network", ["no-answer"]]);
});

test("a cache goes by the caller's clock, or by Date.now(), and forgets when told to", () => {
  const cache = new PreflightCache();
  const learn = (...now) => {
    const exchange = new Exchange(put, { cache });
    exchange.next(undefined, ...now);
    exchange.next(granted, ...now);
  };
  const asks = (...now) => new Exchange(put, { cache }).next(undefined, ...now).kind === "preflight";
  learn(-1_000);
  assert.deepEqual(cache.entries(), [{ origin: page, url, credentials: false, method: "PUT", expires: 4_000 }]);
  assert.equal(asks(3_999), false);
  assert.equal(asks(4_000), true);
  learn(0.5);
  assert.equal(cache.entries()[0].expires, 5_000.5);
  assert.equal(cache.clear(), undefined);
  assert.deepEqual(cache.entries(), []);
  assert.equal(asks(0.5), true);

  const { now } = Date;
  try {
    Date.now = () => 7_000;
    learn();
    assert.equal(cache.entries()[0].expires, 12_000);
    Date.now = () => 11_999;
    assert.equal(asks(), false);
    Date.now = () => 12_000;
    assert.equal(asks(undefined), true);
    const mine = new RangeError("mine");
    Date.now = () => { throw mine; };
    const exchange = new Exchange(put, { cache });
    assert.throws(() => exchange.next(), (error) => error === mine);
    assert.equal(exchange.next(undefined, 0).kind, "preflight");
  } finally {
    Date.now = now;
  }
});

test("exchanges and caches can be extended, and show nothing of what they are made of", () => {
  class Cache extends PreflightCache {
    #cleared = 0;
    clear() {
      super.clear();
      this.#cleared += 1;
    }
    get cleared() {
      return this.#cleared;
    }
  }
  class Fetch extends Exchange {
    constructor(call, cache) {
      super(call, { cache });
      this.steps = [];
    }
    next(...told) {
      const step = super.next(...told);
      this.steps.push(step.kind);
      return step;
    }
  }
  const cache = new Cache({ profile: "standard" });
  const exchange = new Fetch(put, cache);
  for (const answer of [undefined, granted, shared]) exchange.next(answer);
  assert.deepEqual(exchange.steps, ["preflight", "request", "done"]);
  assert.equal(cache.entries().length, 1);
  cache.clear();
  assert.deepEqual([cache.cleared, cache.entries()], [1, []]);

  for (const [made, members] of [[new PreflightCache(), ["clear", "constructor", "entries", "profile"]], [new Exchange(put), ["constructor", "next"]]]) {
    assert.deepEqual(Reflect.ownKeys(made), []);
    assert.deepEqual(Reflect.ownKeys(Object.getPrototypeOf(made)).sort(), members);
    assert.equal(Object.getPrototypeOf(Object.getPrototypeOf(made)), Object.prototype);
  }
});

test("code that reads a response may continue the exchange itself", () => {
  const cache = new PreflightCache();
  const reading = (act, { status, headers } = shared) => ({
    status,
    headers: { *[Symbol.iterator]() { act(); yield* headers; } },
  });
  for (let round = 0; round < 3_000; round += 1) {
    const exchange = new Exchange({ origin: page, url }, { cache });
    exchange.next();
    // The inner call has no response for the same request, so its error passes through the iterator.
    assert.throws(() => exchange.next(reading(() => exchange.next())), named("response: expected the response"));
    const answer = reading(() => assert.throws(() => exchange.next(), named("response: expected the response")));
    assert.equal(exchange.next(answer).kind, "done");
  }
  // The inner call ended the exchange with its own response, so the last step comes again.
  const exchange = new Exchange({ origin: page, url }, { cache });
  exchange.next();
  let within;
  const step = exchange.next(reading(() => { within = exchange.next(null); }));
  assert.equal(within.when, "network");
  assert.deepEqual(step, within);
  // The cache, at once.
  const learning = new Exchange(put, { cache });
  learning.next(undefined, 0);
  const sizes = [];
  const busy = { ...reading(() => { cache.clear(); sizes.push(cache.entries().length); }, granted), get status() { cache.clear(); return 204; } };
  assert.equal(learning.next(busy, 0).kind, "request");
  assert.deepEqual(sizes, [0]);
  assert.equal(cache.entries().length, 1);
  // A call's own getters, and a platform that calls back while an exchange is at work.
  const odd = { ...put, get partition() { cache.clear(); return undefined; } };
  assert.equal(new Exchange(odd, { get cache() { cache.clear(); return cache; } }).next(undefined, 0).kind, "preflight");
  const { URL } = globalThis;
  // The platform's parser is only called for a URL that it may change.
  const patched = new Exchange({ origin: page, url: `${url}#fragment` }, { cache });
  const met = [];
  const attempt = (act) => { try { act(); } catch (error) { met.push(error); } };
  try {
    globalThis.URL = function (...given) {
      for (const act of [() => patched.next(), () => cache.clear(), () => cache.entries()]) attempt(act);
      return new URL(...given);
    };
    assert.equal(patched.next(undefined, 0).kind, "request");
  } finally {
    globalThis.URL = URL;
  }
  assert.ok(met.length >= 3 && met.every(named("within its own call")), String(met));
  assert.equal(patched.next(shared, 0).kind, "done");
});

test("exchanges and caches that nothing refers to are freed", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const call = { ...put, headers: [["X-Long", "x".repeat(20_000)]] };
  const last = new Exchange(call, { cache: new PreflightCache() });
  last.next();
  for (let round = 0; round < 10; round += 1) {
    for (let made = 0; made < 500; made += 1) new Exchange(call, { cache: new PreflightCache() }).next();
    await settle();
  }
  // 5,000 exchanges hold more than 100 MB.
  assert.ok(memory.buffer.byteLength < 64 * 2 ** 20, `${memory.buffer.byteLength} bytes`);
  assert.equal(last.next(granted).kind, "error");
});

test("results are plain objects, and absent members are absent", () => {
  const simple = classify({ origin: page, url });
  assert.equal(Object.getPrototypeOf(simple), Object.prototype);
  assert.deepEqual(Object.keys(simple).sort(), ["notes", "outcome", "reasons", "request", "summary"]);
  const [reason] = classify({ origin: page, url, method: "DELETE" }).reasons;
  assert.deepEqual(Object.keys(reason).sort(), ["code", "message", "spec", "subject"]);
  assert.deepEqual(structuredClone(simple), simple);
});

test("texts come back as they went in, whatever they hold", () => {
  let all = "x";
  for (let unit = 1; unit < 256; unit += 1) if (unit !== 10 && unit !== 13) all += String.fromCharCode(unit);
  all += "x";
  assert.deepEqual(classify({ origin: page, url, headers: [["X-A", all]] }).request.headers[0], ["X-A", all]);
  const invalid = (method) => classify({ origin: page, url, method }).reasons[0];
  for (const method of ['"', "\\", "\0\t\n\r\u001f\u007f", "</script>"]) {
    assert.equal(invalid(method).subject, method);
  }
  assert.ok(invalid(" ".repeat(100)).message.includes("\u2026"));
});

test("a misspelled member of an init is a TypeError with a suggestion", () => {
  const wrong = () => classify("https://api.example/", { metod: "PUT" }, { origin: "https://app.example" });
  assert.throws(wrong, { name: "TypeError", message: /^init: .*did you mean `method`\?$/ });
});

test("the examples of both READMEs print what they say", () => {
  let count = 0;
  for (const file of ["../README.md", "../pkg/README.md"]) {
    const readme = readFileSync(new URL(file, import.meta.url), "utf8");
    const all = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, example]) => example);
    // Examples that need a server, or fail on purpose, run in the tests of their entries.
    const examples = all.filter((example) => !/"cors-preflight\/(fetch|testing)"/.test(example));
    for (const example of examples) {
      count += 1;
      assert.ok(example.trim().split("\n").length <= 12, "an example is short");
      const lines = [];
      const body = example.replace(/^import (.*) from "cors-preflight(?:\/explain)?";$/gm, "const $1 = engine;");
      new Function("engine", "console", body)({ ...engine, explain }, { log: (line) => lines.push(line) });
      const promised = [...example.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
      assert.ok(promised.length > 1);
      assert.deepEqual(lines.map((line) => (Array.isArray(line) ? line.join(", ") : String(line))), promised);
    }
  }
  assert.equal(count, 6);
});

test("a console message is explained, and a value that is not a string is refused", () => {
  const said = "Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.";
  const explanation = explain(`app.js:1 ${said}`);
  assert.deepEqual(Object.keys(explanation).sort(), ["answerTo", "browsers", "current", "missing", "or", "reason", "values"]);
  assert.equal(explanation.reason.code, "method-not-allowed");
  assert.equal(explanation.reason.fix, "Access-Control-Allow-Methods: <listed>, PUT");
  assert.deepEqual(explanation.or.map(({ code }) => code), ["method-case-mismatch", "allow-methods-wildcard-with-credentials"]);
  assert.deepEqual(explanation.values, { method: "PUT" });
  assert.deepEqual(explanation.missing, ["listed"]);
  assert.deepEqual([explanation.browsers, explanation.answerTo, explanation.current], [["chromium"], "preflight", true]);
  assert.equal(explain("CORS is hard."), null);
  for (const none of [undefined, null, 1, {}, [said], Symbol("x"), new String(said)]) {
    assert.throws(() => explain(none), { name: "TypeError", message: /^text: / });
  }
});

test("every message means to the package what it means to the engine", () => {
  const rows = JSON.parse(readFileSync(new URL("messages.json", import.meta.url), "utf8"));
  for (const { name, text, code, values } of rows.filter((row) => row.text !== undefined)) {
    const explanation = explain(text);
    assert.equal(explanation?.reason.code ?? null, code, name);
    if (values) assert.deepEqual(explanation.values, values, name);
  }
});

test("the package's types know every code that the engine has", () => {
  const types = readFileSync(new URL("../pkg/index.d.ts", import.meta.url), "utf8");
  const union = types.slice(types.indexOf("export type Code ="), types.indexOf(";", types.indexOf("export type Code =")));
  const listed = [...union.matchAll(/"([a-z0-9-]+)"/g)].map(([, code]) => code).sort();
  const table = readFileSync(new URL("../src/report/reason.rs", import.meta.url), "utf8");
  const codes = [...table.matchAll(/^ {8}"([a-z0-9-]+)", (?:fetch!|webidl!|")/gm)].map(([, code]) => code).sort();
  assert.deepEqual(listed, codes);
});

test("a caller may pass the module, compiled or as bytes, and must pass one", () => {
  const script = (given) => `
    import assert from "node:assert/strict";
    import { readFileSync } from "node:fs";
    import { fileURLToPath } from "node:url";
    import { classify, Exchange, init, PreflightCache } from "cors-preflight/slim";
    const bytes = readFileSync(fileURLToPath(import.meta.resolve("cors-preflight/wasm")));
    const call = ${JSON.stringify(put)};
    assert.throws(() => classify(call), { name: "TypeError", message: /^init: / });
    init(${given});
    assert.equal(classify(call).outcome, "preflight");
    const cache = new PreflightCache();
    assert.equal(new Exchange(call, { cache }).next().kind, "preflight");
    const whole = await import("cors-preflight");
    assert.throws(() => new whole.Exchange(call, { cache }), { name: "TypeError", message: /^cache: expected a PreflightCache of this entry/ });
  `;
  for (const given of ["new WebAssembly.Module(bytes)", "bytes"]) {
    execFileSync(process.execPath, ["--input-type=module", "--eval", script(given)], { cwd: new URL(".", import.meta.url) });
  }
});

test("the module is small, and the README says how small", () => {
  const weigh = (file) => {
    const bytes = readFileSync(new URL(file, new URL("node_modules/cors-preflight/", import.meta.url)));
    return [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)].map(({ length }) => length);
  };
  const rows = {
    "the WebAssembly module of `cors-preflight`": weigh("wasm/cors_preflight_bg.wasm"),
    '`import "cors-preflight"`': weigh("index.js"),
    "the WebAssembly module of `cors-preflight/explain`": weigh("wasm/explain_bg.wasm"),
    '`import "cors-preflight/explain"`': weigh("explain.js"),
  };
  const [, , transferred] = rows['`import "cors-preflight"`'];
  assert.ok(transferred < 71_500, `one import transfers ${transferred} bytes`);
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  for (const [name, weights] of Object.entries(rows)) {
    const row = readme.split("\n").find((line) => line.startsWith(`| ${name} |`));
    const said = row.match(/[\d,]{4,}/g).map((figure) => Number(figure.replaceAll(",", "")));
    weights.forEach((weight, kind) => {
      assert.ok(Math.abs(said[kind] - weight) < weight / 20, `${name}: the README says ${said[kind]}, it is ${weight}`);
    });
  }
});

test("the README names the examples of the page that differ from what browsers do", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const differing = examples.filter(({ difference }) => difference);
  assert.ok(differing.length <= 2);
  for (const { name } of differing) assert.ok(readme.includes(`"${name}"`), name);
});
