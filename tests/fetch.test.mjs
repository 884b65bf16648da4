// corsFetch in Node: enforcing over Node's own fetch(), observing over any.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { inspect, promisify } from "node:util";
import { PreflightCache, checkPreflight, classify } from "cors-preflight";
import { CorsError, corsFetch, diagnose } from "cors-preflight/fetch";
import { serve } from "./lib/serve.mjs";

const origin = "http://app.example";
const shared = { "Access-Control-Allow-Origin": "*" };
const granted = {
  ...shared,
  "Access-Control-Allow-Methods": "PUT, DELETE",
  "Access-Control-Allow-Headers": "x-a, content-type",
  "Access-Control-Max-Age": "600",
};

const codes = ({ reasons }) => reasons.map(({ code, subject }) => `${code} ${subject ?? ""}`.trim());

const servers = [];
after(() => Promise.all(servers.map(({ close }) => close())));

/** A server of the routes below, and those given. */
async function site(routes = {}) {
  const server = await serve((request, response) => {
    const { method, path, headers, body } = request;
    const { pathname, searchParams } = new URL(path, "http://x");
    const route = routes[`${method} ${pathname}`] ?? routes[pathname];
    if (route) return route(request, response);
    if (method === "OPTIONS") return response.writeHead(204, granted).end();
    if (pathname === "/redirect") {
      const location = searchParams.get("to");
      return response.writeHead(Number(searchParams.get("status")), { ...shared, Location: location }).end("elsewhere");
    }
    if (pathname === "/bare") return response.writeHead(200).end("bare");
    response.writeHead(200, { ...shared, "Content-Type": "text/plain", "X-Hidden": "1" });
    response.end(JSON.stringify({ type: headers["content-type"], length: headers["content-length"], body }));
  });
  servers.push(server);
  return server;
}

/** The error that a call rejects with. */
const rejected = (promise) => promise.then(() => assert.fail("the call is not refused"), (error) => error);

/** The explanation of a refused call. */
const refused = async (promise, message = "Failed to fetch") => {
  const error = await rejected(promise);
  assert.ok(error.cause instanceof CorsError && !(error.cause instanceof TypeError), String(error?.stack));
  assert.deepEqual([error.constructor, error.name, error.message, error.cause.name], [TypeError, "TypeError", message, "CorsError"]);
  return error.cause;
};

/** The explanation of a call that throws what is not a network error. */
const thrown = async (promise) => {
  const error = await rejected(promise);
  assert.ok(error.cause instanceof CorsError, String(error?.stack));
  assert.deepEqual([error.constructor, error.message], [TypeError, classify(error.cause.call).summary]);
  return error.cause;
};

// ---- what is sent

test("a simple request goes at once, with its origin, and shows what a page may read", async () => {
  const { url, seen } = await site();
  const fetch = corsFetch({ origin });
  const response = await fetch(`${url}/x`);
  assert.ok(response instanceof Response);
  assert.deepEqual(
    [response.type, response.status, response.statusText, response.ok, response.url, response.redirected],
    ["cors", 200, "OK", true, `${url}/x`, false],
  );
  assert.deepEqual([...response.headers], [["content-type", "text/plain"]]);
  assert.equal((await response.json()).body, "");
  assert.deepEqual(seen.map(({ method, headers }) => [method, headers.origin]), [["GET", origin]]);
});

test("a preflight goes first and asks what a browser asks; its grant is kept, for one function or for several", async () => {
  const { url, seen, methods } = await site();
  const cache = new PreflightCache();
  const fetch = corsFetch({ origin, cache });
  const init = { method: "PUT", headers: { "X-A": "1", "Content-Type": "application/json" }, body: "{}" };
  assert.equal((await (await fetch(url, init)).json()).body, "{}");
  const { origin: from, accept, "access-control-request-method": method, "access-control-request-headers": headers } = seen[0].headers;
  assert.deepEqual([from, accept, method, headers], [origin, "*/*", "PUT", "content-type,x-a"]);
  assert.deepEqual([seen[0].body, seen[0].headers["content-type"], seen[0].headers["x-a"]], ["", undefined, undefined]);
  assert.deepEqual([seen[1].headers["x-a"], seen[1].headers["content-type"], seen[1].headers.origin], ["1", "application/json", origin]);

  await fetch(url, init);
  assert.deepEqual(methods(), ["OPTIONS /", "PUT /", "PUT /"]);
  await corsFetch({ origin, cache })(url, init);
  assert.deepEqual(methods().length, 4);
  await corsFetch({ origin })(url, init);
  assert.deepEqual(methods().slice(4), ["OPTIONS /", "PUT /"]);
  assert.equal(cache.entries().length, 4);
});

test("what a page cannot set is left out, and values are those of a page", async () => {
  const { url, seen } = await site();
  await corsFetch({ origin })(url, {
    headers: [["Cookie", "a=b"], ["Origin", "https://evil.example"], ["Accept-Language", " de "], ["accept", "\u00e4"]],
  });
  const { cookie, origin: from, "accept-language": language } = seen.at(-1).headers;
  assert.deepEqual([cookie, from, language], [undefined, origin, "de"]);
});

test("bodies of every kind arrive as a page's would, also where they change after the call", async () => {
  const { url } = await site();
  const fetch = corsFetch({ origin });
  const sent = async (body, more) => (await fetch(url, { method: "POST", body, ...more })).json();
  const bytes = new TextEncoder().encode("bytes");
  const plain = "text/plain;charset=UTF-8";
  assert.deepEqual(await sent("\u00e4"), { type: plain, length: "2", body: "\u00c3\u00a4" });
  assert.deepEqual(await sent(5), { type: plain, length: "1", body: "5" });
  assert.deepEqual(await sent({ kind: "stream" }), { type: plain, length: "15", body: "[object Object]" });
  assert.deepEqual(await sent(bytes), { length: "5", body: "bytes" });
  assert.deepEqual(await sent(bytes.buffer), { length: "5", body: "bytes" });
  assert.deepEqual(await sent(new DataView(bytes.buffer, 1, 2)), { length: "2", body: "yt" });
  assert.deepEqual(await sent(new Blob(["b"])), { length: "1", body: "b" });
  assert.deepEqual(await sent(new Blob(["b"], { type: "text/plain" })), { type: "text/plain", length: "1", body: "b" });
  assert.deepEqual(await sent("{}", { headers: { "Content-Type": "application/json" } }), { type: "application/json", length: "2", body: "{}" });
  const [detached, view] = [new ArrayBuffer(4), new Uint8Array(4)];
  structuredClone([], { transfer: [detached, view.buffer] });
  for (const body of [detached, view]) assert.deepEqual(await sent(body), { length: "0", body: "" });
  const params = new URLSearchParams("a=b");
  const form = new FormData();
  form.append("a", "1");
  form.append("f", new File(["file"], "n.txt", { type: "text/css" }));
  const buffer = new Uint8Array([65]);
  const pending = [sent(params), sent(form), sent(buffer)];
  params.set("a", "changed");
  form.set("a", "changed");
  buffer[0] = 66;
  const [ofParams, ofForm, ofBuffer] = await Promise.all(pending);
  assert.deepEqual(ofParams, { type: "application/x-www-form-urlencoded;charset=UTF-8", length: "3", body: "a=b" });
  const boundary = /^multipart\/form-data; boundary=(.*)$/.exec(ofForm.type)[1];
  assert.ok(ofForm.body.startsWith(`--${boundary}\r\n`) && ofForm.body.includes('name="a"\r\n\r\n1\r\n'));
  assert.ok(ofForm.body.includes('name="f"; filename="n.txt"\r\nContent-Type: text/css\r\n\r\nfile'));
  assert.equal(ofBuffer.body, "A");
});

