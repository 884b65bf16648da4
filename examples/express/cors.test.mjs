// The app's CORS configuration, tested as its pages meet it: each test is a browser on a page.

import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { corsFetch } from "cors-preflight/fetch";
import { assertPolicy, assertPolicyRefuses } from "cors-preflight/testing";
import { app } from "./app.mjs";

const api = "https://api.example";

let server;
/** Node's fetch(), which finds the app under its public name and brings the cookie of who is signed in. */
const network = (url, init) => {
  const headers = new Headers(init.headers);
  if (init.method !== "OPTIONS") headers.set("Cookie", "session=1");
  const { port } = server.address();
  return fetch(url.replace(api, `http://127.0.0.1:${port}`), { ...init, headers });
};

before(async () => {
  server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
});

after(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

const page = (origin) => {
  const sent = [];
  const seen = (url, init) => {
    sent.push(init.method);
    return network(url, init);
  };
  const fetch = corsFetch({ origin, profile: "chromium", fetch: seen });
  return { sent, fetch: (path, init) => fetch(`${api}${path}`, { credentials: "include", ...init }) };
};

for (const origin of ["https://app.example", "https://admin.example"]) {
  suite(`a page of ${origin}`, () => {
    test("reads the items and their number", async () => {
      const { fetch, sent } = page(origin);
      const response = await fetch("/items");
      assert.deepEqual(await response.json(), ["a", "b"]);
      assert.equal(response.headers.get("X-Total-Count"), "2");
      assert.equal(response.headers.get("ETag"), null);
      assert.deepEqual(sent, ["GET"]);
    });

    test("posts JSON, and asks once for all of them", async () => {
      const { fetch, sent } = page(origin);
      const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"id":3}' };
      assert.equal((await fetch("/items", post)).status, 201);
      assert.equal((await fetch("/items", post)).status, 201);
      assert.deepEqual(sent, ["OPTIONS", "POST", "POST"]);
    });

    test("has no PUT", async () => {
      await assert.rejects(page(origin).fetch("/items", { method: "PUT" }), ({ cause: { reasons } }) => {
        assert.equal(reasons[0].code, "method-not-allowed");
        return true;
      });
    });
  });
}

test("a page of elsewhere reads nothing", async () => {
  await assert.rejects(page("https://elsewhere.example").fetch("/items"), ({ cause: { reasons } }) => {
    assert.equal(reasons[0].code, "allow-origin-missing");
    return true;
  });
});

test("a page that sends no cookies gets status 401", async () => {
  const fetch = corsFetch({ origin: "https://app.example", profile: "chromium" });
  const response = await fetch(`http://127.0.0.1:${server.address().port}/items`);
  assert.equal(response.status, 401);
  assert.deepEqual(await response.json(), { error: "sign in first" });
});

test("the policy as a whole: what passes and what does not", async () => {
  const handler = (request) => network(request.url, { method: request.method, headers: request.headers, redirect: "manual" });
  const call = { origin: "https://app.example", url: `${api}/items`, credentials: "include" };
  const json = { method: "POST", headers: { "Content-Type": "application/json" } };
  await assertPolicy(handler, [call, { ...call, ...json }, { ...call, method: "DELETE" }], { profile: "chromium" });
  await assertPolicyRefuses(handler, [{ ...call, origin: "null" }, { ...call, headers: { "X-Trace": "1" } }], { profile: "chromium" });
});
