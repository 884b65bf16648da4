// MSW under corsFetch: handlers receive the preflight too, so a mock needs a handler for OPTIONS.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { corsFetch } from "cors-preflight/fetch";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";

const url = "https://api.example/items";
const headers = { "Access-Control-Allow-Origin": "https://app.example", "Access-Control-Allow-Methods": "DELETE" };
const preflight = http.options(url, () => new HttpResponse(null, { status: 204, headers }));

// As an app has it: made when the module is loaded, before the mocks listen.
const fetch = corsFetch({ origin: "https://app.example", profile: "chromium" });

const server = setupServer();
before(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
after(() => server.close());

test("a mock is read, with the headers that a page may read", async () => {
  server.use(http.get(url, () => HttpResponse.json(["a"], { headers: { ...headers, "X-Secret": "1" } })));
  const response = await fetch(url);
  assert.deepEqual(await response.json(), ["a"]);
  assert.equal(response.headers.get("X-Secret"), null);
});

test("a mock without CORS headers fails as the real server would", async () => {
  server.use(http.get(url, () => HttpResponse.json(["a"])));
  await assert.rejects(fetch(url), ({ message, cause }) => message === "Failed to fetch" && cause.reasons[0].code === "allow-origin-missing");
});

test("a call that is preflighted needs a handler for OPTIONS", async () => {
  server.use(http.delete(url, () => new HttpResponse(null, { headers })), preflight);
  assert.equal((await fetch(url, { method: "DELETE" })).status, 200);
});

test("without that handler, MSW's own error passes", async () => {
  // Another URL: the grant for the first one is cached, as in a browser.
  const other = "https://api.example/others";
  server.use(http.delete(other, () => new HttpResponse(null, { headers })));
  await assert.rejects(fetch(other, { method: "DELETE" }), ({ name, message }) => name === "InternalError" && message.startsWith("[MSW] Cannot bypass a request"));
});

test("HttpResponse.error() is a network error", async () => {
  server.use(http.get(url, () => HttpResponse.error()));
  await assert.rejects(fetch(url), ({ cause }) => cause.reasons[0].code === "no-answer");
});