test("mode no-cors sends no type that it may not, whatever the body says", async () => {
  const { url, seen } = await site();
  const body = new Blob(["{}"], { type: "application/json" });
  await corsFetch({ origin })(url, { method: "POST", mode: "no-cors", body });
  assert.equal(seen[0].headers["content-type"], undefined);
});

test("a stream is preflighted, sent as it comes, and never twice", async () => {
  const { url, methods } = await site();
  const fetch = corsFetch({ origin });
  const stream = () => new Blob(["streamed"]).stream();
  const response = await fetch(url, { method: "POST", body: stream(), duplex: "half" });
  assert.equal((await response.json()).body, "streamed");
  assert.deepEqual(methods(), ["OPTIONS /", "POST /"]);
  const error = await refused(fetch(`${url}/redirect?status=307&to=/x`, { method: "POST", body: stream(), duplex: "half" }));
  assert.deepEqual(codes(error), ["redirect-of-stream 307"]);
  assert.equal((await fetch(`${url}/redirect?status=303&to=/x`, { method: "POST", body: stream(), duplex: "half" })).redirected, true);
  assert.deepEqual(codes(await thrown(fetch(url, { method: "POST", body: stream() }))), ["stream-without-duplex duplex"]);
});

test("a Request says what it holds, what its init says goes before, and a body is a stream only if it was made of one", async () => {
  const { url, seen, methods } = await site();
  const fetch = corsFetch({ origin });
  const post = (body, more) => new Request(`${url}/x`, { method: "POST", body, ...more });
  assert.deepEqual(await (await fetch(post("text"))).json(), { type: "text/plain;charset=UTF-8", length: "4", body: "text" });
  assert.deepEqual(methods(), ["POST /x"]);
  const streamed = post(new Blob(["s"]).stream(), { duplex: "half" });
  assert.equal((await (await fetch(streamed)).json()).body, "s");
  assert.deepEqual(methods(), ["POST /x", "OPTIONS /x", "POST /x"]);
  const request = post("text", { headers: { "X-A": "1" } });
  const answer = await fetch(request, { headers: { Accept: "text/html" }, body: "other" });
  assert.equal((await answer.json()).body, "other");
  assert.deepEqual([seen.at(-1).method, seen.at(-1).headers["x-a"], seen.at(-1).headers.accept], ["POST", undefined, "text/html"]);
  assert.equal(request.bodyUsed, false);
  const used = post("once");
  await fetch(used);
  assert.equal(used.bodyUsed, true);
  const blocked = post("once", { mode: "same-origin" });
  await refused(fetch(blocked));
  assert.equal(blocked.bodyUsed, true);
  const unsent = post("once");
  await thrown(fetch(unsent, { method: "TRACE" }));
  assert.equal(unsent.bodyUsed, false);
  await assert.rejects(fetch(used), /^TypeError: input: expected a Request with an unread body/);
  for (const more of [{ body: "twice" }, { body: new Blob(["twice"]).stream(), duplex: "half" }]) {
    const twice = post(more.body, more);
    const [first, second] = await Promise.allSettled([fetch(twice), fetch(twice)]);
    assert.deepEqual([(await first.value.json()).body, second.reason.name], ["twice", "TypeError"]);
  }
  const stopped = post("stopped");
  await assert.rejects(corsFetch({ origin, onClassified() { throw new RangeError("mine"); } })(stopped), RangeError);
  assert.equal(await stopped.text(), "stopped");
  const policies = [];
  const asking = corsFetch({ origin, onClassified: (_, { referrerPolicy }) => policies.push(referrerPolicy) });
  const referred = new Request(url, { referrerPolicy: "no-referrer" });
  // Whatever an init says takes the Request's away, as it does in the constructor of one.
  for (const init of [undefined, {}, { integrity: "" }, { referrerPolicy: "origin" }]) await asking(referred, init);
  assert.deepEqual(policies, ["no-referrer", "no-referrer", undefined, "origin"]);
  const aborted = new AbortController();
  aborted.abort(new RangeError("mine"));
  await assert.rejects(fetch(new Request(url, { signal: aborted.signal })), new RangeError("mine"));
  assert.equal((await fetch(new Request(url, { signal: aborted.signal }), { signal: null })).status, 200);
  assert.equal((await fetch(new Request(`${url}/bare`, { mode: "no-cors" }))).type, "opaque");
});

test("what is the platform's business is handed on, and of it to a preflight what is of any request", async () => {
  const got = [];
  const underlying = async (url, init) => {
    got.push(init);
    return new Response(null, { status: 204, headers: granted });
  };
  const { signal } = new AbortController();
  const dispatcher = {};
  const init = { method: "PUT", dispatcher, cache: "no-store", keepalive: true, priority: "low", signal };
  const said = { integrity: "unknown", credentials: "omit", mode: "cors", referrer: "about:client" };
  await corsFetch({ origin, fetch: underlying })("https://api.example/", { ...init, ...said });
  const [preflight, request] = got;
  assert.deepEqual(Object.keys(preflight).sort(), ["dispatcher", "headers", "method", "redirect", "signal"]);
  assert.equal(preflight.dispatcher, dispatcher);
  const { headers, redirect, ...rest } = request;
  assert.deepEqual(rest, init);
  assert.equal(rest.signal, signal);
  assert.equal(redirect, "manual");
});

test("a relative URL is taken against the origin, where no location is there to take it against", async () => {
  const { url, methods } = await site();
  const response = await corsFetch({ origin: url })("/a/../b?c");
  assert.deepEqual([response.type, response.url], ["basic", `${url}/b?c`]);
  assert.deepEqual(methods(), ["GET /b?c"]);
  try {
    globalThis.location = new URL("about:blank");
    assert.equal((await corsFetch({ origin: url })("/d")).url, `${url}/d`);
    globalThis.location = new URL(`${url}/below/`);
    assert.equal((await corsFetch()("d")).url, `${url}/below/d`);
  } finally {
    delete globalThis.location;
  }
});

// ---- what comes back

test("within the origin everything may be read but cookies", async () => {
  const { url, seen } = await site({
    "/cookie": (_, response) => response.writeHead(200, { "Set-Cookie": ["a=1", "b=2"], "X-A": ["1", "2"] }).end(),
  });
  const response = await corsFetch({ origin: url })(`${url}/cookie`);
  assert.equal(response.type, "basic");
  assert.deepEqual(response.headers.getSetCookie(), []);
  assert.equal(response.headers.get("x-a"), "1, 2");
  assert.equal(seen[0].headers.origin, undefined);
});

test("headers are exposed that the server lists, and a wildcard exposes all", async () => {
  const { url } = await site({
    "/listed": (_, response) => response.writeHead(200, { ...shared, "X-A": "1", "X-B": "2", "Access-Control-Expose-Headers": "x-b" }).end(),
    "/all": (_, response) => response.writeHead(200, { ...shared, "X-A": "1", "Access-Control-Expose-Headers": "*" }).end(),
  });
  const names = async (path) => [...(await corsFetch({ origin })(`${url}${path}`)).headers.keys()].filter((name) => name.startsWith("x-"));
  assert.deepEqual(await names("/listed"), ["x-b"]);
  assert.deepEqual(await names("/all"), ["x-a"]);
});

test("an opaque response shows nothing, under no-cors and of a redirect that is not followed", async () => {
  const { url } = await site();
  const fetch = corsFetch({ origin });
  const opaque = await fetch(`${url}/bare`, { mode: "no-cors" });
  const manual = await fetch(`${url}/redirect?status=302&to=/x`, { redirect: "manual" });
  for (const [response, type, at] of [[opaque, "opaque", ""], [manual, "opaqueredirect", `${url}/redirect?status=302&to=/x`]]) {
    for (const one of [response, response.clone()]) {
      assert.deepEqual([one.type, one.status, one.statusText, one.ok, one.url, one.redirected, one.body], [type, 0, "", false, at, false, null]);
      assert.deepEqual([...one.headers], []);
      assert.equal(await one.text(), "");
    }
  }
});

