// corsFetch where everything goes wrong that can: servers, bodies, aborts, crowds.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { PreflightCache } from "cors-preflight";
import { CorsError, corsFetch } from "cors-preflight/fetch";
import { listen, serve, until } from "./lib/serve.mjs";

const origin = "http://app.example";
const shared = { "Access-Control-Allow-Origin": "*" };
const granted = { ...shared, "Access-Control-Allow-Methods": "*", "Access-Control-Allow-Headers": "*" };

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));
const warnings = [];
process.on("warning", (warning) => warnings.push(warning));
const closes = [];
after(async () => {
  await Promise.all(closes.map((close) => close()));
  assert.deepEqual(unhandled, []);
  assert.deepEqual(warnings.map(String), []);
});

async function site(answer) {
  const server = await serve(answer);
  closes.push(server.close);
  return server;
}

/** How a promise ends, and that it ends once. */
async function ended(promise) {
  let times = 0;
  const count = () => {
    times += 1;
  };
  promise.then(count, count);
  const error = await promise.then(() => undefined, (error) => error);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(times, 1);
  return error;
}

/** The codes of the reasons in the explanation of an error. */
const codes = ({ cause }) => cause.reasons.map(({ code }) => code);

/** A server that sends `text` for request number `turn` of a connection, and `granted` for the requests before it. */
async function raw(text, turn) {
  const lines = Object.entries(granted).map(([name, value]) => `${name}: ${value}\r\n`);
  const sockets = new Set();
  let requests = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.on("data", (data) => {
      if (!data.toString("latin1").includes("HTTP/1.1\r\n")) return;
      requests += 1;
      if (requests < turn) return socket.write(`HTTP/1.1 204 No Content\r\n${lines.join("")}\r\n`);
      if (text === undefined) return socket.resetAndDestroy();
      socket.end(text);
    });
  });
  const origin = await listen(server);
  closes.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return `${origin}/`;
}

const put = { method: "PUT", headers: { "X-A": "1" } };

