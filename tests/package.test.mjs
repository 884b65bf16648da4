// The package as Node sees it: imported by its name, as a stranger would.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { classify, checkPreflight, checkResponse } from "cors-preflight";
import { examples } from "../www/examples.js";

const places = { "{page}": "https://app.example", "{other}": "https://api.example", "{third}": "https://cdn.example" };
const cases = readFileSync(new URL("./cases.json", import.meta.url), "utf8");
const rows = JSON.parse(cases.replace(/\{(page|other|third)\}/g, (place) => places[place])).filter(
  (row) => typeof row === "object",
);
const page = "https://app.example";
const url = "https://api.example/x";
const codes = (reasons) => reasons.map(({ code, subject }) => (subject === undefined ? code : `${code} ${subject}`));

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
      const result = ask();
      for (const [key, value] of Object.entries(expected)) {
        if (key === "answer") continue;
        let got = result[key] ?? null;
        if (key === "reasons" || key === "notes") got = codes(got);
        if ((key === "request" || key === "preflight") && value && got) {
          got = Object.fromEntries(Object.keys(value).map((member) => [member, got[member]]));
        }
        assert.deepEqual(got, value, `${row.name} (${name}: ${key})`);
      }
    }
  }
  assert.ok(asked > 200, `only ${asked} questions`);
});

test("live bodies are told by their class and never read", () => {
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
  const named = (member) => (error) => error instanceof TypeError && error.message.includes(member);
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
  for (const profile of ["chromium", "firefox", "webkit", "Standard", "", null, 5, {}]) {
    assert.throws(() => classify({ origin: page, url }, { profile }), named("profile"));
  }
  for (const status of [-1, 1000, 1.5, NaN, Infinity, "200", null, undefined, 200n]) {
    assert.throws(() => checkPreflight({ origin: page, url }, { ...answer, status }), named("status"));
  }
  for (const headers of [undefined, null, "x", 5, {}, [["a"]], [["a", 5]], ["ab"], [["a b", "c"]], [["a", "b\nc"]], [["a", "b\0"]], [["a", "\u0100"]]]) {
    assert.throws(() => checkResponse({ origin: page, url }, { status: 200, headers }), named("headers"));
  }
  for (const bad of [undefined, null, 5, "x"]) {
    assert.throws(() => checkPreflight({ origin: page, url }, bad), named("answer"));
  }
  assert.doesNotThrow(() => classify({ origin: page, url }, {}));
  assert.doesNotThrow(() => classify({ origin: page, url }, { profile: undefined }));
  assert.doesNotThrow(() => classify({ origin: page, url }, { profile: "standard" }));
});

test("an answer's headers may be any iterable of pairs", () => {
  const headers = new Headers({ "access-control-allow-origin": page });
  assert.equal(checkResponse({ origin: page, url }, { status: 200, headers }).readable, true);
  assert.equal(checkResponse({ origin: page, url }, { status: 200, headers: headers.entries() }).readable, true);
  assert.equal(checkResponse({ origin: page, url }, new Response("", { headers })).readable, true);
  const padded = { status: 200, headers: [["access-control-allow-origin", " \t* "]] };
  assert.equal(checkResponse({ origin: page, url }, padded).readable, true);
});

test("results are plain objects, and absent members are absent", () => {
  const simple = classify({ origin: page, url });
  assert.equal(Object.getPrototypeOf(simple), Object.prototype);
  assert.deepEqual(Object.keys(simple).sort(), ["notes", "outcome", "reasons", "request", "summary"]);
  const [reason] = classify({ origin: page, url, method: "DELETE" }).reasons;
  assert.deepEqual(Object.keys(reason).sort(), ["code", "message", "spec", "subject"]);
  assert.deepEqual(structuredClone(simple), simple);
});

test("the example of the README says what the README says", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, example] = readme.match(/```js\n(.*?)```/s);
  assert.ok(example.trim().split("\n").length <= 12, "the example is to be short");
  const lines = [];
  const names = "classify, checkPreflight, checkResponse";
  const body = example.replace(/^import .*$/gm, "").replaceAll("console.log(", "log(");
  new Function(...names.split(", "), "log", body)(classify, checkPreflight, checkResponse, (line) => lines.push(line));
  const promised = [...example.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
  assert.ok(promised.length > 1);
  assert.deepEqual(lines.map((line) => (Array.isArray(line) ? line.join(", ") : String(line))), promised);
});

test("the package's types know every code that the engine has", () => {
  const types = readFileSync(new URL("../pkg/index.d.ts", import.meta.url), "utf8");
  const union = types.slice(types.indexOf("export type Code ="), types.indexOf(";", types.indexOf("export type Code =")));
  const listed = [...union.matchAll(/"([a-z0-9-]+)"/g)].map(([, code]) => code).sort();
  const table = readFileSync(new URL("../src/reason.rs", import.meta.url), "utf8");
  const codes = [...table.matchAll(/^ {8}"([a-z0-9-]+)", (?:fetch!|webidl!|")/gm)].map(([, code]) => code).sort();
  assert.deepEqual(listed, codes);
});

test("the module is small, and the README says how small", () => {
  const pkg = new URL("../pkg/", import.meta.url);
  const weigh = (...files) => {
    const weights = [0, 0, 0];
    for (const file of files) {
      const bytes = readFileSync(new URL(file, pkg));
      const packed = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)];
      packed.forEach(({ length }, kind) => (weights[kind] += length));
    }
    return weights;
  };
  const module = weigh("wasm/cors_preflight_bg.wasm");
  assert.ok(module[0] < 150_000, `${module[0]} bytes`);
  const rows = {
    "the WebAssembly module": module,
    "one import (three modules, the WebAssembly inside)": weigh("index.js", "wasm/cors_preflight.js", "wasm/bytes.js"),
  };
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
  const differing = examples.filter(({ differs }) => differs);
  assert.ok(differing.length <= 2);
  for (const { name } of differing) assert.ok(readme.includes(`"${name}"`), name);
});
