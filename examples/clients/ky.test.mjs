// ky over corsFetch: Node refuses what a browser would refuse, and the error's cause has the reasons.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { corsFetch } from "cors-preflight/fetch";
import ky from "ky";
import { startServer } from "./server.mjs";

let server;
let api;

before(async () => {
  server = await startServer();
  const fetch = corsFetch({ origin: "https://app.example", profile: "chromium" });
  api = ky.create({ prefixUrl: server.origin, fetch, retry: 0 });
});

after(() => server.stop());

test("ky reads what the page may read", async () => {
  const response = await api.get("items");
  assert.deepEqual(await response.json(), ["a", "b"]);
  assert.equal(response.type, "cors");
  assert.equal(response.headers.get("X-Secret"), null);
});

test("ky's own JSON body triggers a preflight, which this server does not allow", async () => {
  await assert.rejects(api.post("items", { json: { id: 3 } }), (error) => {
    assert.deepEqual([error.name, error.message], ["TypeError", "Failed to fetch"]);
    const [reason] = error.cause.reasons;
    assert.deepEqual([reason.code, reason.fix], ["header-not-allowed", "Access-Control-Allow-Headers: content-type"]);
    return true;
  });
});