test("a server that resets the connection, or talks nonsense, at the preflight or at the request, is a network error", async () => {
  for (const turn of [1, 2]) {
    for (const text of [undefined, "", "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "HTTP/1.1 200 OK\r\nX: \0\r\n\r\n", "HTTP/1.1 99 Odd\r\n\r\n"]) {
      const error = await ended(corsFetch({ origin })(await raw(text, turn), put));
      assert.ok(error.cause instanceof CorsError, `${turn} ${JSON.stringify(text)}: ${error}`);
      assert.deepEqual([codes(error), error.cause.certain, error.message], [["no-answer"], true, "Failed to fetch"]);
      assert.equal(error.cause.cause.name, "TypeError");
    }
  }
});

test("a redirect of a preflight, and a loop of redirects, is refused", async () => {
  const { url, seen } = await site(({ path }, response) => response.writeHead(302, { ...granted, Location: path }).end());
  const preflight = await ended(corsFetch({ origin })(url, put));
  assert.deepEqual([codes(preflight), seen.length], [["preflight-redirected"], 1]);
  assert.deepEqual(codes(await ended(corsFetch({ origin })(url))), ["too-many-redirects"]);
});

test("a body that breaks off rejects its reader, and not the call", async () => {
  const { url } = await site((_, response) => {
    response.writeHead(200, { ...shared, "Content-Length": "100" });
    response.write("half", () => response.destroy());
  });
  const response = await corsFetch({ origin })(url);
  const [error, ofTwin] = await Promise.all([ended(response.clone().text()), ended(response.text())]);
  for (const one of [error, ofTwin]) assert.ok(one instanceof TypeError && !(one.cause instanceof CorsError), String(one));
});

test("a request body that fails half-way is a network error, with the error as a cause", async () => {
  const { url } = await site((_, response) => response.writeHead(204, granted).end());
  const mine = new RangeError("mine");
  const body = new ReadableStream({
    pull(controller) {
      if (this.begun) controller.error(mine);
      else controller.enqueue(new Uint8Array(10));
      this.begun = true;
    },
  });
  const error = await ended(corsFetch({ origin })(url, { method: "POST", body, duplex: "half" }));
  assert.deepEqual(codes(error), ["no-answer"]);
  const causes = [];
  for (let cause = error; cause; cause = cause.cause) causes.push(cause);
  assert.ok(causes.includes(mine), String(causes));
});

// ---- aborts

const aborts = {
  "an error": () => new RangeError("mine"),
  "nothing": () => undefined,
  "a string": () => "mine",
};

test("an abort before the call sends nothing", async () => {
  const { url, seen } = await site((_, response) => response.end());
  for (const make of Object.values(aborts)) {
    const controller = new AbortController();
    controller.abort(make());
    assert.equal(await ended(corsFetch({ origin })(url, { ...put, signal: controller.signal })), controller.signal.reason);
  }
  assert.deepEqual(seen, []);
});

test("an abort goes before all that a page's fetch() finds later, and after what it throws at once", async () => {
  const signal = AbortSignal.abort(new RangeError("mine"));
  const unsent = async () => assert.fail("nothing was to be sent");
  const fetch = corsFetch({ origin, preflights: "forbid", fetch: unsent });
  for (const init of [{ mode: "same-origin" }, { method: "PUT" }, { mode: "no-cors" }]) {
    assert.equal(await ended(fetch("https://api.example/", { ...init, signal })), signal.reason);
  }
  assert.equal(await ended(fetch("https://api.example:22/", { signal })), signal.reason);
  assert.equal(await ended(fetch("data:,x", { signal })), signal.reason);
  assert.deepEqual(codes(await ended(fetch("https://api.example/", { method: "TRACE", signal }))), ["method-forbidden"]);
  const controller = new AbortController();
  const onClassified = () => controller.abort();
  const blocked = corsFetch({ origin, onClassified, fetch: unsent })("https://api.example:22/", { signal: controller.signal });
  assert.equal(await ended(blocked), controller.signal.reason);
});

test("an abort while a server hangs, at the preflight, at the request or in the body, rejects with its reason and lets go", async () => {
  for (const place of ["OPTIONS", "PUT", "body"]) {
    for (const make of Object.values(aborts)) {
      let arrived;
      const arrival = new Promise((resolve) => (arrived = resolve));
      const { url, underway } = await site(({ method }, response) => {
        if (method === place) return arrived();
        if (method === "OPTIONS") return response.writeHead(204, granted).end();
        response.writeHead(200, shared);
        response.write("half");
      });
      const controller = new AbortController();
      const call = corsFetch({ origin })(url, { ...put, signal: controller.signal });
      const pending = place === "body" ? call.then((response) => [arrived(), response.text()][1]) : call;
      arrival.then(() => controller.abort(make()));
      assert.equal(await ended(pending), controller.signal.reason, place);
      await until(() => underway() === 0);
    }
  }
});

test("an abort between the preflight response and the request sends no request, and drops the grant", async () => {
  const { url, methods } = await site((_, response) => response.writeHead(204, granted).end());
  const controller = new AbortController();
  const cache = new PreflightCache();
  let answers = 0;
  const underlying = async (...given) => {
    const answer = await fetch(...given);
    answers += 1;
    controller.abort();
    return answer;
  };
  const error = await ended(corsFetch({ origin, cache, fetch: underlying })(url, { ...put, signal: controller.signal }));
  assert.equal(error, controller.signal.reason);
  assert.deepEqual([methods(), answers, cache.entries()], [["OPTIONS /"], 1, []]);
});

test("an abort at any moment rejects with its reason, or comes after all is done, and leaves nothing behind", async () => {
  const { url, underway } = await site(({ method, path }, response) => {
    if (path === "/elsewhere") return response.writeHead(307, { ...granted, Location: "/" }).end();
    response.writeHead(method === "OPTIONS" ? 204 : 200, { ...granted, "Access-Control-Max-Age": "0" }).end(method === "OPTIONS" ? "" : "hello");
  });
  const stream = () => ({ method: "POST", body: new Blob(["x"]).stream(), duplex: "half" });
  const calls = {
    simple: () => [url],
    preflighted: () => [url, put],
    redirected: () => [`${url}/elsewhere`, { method: "POST", body: "x" }],
    streamed: () => [url, stream()],
    "a Request": () => [new Request(url, { method: "POST", body: "x" })],
    "a Request of a stream": () => [new Request(url, stream())],
    "with integrity": () => [url, { integrity: "sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=" }],
    hidden: () => [url, { mode: "no-cors" }],
    "without a network": () => ["data:,hello"],
  };
  const task = () => new Promise((resolve) => setImmediate(resolve));
  const waits = Object.entries({ microtasks: [undefined, 24], tasks: [task, 12] });
  const fetches = [corsFetch({ origin }), corsFetch({ origin, onClassified: async () => {} })];
  for (const [name, make] of Object.entries(calls)) {
    for (const [kind, [wait, most]] of waits) {
      for (let number = 0; number <= 2 * most; number += 1) {
        const controller = new AbortController();
        const mine = new RangeError("mine");
        const [input, init] = make();
        const turns = number >> 1;
        const call = fetches[number % 2](input, { ...init, signal: controller.signal });
        const end = ended(call);
        for (let turn = 0; turn < turns; turn += 1) await wait?.();
        controller.abort(mine);
        const error = await end;
        assert.ok(error === undefined || error === mine, `${name}, after ${turns} ${kind}: ${error?.stack}`);
        (await call.catch(() => {}))?.body?.cancel().catch(() => {});
      }
    }
  }
  await until(() => underway() === 0);
});

test("a time that is over rejects with its TimeoutError", async () => {
  const { url } = await site(() => {});
  const signal = AbortSignal.timeout(20);
  assert.equal(await ended(corsFetch({ origin })(url, { signal })), signal.reason);
  assert.equal(signal.reason.name, "TimeoutError");
});

test("an abort ends the call also over a fetch that knows no signals, and what comes late is let go", async () => {
  let answer;
  const late = new Promise((resolve) => (answer = resolve));
  const controller = new AbortController();
  const call = corsFetch({ origin, fetch: () => late })("https://api.example/", { signal: controller.signal });
  controller.abort();
  assert.equal(await ended(call), controller.signal.reason);
  let cancelled = false;
  const body = new ReadableStream({
    cancel() {
      cancelled = true;
    },
  });
  answer(new Response(body, { headers: shared }));
  await until(() => cancelled);
});

test("an abort while a Request's body is read rejects, and a stream that was never sent is cancelled", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const call = corsFetch({ origin, fetch: async () => assert.fail("nothing was to be sent") })(
    new Request("https://api.example/", { method: "POST", body: "x", signal }),
  );
  controller.abort();
  assert.equal((await ended(call)).name, "AbortError");
  let cancelled;
  const body = new ReadableStream({
    cancel(reason) {
      cancelled = reason;
    },
  });
  const other = new AbortController();
  other.abort(new RangeError("mine"));
  const streamed = corsFetch({ origin })("https://api.example/", { method: "POST", body, duplex: "half", signal: other.signal });
  assert.equal(await ended(streamed), other.signal.reason);
  assert.equal(cancelled, other.signal.reason);
  cancelled = undefined;
  const held = new ReadableStream({
    cancel() {
      cancelled = true;
    },
  });
  const request = new Request("https://api.example/", { method: "POST", body: held, duplex: "half" });
  assert.equal(await ended(corsFetch({ origin })(request, { signal: other.signal })), other.signal.reason);
  assert.equal(cancelled, true);
});

