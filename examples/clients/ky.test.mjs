// ky over corsFetch: Node refuses what a browser would, and says why.

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

test("ky's own JSON body causes a preflight, which this server does not allow", async () => {
  await assert.rejects(api.post("items", { json: { id: 3 } }), (error) => {
    assert.equal(error.name, "CorsError");
    assert.equal(error.reasons[0].code, "header-not-allowed");
    assert.equal(error.reasons[0].fix, "Access-Control-Allow-Headers: content-type");
    return true;
  });
});