test("a Response stays what it is when it is cloned, and its headers cannot be changed", async () => {
  const { url } = await site();
  const response = await corsFetch({ origin })(`${url}/redirect?status=301&to=/x`);
  const twin = response.clone().clone();
  for (const one of [response, twin]) {
    assert.ok(one instanceof Response);
    assert.deepEqual([one.type, one.status, one.url, one.redirected], ["cors", 200, `${url}/x`, true]);
    assert.throws(() => one.headers.set("x", "y"), TypeError);
    assert.throws(() => one.headers.append("x", "y"), TypeError);
    assert.throws(() => one.headers.delete("content-type"), TypeError);
  }
  assert.deepEqual(await response.json(), await twin.json());
  assert.throws(() => response.clone(), TypeError);
  assert.equal(response.bodyUsed, true);
  await assert.rejects(response.text(), TypeError);
  // Clients of fetch() put their own in their place.
  for (const one of [twin, twin.headers]) Object.assign(one, Object.fromEntries(["clone", "json", "append", "set"].map((name) => [name, () => "mine"])));
  assert.deepEqual([twin.clone(), twin.headers.set()], ["mine", "mine"]);
  const copy = new Response("x", response);
  assert.deepEqual([copy.status, copy.headers.get("content-type")], [200, "text/plain"]);
});

test("null-body statuses and empty bodies are passed through", async () => {
  const answer = (status) => (_, response) => response.writeHead(status, shared).end();
  const { url } = await site({ "/204": answer(204), "/304": answer(304), "/404": answer(404), "/600": answer(600), "/999": answer(999), "/302": answer(302) });
  const fetch = corsFetch({ origin });
  for (const status of [204, 304, 404, 600, 999, 302]) {
    const response = await fetch(`${url}/${status}`);
    assert.deepEqual([response.status, response.ok, response.type], [status, status === 204, "cors"], String(status));
    assert.equal(await response.text(), "");
  }
  const odd = corsFetch({ origin, fetch: async () => Object.defineProperty(new Response("odd", { headers: shared }), "status", { value: 600 }) });
  const response = await odd(url);
  assert.deepEqual([response.status, response.ok, await response.clone().text(), await response.text()], [600, false, "odd", "odd"]);
  const head = await fetch(url, { method: "HEAD" });
  assert.deepEqual([head.status, head.body], [200, null]);
  assert.equal((await fetch(`${url}/204`)).body, null);
});