test("a stream that is refused before it is read is left alone, as the standard and Chromium have it", async () => {
  const { url, methods } = await site((_, response) => response.end());
  for (const [address, code] of [[url, "allow-origin-missing"], [url.replace(/\d+$/, "22"), "port-blocked"]]) {
    const told = [];
    const source = { pull: (controller) => controller.enqueue(new Uint8Array(told.push("read"))), cancel: () => told.push("cancelled") };
    const body = new ReadableStream(source, { highWaterMark: 0 });
    const init = { method: "POST", body, duplex: "half" };
    assert.equal(codes(await ended(corsFetch({ origin })(address, init)))[0], code);
    assert.deepEqual([told, body.locked], [[], false]);
    const request = new Request(address, init);
    assert.equal(codes(await ended(corsFetch({ origin })(request)))[0], code);
    assert.ok(!told.includes("cancelled"));
    assert.equal(request.bodyUsed, true);
  }
  assert.deepEqual([...new Set(methods())], ["OPTIONS /"]);
});

// ---- what is refused is let go

test("a body that nobody may read is cancelled, also one that never ends", async () => {
  const endless = (response) => {
    const more = () => response.write("x".repeat(1_000), () => !response.destroyed && setImmediate(more));
    more();
  };
  const { url, underway } = await site(({ method, path }, response) => {
    const { searchParams } = new URL(path, "http://x");
    const headers = searchParams.has("shared") ? granted : {};
    const location = searchParams.has("redirect") ? { Location: "/" } : {};
    response.writeHead(Number(searchParams.get("status") ?? 200), { ...headers, ...location });
    if (method !== "OPTIONS" || searchParams.has("slow")) endless(response);
    else response.end();
  });
  const fetch = corsFetch({ origin });
  for (const [path, init, code] of [
    ["/", {}, "allow-origin-missing"],
    ["/?slow", put, "allow-origin-missing"],
    ["/?status=302&redirect&shared", { redirect: "error" }, "redirect-mode-error"],
    ["/?status=302&redirect&shared", {}, "allow-origin-missing"],
  ]) {
    assert.equal(codes(await ended(fetch(url + path, init)))[0], code);
    await until(() => underway() === 0);
  }
  for (const [path, init, type] of [["/", { mode: "no-cors" }, "opaque"], ["/?status=302&redirect&shared", { redirect: "manual" }, "opaqueredirect"]]) {
    assert.equal((await fetch(url + path, init)).type, type);
    await until(() => underway() === 0);
  }
  const response = await fetch(`${url}/?shared`);
  await response.body.cancel();
  await until(() => underway() === 0);
  const { body } = (await fetch(`${url}/?shared`)).clone();
  assert.ok(body);
});

