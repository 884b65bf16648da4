// ofetch over corsFetch: its FetchError has the browser's error as its cause, and that has the CorsError.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { corsFetch } from "cors-preflight/fetch";
import { createFetch } from "ofetch";
import { startServer } from "./server.mjs";

let server;
let api;

before(async () => {
  server = await startServer();
  const fetch = corsFetch({ origin: "https://app.example", profile: "chromium" });
  api = createFetch({ fetch, defaults: { baseURL: server.origin, retry: 0 } });
});

after(() => server.stop());

test("ofetch reads what the page may read", async () => {
  const response = await api.raw("/items");
  assert.deepEqual(response._data, ["a", "b"]);
  assert.equal(response.type, "cors");
  assert.equal(response.headers.get("X-Secret"), null);
});

test("a PUT is refused, with the reason in the cause", async () => {
  await assert.rejects(api("/items", { method: "PUT" }), ({ name, cause }) => {
    assert.equal(name, "FetchError");
    assert.deepEqual([cause.name, cause.cause.name], ["TypeError", "CorsError"]);
    assert.equal(cause.cause.reasons[0].code, "method-not-allowed");
    return true;
  });
});