test("a body that has to be as its integrity says is, also behind a redirect, as Chromium and Firefox have it", async () => {
  const { url } = await site({
    "/hello": (_, response) => response.writeHead(200, { ...shared, "Content-Type": "text/plain" }).end("hello"),
    "/204": (_, response) => response.writeHead(204, shared).end(),
    "/broken": (_, response) => response.writeHead(200, { ...shared, "Content-Length": "9" }).write("hello", () => response.destroy()),
  });
  const hash = (name, text = "hello") => `${name}-${createHash(name).update(text).digest("base64")}`;
  const right = hash("sha256");
  const fetch = corsFetch({ origin });
  const redirect = `/redirect?status=302&to=/hello`;
  for (const [path, integrity] of [
    ["/hello", right],
    [redirect, right],
    ["/204", hash("sha256", "")],
    ["/hello", hash("sha384")],
    ["/hello", `${hash("sha256", "other")} ${hash("sha512")}`],
    ["/hello", `${hash("sha512", "other")}\n${hash("sha512")}?option`],
    ["/hello", right.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")],
    ["/hello", `SHA256${right.slice(6)}`],
    // An invalid digest is ignored.
    ...["md5-x", "sha256", "sha256-", `sha512-!! ${right}`, "x", "", null].map((integrity) => ["/hello", integrity]),
  ]) {
    for (const response of [await fetch(url + path, { integrity }), await fetch(new Request(url + path, { integrity: integrity ?? "" }))]) {
      assert.deepEqual([response.type, await response.clone().text(), await response.text()], ["cors", ...Array(2).fill(path === "/204" ? "" : "hello")], integrity);
    }
  }
  for (const [path, integrity, init] of [
    ["/hello", hash("sha256", "other")],
    ["/hello", `${right} ${hash("sha512", "other")}`],
    ["/hello", right, { mode: "no-cors" }],
    [redirect, right, { redirect: "manual" }],
  ]) {
    const error = await refused(fetch(url + path, { integrity, ...init }));
    assert.deepEqual([error.certain, error.reasons, (await diagnose(error)).conclusion], [true, [], "refused"]);
    assert.match(error.message, /^GET \S+ from \S+ failed \(integrity.*: (the body does not match|a hidden body cannot be checked against) sha256-/);
  }
  const broken = await refused(fetch(`${url}/broken`, { integrity: right }));
  assert.match(broken.message, /failed \(network: /);
  const controller = new AbortController();
  const slow = await site({ "/": (_, response) => (response.writeHead(200, shared), response.write("x", () => controller.abort(new RangeError("mine")))) });
  await assert.rejects(fetch(slow.url, { integrity: right, signal: controller.signal }), new RangeError("mine"));
  const observed = await refused(observing(failed())("https://api.example/", { integrity: right }));
  assert.equal(observed.reasons.at(-1).code, "integrity-mismatch");
});

test("a body is read while it comes", async () => {
  let end;
  const { url } = await site({
    "/slow": (_, response) => {
      response.writeHead(200, shared);
      response.write("first");
      end = () => response.end("last");
    },
  });
  const { body } = await corsFetch({ origin })(`${url}/slow`);
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader.read()).value, "first");
  end();
  assert.equal((await reader.read()).value, "last");
  assert.equal((await reader.read()).done, true);
});

test("a data: URL is read without a request", async () => {
  const response = await corsFetch({ origin })("data:text/css,a%20b");
  assert.deepEqual([response.type, response.status, [...response.headers]], ["basic", 200, [["content-type", "text/css"]]]);
  assert.equal(await response.text(), "a b");
});

test("a URL that goes over no network and cannot be read is a CorsError too", async () => {
  const error = await refused(corsFetch({ origin })(`blob:${origin}/gone`));
  assert.deepEqual([error.certain, error.reasons, error.cause.name], [true, [], "TypeError"]);
  assert.match(error.message, /^GET blob:\S+ from \S+ failed \(network: /);
});

// ---- redirects

test("redirects are followed as a page's are, with the body where it goes along", async () => {
  const { url, elsewhere, seen } = await site();
  const fetch = corsFetch({ origin });
  const form = new FormData();
  form.append("a", "1");
  const sources = ["text", new URLSearchParams("a=b"), form, new Blob(["b"], { type: "text/plain" }), new Uint8Array([65])];
  for (const status of [307, 308]) {
    for (const body of [...sources, null]) {
      seen.length = 0;
      const input = `${url}/redirect?status=${status}&to=${elsewhere}/x`;
      const request = body && new Request(input, { method: "POST", body });
      for (const response of [await fetch(input, { method: "POST", body }), request && (await fetch(request))]) {
        if (response) assert.deepEqual([response.redirected, response.url, response.type], [true, `${elsewhere}/x`, "cors"]);
      }
      for (let at = 0; at < seen.length; at += 2) {
        const strip = ({ headers, body }) => {
          const boundary = headers["content-type"]?.split("boundary=")[1] ?? "none";
          return [headers["content-type"]?.replace(boundary, "*"), headers["content-length"], body.replaceAll(boundary, "*")];
        };
        assert.deepEqual(strip(seen[at + 1]), strip(seen[at]));
        assert.deepEqual([seen[at + 1].method, seen[at + 1].headers.origin], ["POST", "null"]);
      }
    }
  }
  seen.length = 0;
  const got = await fetch(`${url}/redirect?status=302&to=/x`, { method: "POST", body: "text" });
  assert.deepEqual(seen.map(({ method, body, headers }) => [method, body, headers["content-type"]]), [
    ["POST", "text", "text/plain;charset=UTF-8"],
    ["GET", "", undefined],
  ]);
  assert.equal(got.redirected, true);
  assert.deepEqual(codes(await refused(fetch(`${url}/redirect?status=302&to=/x`, { redirect: "error" }))), ["redirect-mode-error 302"]);
  assert.deepEqual(codes(await refused(fetch(`${url}/redirect?status=302&to=ftp://x/`))), ["redirect-scheme-not-http ftp"]);
  assert.deepEqual(codes(await refused(fetch(`${url}/redirect?status=302&to=/bare`))), ["allow-origin-missing access-control-allow-origin"]);
});

test("a redirect can lead to a preflight, and a loop ends after twenty", async () => {
  const { url, methods } = await site({
    "/loop": (_, response) => response.writeHead(302, { ...shared, Location: "/loop" }).end(),
  });
  const local = corsFetch({ origin: url });
  const other = url.replace("127.0.0.1", "localhost");
  const response = await local(`/redirect?status=307&to=${other}/x`, { headers: { "X-A": "1" } });
  assert.equal(response.type, "cors");
  const error = await refused(local(`/redirect?status=307&to=${other}/bare`));
  assert.ok(error.message.startsWith(`GET ${url}/redirect?status=307&to=${other}/bare from ${url} failed (response at ${other}/bare)\n- `), error.message);
  assert.deepEqual(methods().slice(0, 3).map((line) => line.replace(/\?.*/, "")), ["GET /redirect", "OPTIONS /x", "GET /x"]);
  const before = methods().length;
  assert.deepEqual(codes(await refused(corsFetch({ origin })(`${url}/loop`))), ["too-many-redirects"]);
  assert.equal(methods().length - before, 21);
});

// ---- what is refused

test("a refused preflight is a CorsError that says everything, and the request is never sent", async () => {
  const { url, methods } = await site({ "OPTIONS /narrow": (_, response) => response.writeHead(204, { ...shared, "Access-Control-Allow-Headers": "x-a" }).end() });
  const headers = { "X-A": "1", "X-B": "2" };
  const error = await refused(corsFetch({ origin })(`${url}/narrow`, { method: "DELETE", headers }));
  assert.deepEqual(codes(error), ["method-not-allowed DELETE", "header-not-allowed x-b"]);
  assert.equal(error.certain, true);
  assert.deepEqual([error.call.origin, error.call.url, error.call.headers], [origin, `${url}/narrow`, headers]);
  assert.equal(error.cause, undefined);
  assert.equal(
    error.message,
    [
      `DELETE ${url}/narrow from ${origin} failed (preflight)`,
      `- ${error.reasons[0].message}`,
      "  Fix: Access-Control-Allow-Methods: DELETE",
      `- ${error.reasons[1].message}`,
      "  Fix: Access-Control-Allow-Headers: x-a, x-b",
    ].join("\n"),
  );
  assert.ok(error.stack.startsWith("CorsError: DELETE "), error.stack);
  assert.deepEqual(Object.keys(error), ["certain"]);
  assert.deepEqual(methods(), ["OPTIONS /narrow"]);
  assert.deepEqual((await diagnose(error)).conclusion, "refused");
});

test("a response that fails the CORS check is refused", async () => {
  const { url } = await site();
  const error = await refused(corsFetch({ origin })(`${url}/bare`, { credentials: "include" }));
  assert.deepEqual(codes(error), ["allow-origin-missing access-control-allow-origin", "allow-credentials-missing access-control-allow-credentials"]);
});

test("what fails before anything is sent sends nothing, and is certain", async () => {
  const { url, methods } = await site();
  const fetch = corsFetch({ origin });
  for (const [input, init, code, isThrown = true] of [
    ["//[", undefined, "url-invalid url"],
    ["https://user:secret@api.example/", undefined, "url-has-credentials url"],
    [url, { method: "TRACE" }, "method-forbidden TRACE"],
    [url, { body: "x" }, "body-with-get-or-head GET"],
    [url, { headers: { "a b": "c" } }, "header-name-invalid a b"],
    [url, { mode: "same-origin" }, "mode-same-origin mode", false],
    [`${url.replace(/\d+$/, "22")}/`, undefined, "port-blocked 22", false],
  ]) {
    const error = await (isThrown ? thrown : refused)(fetch(input, init));
    assert.deepEqual([codes(error)[0], error.certain], [code, true]);
    assert.ok(!error.message.includes("secret"));
    assert.equal((await diagnose(error, { probe: true })).conclusion, "not-sent");
  }
  assert.deepEqual(methods(), []);
});

test("without a response the platform's own error is the cause", async () => {
  const { url, close } = await serve(() => {});
  await close();
  const error = await refused(corsFetch({ origin })(url));
  assert.deepEqual([codes(error), error.certain, error.cause.message], [["no-answer"], true, "fetch failed"]);
  assert.match(error.message, /^GET http\S+ from http:\/\/app\.example failed \(network: connect ECONNREFUSED .+\)\n- /);
  assert.equal((await diagnose(error)).conclusion, "unreachable");
});

test("what a page's fetch() would not take is a TypeError", async () => {
  const fetch = corsFetch({ origin });
  await assert.rejects(fetch(), TypeError);
  await assert.rejects(fetch("https://api.example/", 5), /^TypeError: init: expected an object, got 5$/);
  await assert.rejects(fetch("https://api.example/", { signal: {} }), /^TypeError: signal: expected an AbortSignal, /);
  await assert.rejects(fetch(Symbol("x")), TypeError);
  assert.deepEqual(codes(await thrown(fetch("https://api.example/", { referrerPolicy: null }))), ["enumeration-value-unknown referrerPolicy"]);
  const mine = new RangeError("mine");
  await assert.rejects(fetch("https://api.example/", { get method() { throw mine; } }), mine);
});

test("a fetch that hides the response or returns nothing is a TypeError", async () => {
  for (const type of ["opaque", "opaqueredirect"]) {
    const response = Object.defineProperty(new Response(null), "type", { value: type });
    await assert.rejects(corsFetch({ origin, fetch: async () => response })("https://api.example/"), new RegExp(`type ${type};`));
  }
  for (const none of [undefined, null, {}, { ok: true, status: 200, headers: [] }, "x"]) {
    await assert.rejects(corsFetch({ origin, fetch: async () => none })("https://api.example/"), /^TypeError: fetch: expected a Response, got /);
  }
  const read = new Response("once", { headers: shared });
  const fetch = corsFetch({ origin, fetch: async () => read });
  assert.equal(await (await fetch("https://api.example/")).text(), "once");
  for (const init of [undefined, { integrity: "sha256-x" }]) await assert.rejects(fetch("https://api.example/", init), /^TypeError: fetch: expected a Response with an unread body/);
});

test("what the README says that an error prints is what it prints", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, example, printed] = /```js\n(import \{ corsFetch \}.*?)```.*?```text\n(.*?)\n```/s.exec(readme);
  const lines = example.trim().split("\n");
  assert.ok(lines.length <= 6);
  const answer = { status: 204, headers: { ...shared, "Access-Control-Allow-Methods": "GET" } };
  const underlying = async () => new Response(null, answer);
  const body = lines.filter((line) => !line.startsWith("import ")).join("\n");
  const run = Object.getPrototypeOf(async () => {}).constructor("corsFetch", body);
  const error = await refused(run((options) => corsFetch({ ...options, fetch: underlying })));
  assert.ok(printed.includes(error.message.replaceAll("\n", "\n  ")), error.message);
});

// ---- options

