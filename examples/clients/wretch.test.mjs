// wretch over corsFetch, which refuses calls that would trigger a preflight.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { corsFetch } from "cors-preflight/fetch";
import wretch from "wretch";
import { startServer } from "./server.mjs";

let server;
let api;

before(async () => {
  server = await startServer();
  const fetch = corsFetch({ origin: "https://app.example", profile: "chromium", preflights: "forbid" });
  api = wretch(server.origin).polyfills({ fetch });
});

after(() => server.stop());

test("wretch reads what the page may read", async () => {
  const response = await api.get("/items").res();
  assert.deepEqual(await response.json(), ["a", "b"]);
  assert.equal(response.type, "cors");
  assert.equal(response.headers.get("X-Secret"), null);
});

test("a call with an added tracing header is refused before anything is sent", async () => {
  const traced = api.headers({ Traceparent: "00-1-2-00" });
  await assert.rejects(traced.get("/items").res(), ({ name, cause: { reasons } }) => {
    assert.equal(name, "TypeError");
    assert.deepEqual(
      reasons.map(({ code, subject }) => [code, subject]),
      [["header-not-safelisted", "traceparent"]],
    );
    return true;
  });
});