test("a body is still there when it is read late", async () => {
  const { url } = await site((_, response) => response.writeHead(200, shared).end("late"));
  const response = await corsFetch({ origin })(url);
  const twin = (await corsFetch({ origin })(url)).clone();
  for (let turn = 0; turn < 10; turn += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual([await response.text(), await twin.text()], ["late", "late"]);
});

// ---- crowds

test("a thousand calls at once each end once, as they would alone", async () => {
  const { url, seen } = await site(({ method, path }, response) => {
    if (path.startsWith("/bare")) return response.writeHead(200).end("x");
    if (method === "OPTIONS") return response.writeHead(204, { ...granted, "Access-Control-Max-Age": "0" }).end();
    response.writeHead(200, shared).end(path);
  });
  const fetch = corsFetch({ origin });
  const controller = new AbortController();
  const calls = Array.from({ length: 1_000 }, (_, number) => {
    const kind = number % 4;
    if (kind === 0) return fetch(`${url}/${number}`).then((response) => response.text());
    if (kind === 1) return fetch(`${url}/${number}`, put).then((response) => response.text());
    if (kind === 2) return fetch(`${url}/bare/${number}`).catch(codes);
    return fetch(`${url}/${number}`, { signal: controller.signal }).then((response) => response.text());
  });
  const results = await Promise.all(calls);
  results.forEach((result, number) => {
    if (number % 4 === 2) assert.deepEqual(result, ["allow-origin-missing"]);
    else assert.equal(result, `/${number}`);
  });
  assert.equal(seen.length, 1_250);
  const aborted = Array.from({ length: 100 }, () => ended(fetch(url, { ...put, signal: controller.signal })));
  controller.abort();
  for (const error of await Promise.all(aborted)) assert.equal(error, controller.signal.reason);
});

test("ten thousand calls leave nothing behind", async () => {
  const settled = async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return process.memoryUsage();
  };
  const { url, seen, underway } = await site(({ method, path }, response) => {
    seen.length = 0;
    if (path === "/bare") return response.writeHead(200).end("x".repeat(1_000));
    if (method === "OPTIONS") return response.writeHead(204, granted).end();
    response.writeHead(200, shared).end("x".repeat(1_000));
  });
  const cache = new PreflightCache();
  const fetch = corsFetch({ origin, cache });
  const call = async (number) => {
    const kind = number % 5;
    // One for all calls would be one too many: Node's fetch() keeps a listener on it for each until they are collected.
    const { signal } = new AbortController();
    if (kind === 0) return (await fetch(url, { signal })).text();
    if (kind === 1) return (await fetch(url, { method: "PUT", body: "x".repeat(1_000), signal })).text();
    if (kind === 2) return fetch(`${url}/bare`, { signal }).catch(codes);
    if (kind === 3) return (await fetch(new Request(url, { method: "POST", body: "x" }))).clone();
    const controller = new AbortController();
    const aborted = fetch(url, { signal: controller.signal }).catch(() => {});
    controller.abort();
    return aborted;
  };
  const crowd = async (calls) => {
    for (let number = 0; number < calls; number += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, place) => call(number + place)));
    }
  };
  await crowd(1_000);
  const before = await settled();
  await crowd(10_000);
  const after = await settled();
  // A call that kept its Response, its body or its error would keep a kilobyte and more.
  assert.ok(after.heapUsed - before.heapUsed < 8 * 2 ** 20, `${after.heapUsed - before.heapUsed} bytes more on the heap`);
  assert.ok(after.external - before.external < 16 * 2 ** 20, `${after.external - before.external} bytes more in addition`);
  await until(() => (collect(), underway() === 0));
  assert.ok(cache.entries().length <= 2);
});