test("an invalid option throws a TypeError that names the option, without the engine", () => {
  const named = (name) => (error) => error instanceof TypeError && error.message.startsWith(`${name}: `);
  for (const options of [null, 5, "x"]) assert.throws(() => corsFetch(options), named("options"));
  for (const bad of ["https://app.example/", "app.example", "", null, 5, Symbol("s")]) assert.throws(() => corsFetch({ origin: bad }), named("origin"));
  for (const bad of [null, 5, {}, "fetch"]) assert.throws(() => corsFetch({ origin, fetch: bad }), named("fetch"));
  for (const bad of [null, "watch", true, Symbol("s"), Object.create(null)]) assert.throws(() => corsFetch({ origin, how: bad }), named("how"));
  for (const bad of [null, "deny", false]) assert.throws(() => corsFetch({ origin, preflights: bad }), named("preflights"));
  for (const bad of [null, 5, {}]) assert.throws(() => corsFetch({ origin, onClassified: bad }), named("onClassified"));
  for (const bad of [null, 5, {}, new Map()]) assert.throws(() => corsFetch({ origin, cache: bad }), named("cache"));
  assert.throws(() => corsFetch({ origin, mode: "enforce" }), named("options"));
  assert.throws(() => corsFetch({ origin, preflight: "forbid" }), /did you mean `preflights`\?$/);
  assert.throws(() => corsFetch({ origin, profile: "opera" }), named("profile"));
  assert.throws(() => corsFetch({ origin, profile: "webkit", cache: new PreflightCache() }), named("profile"));
});

test("the global origin and fetch are the defaults, and a cache brings its profile", async () => {
  const { url, seen } = await site();
  globalThis.origin = "https://global.example";
  const { fetch } = globalThis;
  try {
    globalThis.fetch = corsFetch();
    await globalThis.fetch(url);
    assert.equal(seen[0].headers.origin, "https://global.example");
  } finally {
    delete globalThis.origin;
    globalThis.fetch = fetch;
  }
  const outcomes = [];
  const onClassified = ({ outcome }) => outcomes.push(outcome);
  for (const options of [{}, { profile: "chromium" }, { cache: new PreflightCache({ profile: "chromium" }) }]) {
    await corsFetch({ origin, onClassified, ...options })(url, { headers: { "Sec-CH-UA-Mobile": "?1", "User-Agent": "x" } }).catch(() => {});
  }
  assert.deepEqual(outcomes, ["preflight", "simple", "simple"]);
});

test("onClassified receives the classification and the call, and may stop the call", async () => {
  const { url, methods } = await site();
  for (const how of ["enforce", "observe"]) {
    const got = [];
    const fetch = corsFetch({ origin, how, onClassified: (...given) => got.push(given) });
    const init = { method: "POST", body: "x" };
    await fetch(url, init);
    const [[classification, call]] = got;
    assert.deepEqual([classification.outcome, call.url, call.origin, call.body], ["simple", `${url}/`, origin, "x"]);
    const before = methods().length;
    const mine = new RangeError("mine");
    for (const onClassified of [() => { throw mine; }, async () => { throw mine; }]) {
      await assert.rejects(corsFetch({ origin, how, onClassified })(url), mine);
    }
    const controller = new AbortController();
    const waited = corsFetch({ origin, how, onClassified: () => new Promise(() => {}) })(url, { signal: controller.signal });
    controller.abort();
    await assert.rejects(waited, { name: "AbortError" });
    let late = false;
    const onClassified = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      late = true;
    };
    assert.equal(methods().length, before);
    await corsFetch({ origin, how, onClassified })(url);
    assert.equal(late, true);
  }
});

test("forbidden preflights reject with every cause, before anything is sent, and behind a redirect too", async () => {
  const { url, methods } = await site();
  const other = url.replace("127.0.0.1", "localhost");
  for (const how of ["enforce", "observe"]) {
    const before = methods().length;
    const fetch = corsFetch({ origin, how, preflights: "forbid" });
    const rejection = await rejected(fetch(url, { method: "PUT", headers: { "X-Trace": "1" } }));
    const { cause: error } = rejection;
    assert.deepEqual([codes(error), error.certain], [["method-not-safelisted PUT", "header-not-safelisted x-trace"], true]);
    assert.equal(rejection.constructor, TypeError);
    assert.match(rejection.message, /^PUT \S+ from \S+ is not sent: preflights are forbidden\n- /);
    for (const { message } of error.reasons) assert.ok(rejection.message.includes(message) && error.message.includes(message));
    assert.equal((await diagnose(rejection)).conclusion, "not-sent");
    assert.match(error.message, /^PUT \S+ from \S+ failed \(preflights forbidden\)\n- The method `PUT`/);
    assert.equal(methods().length, before);
    assert.equal((await fetch(url)).status, 200);
  }
  const local = corsFetch({ origin: url, preflights: "forbid" });
  const { message, cause } = await rejected(local(`/redirect?status=307&to=${other}/x`, { headers: { "X-Trace": "1" } }));
  assert.deepEqual(codes(cause), ["header-not-safelisted x-trace"]);
  assert.ok(message.includes(` at ${other}/x`));
  assert.ok(!methods().includes("OPTIONS /x"));
});

// ---- observing

test("observing, the platform gets the very arguments, and nothing of them is read up", async () => {
  const got = [];
  const underlying = async (...given) => {
    got.push(given);
    return new Response("x");
  };
  const fetch = corsFetch({ origin, how: "observe", fetch: underlying });
  const body = new ReadableStream();
  const init = { method: "POST", body, duplex: "half", headers: new Headers({ "X-A": "1" }) };
  const request = new Request("https://api.example/", { method: "POST", body: "x" });
  const calls = [["https://api.example/"], [new URL("https://api.example/"), init], [request], [request, init], ["/x", undefined], []];
  for (const given of calls) await fetch(...given);
  got.forEach((given, number) => {
    assert.equal(given.length, calls[number].length);
    given.forEach((argument, at) => assert.equal(argument, calls[number][at]));
  });
  assert.deepEqual(Reflect.ownKeys(init), ["method", "body", "duplex", "headers"]);
  assert.deepEqual([body.locked, request.bodyUsed, [...init.headers]], [false, false, [["x-a", "1"]]]);
});

test("headers that can be read only once are read once, for both", async () => {
  const { url, seen } = await site();
  const entries = () => new Map([["X-A", "1"]]).entries();
  const inits = {
    "an iterator": () => ({ method: "POST", headers: entries() }),
    "what gives the same iterator each time": () => {
      const once = entries();
      return { method: "POST", headers: { [Symbol.iterator]: () => ({ next: () => once.next() }) } };
    },
    "iterators for pairs": () => ({ method: "POST", headers: [["X-A", "1"].values()] }),
    "of an init that is frozen": () => Object.freeze({ method: "POST", headers: entries() }),
    "of an init with a class of its own": () =>
      new (class {
        #method = "POST";
        headers = entries();
        get method() {
          return this.#method;
        }
      })(),
  };
  for (const how of ["observe", "enforce"]) {
    for (const [name, make] of Object.entries(inits)) {
      const outcomes = [];
      const fetch = corsFetch({ origin, how, onClassified: ({ outcome }) => outcomes.push(outcome) });
      await fetch(url, make());
      assert.deepEqual([outcomes, seen.at(-1).headers["x-a"], seen.at(-1).method], [["preflight"], "1", "POST"], `${how}: ${name}`);
    }
  }
});

