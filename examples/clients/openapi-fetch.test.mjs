// openapi-fetch over corsFetch: the client rejects as fetch() does.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { corsFetch } from "cors-preflight/fetch";
import createClient from "openapi-fetch";
import { startServer } from "./server.mjs";

let server;
let api;

before(async () => {
  server = await startServer();
  api = createClient({ baseUrl: server.origin, fetch: corsFetch({ origin: "https://app.example", profile: "chromium" }) });
});

after(() => server.stop());

test("openapi-fetch reads what the page may read", async () => {
  const { data, response } = await api.GET("/items");
  assert.deepEqual(data, ["a", "b"]);
  assert.equal(response.headers.get("X-Secret"), null);
});

test("its JSON body triggers a preflight, which this server does not allow", async () => {
  await assert.rejects(api.POST("/items", { body: { id: 3 } }), ({ message, cause }) => {
    assert.equal(message, "Failed to fetch");
    assert.equal(cause.reasons[0].fix, "Access-Control-Allow-Headers: content-type");
    return true;
  });
});