test("a Request's body forces no preflight by being a stream to everybody else", async () => {
  const got = [];
  const fetch = corsFetch({ origin, how: "observe", fetch: async () => new Response(), onClassified: (...given) => got.push(given) });
  await fetch(new Request("https://api.example/", { method: "POST", body: "x", headers: { Accept: "a" } }));
  const [[classification, call]] = got;
  assert.equal(classification.outcome, "simple");
  assert.deepEqual(classification.request.headers, [["accept", "a"], ["content-type", "text/plain;charset=UTF-8"], ["Origin", origin]]);
  assert.deepEqual([classification.request.body, call.body], [true, { kind: "buffer" }]);
  const untouched = new Request("https://api.example/", { method: "POST", body: "x" });
  Object.defineProperty(untouched, "body", { get: () => assert.fail("WebKit makes a stream of it") });
  await fetch(untouched);
  await fetch(new Request("https://api.example/", { headers: { "Content-Type": "text/plain" } }));
  assert.deepEqual(got.map(([{ outcome }]) => outcome), ["simple", "simple", "simple"]);
});

const observing = (cause, more) =>
  corsFetch({
    origin,
    how: "observe",
    fetch: async () => {
      throw cause;
    },
    ...more,
  });
const failed = () => new TypeError("Failed to fetch");

test("where the platform rejects, its own error has a checklist as its cause", async () => {
  const cause = new RangeError("of the platform");
  const own = Object.assign(new TypeError("Failed to fetch", { cause }), { mark: 1 });
  const before = { ...Object.getOwnPropertyDescriptors(own) };
  const call = ["https://api.example/", { method: "PUT", headers: { "X-A": "1" } }];
  const rejection = await rejected(observing(own)(...call));
  assert.equal(rejection, own);
  const after = Object.getOwnPropertyDescriptors(own);
  assert.deepEqual({ ...after, cause: before.cause }, before);
  const { cause: error } = own;
  assert.ok(error instanceof CorsError);
  assert.deepEqual([error.certain, error.cause], [false, cause]);
  // The same error, rejected with again, does not build a chain.
  await rejected(observing(own)(...call));
  assert.deepEqual([own.cause === error, own.cause.cause], [false, cause]);

  const preflighted = checkPreflight(error.call, { status: 204, headers: [] }).reasons;
  assert.deepEqual(error.needs, {
    preflight: ["HTTP/1.1 204 No Content", ...preflighted.map(({ fix }) => fix)],
    response: [`Access-Control-Allow-Origin: ${origin}`],
  });
  const [first, second] = error.message.split("\n");
  assert.equal(first, `PUT https://api.example/ from ${origin} failed (Failed to fetch)`);
  assert.equal(second, classify(error.call).summary);
  for (const line of Object.values(error.needs).flat()) assert.ok(error.message.includes(`\n    ${line}\n`), line);
  for (const { message } of error.reasons) assert.ok(error.message.includes(`\n- ${message}\n`), message);
  // A possible cause claims nothing of a response that nobody has seen.
  for (const { message } of error.reasons) assert.match(message, /\bmay\b/);
  assert.deepEqual(codes(error), [
    "allow-origin-missing access-control-allow-origin",
    "preflight-status-not-ok 403",
    "method-not-allowed PUT",
    "header-not-allowed x-a",
    "preflight-redirected 302",
    "error-response-not-shared",
    "response-redirected",
    "no-answer",
    "allow-origin-mismatch access-control-allow-origin",
    "allow-origin-multiple access-control-allow-origin",
    "request-blocked",
  ]);

  const simple = await refused(observing(failed())("https://api.example/", { credentials: "include" }));
  assert.deepEqual(codes(simple).slice(0, 3).map((code) => code.split(" ")[0]), [
    "allow-origin-missing",
    "allow-origin-wildcard-with-credentials",
    "allow-credentials-missing",
  ]);
  const local = await refused(observing(failed())("/x"));
  assert.deepEqual([codes(local), local.certain, local.needs], [["response-redirected", "no-answer", "request-blocked"], false, {}]);
  const opaque = await refused(observing(failed())("https://api.example/", { mode: "no-cors" }));
  assert.equal(codes(opaque)[0].split(" ")[0], "resource-policy-blocked");
});

test("a frozen error stays as it is", async () => {
  const frozen = Object.freeze(failed());
  assert.equal(await rejected(observing(frozen)("https://api.example/")), frozen);
  assert.equal(Object.hasOwn(frozen, "cause"), false);
});

test("the error tells the call as it was when it was made, whatever has become of its parts since", async () => {
  let reject;
  const underlying = (input, init) => {
    if (init?.body instanceof ReadableStream) init.body.getReader();
    return new Promise((_, refuse) => (reject = refuse));
  };
  const fetch = corsFetch({ origin, how: "observe", fetch: underlying });
  const make = () => {
    const headers = { "X-A": "1", "X-B": { toString: () => "2" } };
    const pairs = [["X-A", "1"], ["X-B", "2"]];
    const list = new Headers(pairs);
    const address = new URL("https://api.example/x");
    const request = new Request("https://api.example/x", { method: "PUT", headers: pairs });
    const init = { method: { toString: () => "PUT" }, headers };
    return {
      "a record": [address.href, init, () => (headers["X-A"] = "a\0", delete headers["X-B"], (init.method = "TRACE"))],
      "pairs": [address.href, { method: "PUT", headers: pairs }, () => (pairs.pop(), (pairs[0][0] = "a b"))],
      "Headers": [address.href, { method: "PUT", headers: list }, () => list.delete("X-A")],
      "a URL": [address, { method: "PUT", headers: pairs }, () => (address.port = "22")],
      "a Request": [request, undefined, () => request.headers.delete("X-A")],
      "a stream": ["https://api.example/x", { method: "PUT", headers: pairs, body: new ReadableStream(), duplex: "half" }, () => {}],
      "a relative URL": ["x", { method: "PUT", headers: pairs }, () => (globalThis.location = new URL("https://else.example/"))],
    };
  };
  try {
    for (const name of Object.keys(make())) {
      globalThis.location = new URL("https://api.example/");
      const [input, init, change] = make()[name];
      const pending = refused(fetch(input, init));
      change();
      reject(failed());
      const { message, reasons, call } = await pending;
      assert.ok(message.startsWith(`PUT https://api.example/x from ${origin} failed (Failed to fetch)\n`), `${name}: ${message}`);
      const listed = codes({ reasons }).filter((code) => code.startsWith("header-not-allowed"));
      assert.deepEqual(listed, ["header-not-allowed x-a", "header-not-allowed x-b"], name);
      assert.deepEqual([call.method, [...new Headers(call.headers)]], ["PUT", [["x-a", "1"], ["x-b", "2"]]], name);
      assert.equal(call.body, init?.body, name);
    }
  } finally {
    delete globalThis.location;
  }
});

test("each member of an init, and each header, is read once, in the order of its name", async () => {
  const { url } = await site();
  const members = { cache: "no-store", credentials: "omit", headers: {}, keepalive: false, method: "PUT", mode: "cors", redirect: "follow", referrer: "about:client", referrerPolicy: "origin" };
  for (const how of ["observe", "enforce"]) {
    const seen = [];
    const watched = (members) => Object.fromEntries(Object.entries(members).map(([name, value]) => [name, { enumerable: true, get: () => (seen.push(name), value) }]));
    const headers = Object.defineProperties({}, watched({ "X-A": "1", "Content-Type": "text/plain" }));
    const init = Object.defineProperties({}, watched({ ...members, headers }));
    const underlying = async (_, { method }) => new Response(null, { status: method === "OPTIONS" ? 204 : 200, headers: granted });
    const observed = async () => new Response("x");
    await corsFetch({ origin, how, fetch: how === "observe" ? observed : underlying })(url, init);
    assert.deepEqual(seen, [...Object.keys(members), "X-A", "Content-Type"], how);
  }
});

test("what cannot have been sent is certain, though the platform says nothing", async () => {
  const error = await refused(observing(failed())("https://api.example/", { mode: "same-origin" }));
  assert.deepEqual([error.certain, codes(error), error.cause], [true, ["mode-same-origin mode"], undefined]);
});

test("an abort, and an error that is not a failed fetch, pass unchanged", async () => {
  const controller = new AbortController();
  const reason = new TypeError("mine");
  controller.abort(reason);
  const causes = [
    [new DOMException("aborted", "AbortError")],
    [new DOMException("late", "TimeoutError")],
    [new RangeError("mine")],
    ["a string"],
    [undefined],
    [reason, { signal: controller.signal }],
  ];
  for (const [cause, init] of causes) {
    const error = await observing(cause)("https://api.example/", init).then(assert.fail, (error) => error);
    assert.equal(error, cause);
  }
  const used = new Request("https://api.example/", { method: "POST", body: "x" });
  await used.text();
  const cause = failed();
  assert.equal(await observing(cause)(used).then(assert.fail, (error) => error), cause);
});

test("what the platform does not take, though CORS does not ask for it, is its own error", async () => {
  const fetch = corsFetch({ origin, how: "observe" });
  const { url, seen } = await site();
  for (const given of [[], [url, 5], [url, { signal: {} }], [url, { window: 1 }], [url, { referrer: "http://[" }], [Symbol("x")]]) {
    const own = await globalThis.fetch(...given).then(assert.fail, (error) => error);
    const error = await fetch(...given).then(assert.fail, (error) => error);
    assert.deepEqual([error.constructor, error.message], [TypeError, own.message]);
  }
  assert.deepEqual(seen, []);
});

test("what the engine cannot take goes on to the platform, unless somebody has to know first", async () => {
  const url = `data:,${"x".repeat(2 ** 25)}`;
  const underlying = async () => new Response("x");
  assert.equal((await corsFetch({ origin, how: "observe", fetch: underlying })(url)).status, 200);
  const mine = new RangeError("mine");
  const init = { get window() { throw mine; } };
  assert.equal((await corsFetch({ origin, how: "observe", fetch: underlying })("https://api.example/", init)).status, 200);
  for (const guard of [{ preflights: "forbid" }, { onClassified() {} }]) {
    const fetch = corsFetch({ origin, how: "observe", fetch: underlying, ...guard });
    await assert.rejects(fetch(url), /url: expected at most/);
    await assert.rejects(fetch("https://api.example/", init), mine);
  }
  const cause = failed();
  assert.equal(await observing(cause)(url).then(assert.fail, (error) => error), cause);
});

// ---- diagnose

/** Diagnoses a call that failed, with or without responses to the probes. */
async function diagnosed(answers, init, ...options) {
  const sent = [];
  let isProbing = false;
  const underlying = async (url, init) => {
    if (!isProbing) throw failed();
    sent.push({ url, ...init });
    const answer = answers[init.redirect === "manual" ? "manual" : init.mode];
    if (!answer) throw failed();
    return answer();
  };
  const fetch = corsFetch({ origin, how: "observe", fetch: underlying });
  const error = await rejected(fetch("https://api.example/x?y#z", init));
  isProbing = true;
  return { ...(await diagnose(error, ...options)), sent };
}

const opaque = () => Object.defineProperty(new Response(null), "type", { value: "opaque" });
const redirect = () => Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
const readable = () => new Response("x", { status: 404 });

test("the probes are requests that change nothing", async () => {
  const put = { method: "PUT", headers: { "X-A": "1" }, body: "x", credentials: "include" };
  const { probes, sent, summary } = await diagnosed({}, put, { probe: true });
  for (const { signal, ...probe } of sent) {
    assert.ok(signal instanceof AbortSignal);
    const { mode, redirect } = probe;
    assert.deepEqual(probe, { url: "https://api.example/x?y", method: "GET", credentials: "omit", cache: "no-store", mode, ...(redirect && { redirect }) });
  }
  const kinds = [["no-cors", "follow"], ["cors", "follow"], ["cors", "manual"]];
  assert.deepEqual(sent.map(({ mode, redirect = "follow" }) => [mode, redirect]), kinds);
  assert.deepEqual(probes.map(({ mode, redirect }) => [mode, redirect]), kinds);
  for (const { method, url, answered, error, shows } of probes) {
    assert.deepEqual([method, url, answered, error.message], ["GET", "https://api.example/x?y", false, "Failed to fetch"]);
    assert.ok(summary.includes(shows));
  }
});

test("a cause stays on the list until a probe disproves it, and stands first if the probes can tell", async () => {
  const put = { method: "PUT", headers: { "X-A": "1" }, credentials: "include" };
  const wild = { credentials: "include" };
  const every = ["no-cors", "cors", "manual"];
  const answer = (kinds) => Object.fromEntries(kinds.map((kind) => [kind, kind === "no-cors" ? opaque : readable]));
  const redirected = { "no-cors": opaque, manual: redirect };
  for (const [answers, init, conclusion, first, left, gone] of [
    [{}, {}, "unreachable", "no-answer", ["allow-origin-missing", "request-blocked"], []],
    [{}, put, "unreachable", "no-answer", ["allow-origin-missing", "method-not-allowed"], []],
    [answer(["no-cors"]), {}, "refused", "allow-origin-missing", ["error-response-not-shared", "allow-origin-multiple", "response-redirected"], ["no-answer", "request-blocked"]],
    [answer(["no-cors"]), put, "refused", "allow-origin-missing", ["preflight-status-not-ok", "no-answer"], ["request-blocked"]],
    [redirected, {}, "refused", "response-redirected", ["allow-origin-missing"], ["no-answer"]],
    [answer(every), wild, "refused", "allow-origin-wildcard-with-credentials", ["allow-credentials-missing", "error-response-not-shared"], ["request-blocked"]],
    [answer(every), put, "refused", "allow-origin-wildcard-with-credentials", ["preflight-status-not-ok", "allow-origin-missing", "method-not-allowed", "header-not-allowed", "preflight-redirected"], ["request-blocked"]],
    [answer(every), { method: "DELETE" }, "refused", "preflight-status-not-ok", ["allow-origin-missing", "method-not-allowed"], ["request-blocked", "allow-origin-wildcard-with-credentials"]],
    [{ ...answer(every), manual: redirect }, { method: "DELETE" }, "refused", "preflight-redirected", ["preflight-status-not-ok"], []],
    [answer(every), {}, "unknown", "no-answer", [], ["allow-origin-missing", "allow-origin-multiple"]],
  ]) {
    const { conclusion: is, reasons } = await diagnosed(answers, init, { probe: true });
    const named = reasons.map(({ code }) => code);
    assert.deepEqual([is, named[0]], [conclusion, first], JSON.stringify([Object.keys(answers), init]));
    for (const code of left) assert.ok(named.includes(code), `${code} is struck out: ${named}`);
    for (const code of gone) assert.ok(!named.includes(code), `${code} is left: ${named}`);
  }
});

test("nothing is sent that was not asked for", async () => {
  for (const options of [[], [undefined], [{}], [{ probe: false }]]) {
    const { conclusion, sent, probes, reasons } = await diagnosed({}, {}, ...options);
    assert.deepEqual([conclusion, sent, probes, codes({ reasons })[0]], ["unknown", [], [], "allow-origin-missing access-control-allow-origin"]);
  }
  const local = await refused(observing(failed())("data:,x"));
  assert.deepEqual(await diagnose(local, { probe: true }), { ...(await diagnose(local)), conclusion: "unknown", probes: [] });
  const wrapped = new Error("of a library", { cause: await rejected(observing(failed())("https://api.example/")) });
  assert.equal((await diagnose(wrapped)).conclusion, "unknown");
  for (const none of [undefined, null, new TypeError("x"), {}, new CorsError("x", { reasons: [], call: {}, certain: false })]) {
    await assert.rejects(diagnose(none), /^TypeError: error: /);
  }
});

test("probes end with their time or with an abort", async () => {
  const hanging = (_, { signal }) => new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  let hangs = false;
  const underlying = async (...given) => {
    if (!hangs) throw failed();
    return hanging(...given);
  };
  const error = await refused(corsFetch({ origin, how: "observe", fetch: underlying })("https://api.example/"));
  hangs = true;
  const { conclusion, probes } = await diagnose(error, { probe: true, timeout: 1 });
  assert.deepEqual([conclusion, probes[0].error.name], ["unreachable", "TimeoutError"]);
  const controller = new AbortController();
  const pending = diagnose(error, { probe: true, signal: controller.signal });
  controller.abort(new RangeError("mine"));
  await assert.rejects(pending, new RangeError("mine"));
  await assert.rejects(diagnose(error, { probe: true, signal: controller.signal }), new RangeError("mine"));
  for (const timeout of [0, -1, NaN, "x", Infinity]) await assert.rejects(diagnose(error, { probe: true, timeout }), /timeout: /);
  await assert.rejects(diagnose(error, { probe: true, signal: {} }), /^TypeError: signal: expected an AbortSignal/);
  for (const options of [null, "probe"]) await assert.rejects(diagnose(error, options), /^TypeError: options: /);
});

// ---- a guest in other people's programs

test("enforcing, a call rejects with the error of the profile's browser", async () => {
  const { url } = await site();
  const messages = {
    standard: "Failed to fetch",
    chromium: "Failed to fetch",
    firefox: "NetworkError when attempting to fetch resource.",
    webkit: "Load failed",
  };
  for (const [profile, message] of Object.entries(messages)) {
    const error = await rejected(corsFetch({ origin, profile })(`${url}/bare`));
    assert.deepEqual([error.constructor, error.name, error.message], [TypeError, "TypeError", message]);
    assert.deepEqual([error.cause.name, error.cause.reasons[0].code], ["CorsError", "allow-origin-missing"]);
    // Safari's network errors have no stack, by which programs tell them from other errors.
    assert.equal(typeof error.stack, profile === "webkit" ? "undefined" : "string");
  }
});

test("no frame of the package stands in a stack, and a log shows the reasons and neither headers nor a body", async () => {
  const { url } = await site();
  const secret = { headers: { "X-Secret": "s3cret" }, method: "POST", body: "s3cret" };
  for (const call of [() => corsFetch({ origin })(`${url}/bare`, secret), () => observing(failed())(url, secret)]) {
    const error = await rejected(call());
    assert.ok(!error.cause.stack.includes("node_modules/cors-preflight"), error.cause.stack);
    const printed = inspect(error);
    for (const { message } of error.cause.reasons) assert.ok(printed.includes(message), printed);
    assert.ok(!printed.includes("s3cret"));
    const { name, message, certain, reasons } = JSON.parse(JSON.stringify(error.cause));
    assert.deepEqual([name, message, certain, reasons.length], ["CorsError", error.cause.message, error.cause.certain, error.cause.reasons.length]);
  }
});

test("an uncaught rejection prints the message within its first lines", async () => {
  const { url } = await site();
  const program = `
    import { corsFetch } from "cors-preflight/fetch";
    await corsFetch({ origin: "${origin}" })("${url}/bare", { method: "POST" });
  `;
  const { stderr } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], { cwd: import.meta.dirname }).catch((error) => error);
  const lines = stderr.split("\n");
  assert.ok(lines.findIndex((line) => line.includes("TypeError: Failed to fetch")) < 8, stderr);
  assert.ok(lines.every((line) => line.length < 400), "a line of the package is printed");
  assert.match(stderr, /\[cause\]: CorsError: POST /);
});

test("an exception of the fetch underneath that is not a network error passes as it is", async () => {
  const errors = [
    new Error("[MSW] Cannot bypass a request when using the \"error\" strategy"),
    new TypeError("object.stream is not a function"),
    new RangeError("mine"),
    Object.assign(new Error("ENOENT: no such file"), { code: "ENOENT" }),
    "a string",
    undefined,
  ];
  for (const error of errors) {
    for (const init of [undefined, { method: "PUT" }]) {
      const underlying = async () => { throw error; };
      assert.equal(await rejected(corsFetch({ origin, fetch: underlying })("https://api.example/", init)), error);
    }
  }
  const codes = ["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "UND_ERR_SOCKET", "ConnectionRefused", "DEPTH_ZERO_SELF_SIGNED_CERT"];
  const network = [...codes.map((code) => Object.assign(new Error("x"), { code })), failed(), new TypeError("Load failed"), new TypeError("fetch failed", { cause: new Error("x") })];
  for (const error of network) {
    const { cause } = await rejected(corsFetch({ origin, fetch: async () => { throw error; } })("https://api.example/"));
    assert.deepEqual([cause.reasons[0].code, cause.cause], ["no-answer", error]);
  }
});

test("corsFetch() without an origin is legal anywhere, and a call then names what is missing", async () => {
  for (const how of ["enforce", "observe"]) {
    await assert.rejects(corsFetch({ how })("https://api.example/"), /^TypeError: origin: /);
  }
  const fetch = corsFetch();
  assert.equal(fetch.name, "fetch");
  assert.equal(fetch.length, 0);
});

test("an origin that is a URL, or has a path or a default port, gets a suggestion", () => {
  for (const given of [new URL("https://app.example/x"), "https://app.example/", "https://app.example:443", "https://app.example/page", "HTTPS://APP.example"]) {
    const suggests = /^TypeError: origin: expected .*; did you mean `https:\/\/app\.example`\?$/;
    assert.throws(() => corsFetch({ origin: given }), suggests);
    assert.throws(() => classify({ origin: given, url: "https://api.example/" }), suggests);
  }
  for (const given of ["null", "chrome-extension://abc", "http://localhost:8080"]) corsFetch({ origin: given });
});

test("the global fetch() is looked up at each call, and a wrapper that is the global one does not call itself", async () => {
  const { fetch } = globalThis;
  try {
    for (const how of ["enforce", "observe"]) {
      const early = corsFetch({ origin, how });
      globalThis.fetch = async () => new Response("mocked", { headers: shared });
      assert.equal(await (await early("https://api.example/")).text(), "mocked");
      const installed = (globalThis.fetch = corsFetch({ origin, how }));
      await new Promise((resolve) => setImmediate(resolve));
      // Somebody wraps the global fetch(), which is the wrapper, and passes calls on.
      globalThis.fetch = (...given) => installed(...given);
      assert.equal(await (await globalThis.fetch("https://api.example/")).text(), "mocked");
    }
  } finally {
    globalThis.fetch = fetch;
  }
});

test("a hook sees each response with its notes, so that a test can fail on hidden headers", async () => {
  const { url } = await site();
  const seen = [];
  const fetch = corsFetch({ origin, onResponse: (...given) => seen.push(given) });
  await fetch(`${url}/x`);
  const [[response, call]] = seen;
  assert.deepEqual([response.kind, response.type, response.status, call.url], ["done", "cors", 200, `${url}/x`]);
  const hidden = response.notes.find(({ code }) => code === "headers-hidden");
  assert.ok(hidden.message.includes("x-hidden"));
  const mine = new RangeError("mine");
  for (const onResponse of [() => { throw mine; }, async () => { throw mine; }]) {
    assert.equal(await rejected(corsFetch({ origin, onResponse })(`${url}/x`)), mine);
  }
  await assert.rejects(fetch(`${url}/bare`), TypeError);
  assert.equal(seen.length, 1);
});

test("the explanation of an error response has its status", async () => {
  const { url } = await site({ "/500": (_, response) => response.writeHead(500).end(), "OPTIONS /401": (_, response) => response.writeHead(401).end() });
  const { message } = await refused(corsFetch({ origin })(`${url}/500`));
  assert.match(message, /failed \(response, status 500\)/);
  const preflight = await refused(corsFetch({ origin })(`${url}/401`, { method: "PUT" }));
  assert.match(preflight.message, /failed \(preflight, status 401\)/);
});
