// axios over corsFetch.
//
// axios uses fetch() only with `adapter: "fetch"`: in Node its default is http, in a browser XMLHttpRequest. With another adapter nothing is
// observed, and `env.fetch` is ignored without a word. Its fetch adapter sets User-Agent on every request. Chromium ignores that header;
// Firefox and Safari send it, which triggers a preflight. `"User-Agent": false` leaves it out.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axios from "axios";
import { CorsError, corsFetch } from "cors-preflight/fetch";
import { startServer } from "./server.mjs";

let server;
const adapter = { adapter: "fetch", headers: { "User-Agent": false } };
const fetch = corsFetch({ origin: "https://app.example", profile: "firefox" });

before(async () => {
  server = await startServer();
});

after(() => server.stop());

test("axios reads what the page may read", async () => {
  const api = axios.create({ baseURL: server.origin, env: { fetch }, ...adapter });
  const { data, headers } = await api.get("/items");
  assert.deepEqual(data, ["a", "b"]);
  assert.equal(headers["x-secret"], undefined);
});

test("a refused call is axios's own network error, with the CorsError as its cause", async () => {
  const api = axios.create({ baseURL: server.origin, env: { fetch }, ...adapter });
  await assert.rejects(api.delete("/items"), ({ code, message, cause }) => {
    assert.deepEqual([code, message], ["ERR_NETWORK", "Network Error"]);
    assert.ok(cause instanceof CorsError);
    assert.equal(cause.reasons[0].code, "method-not-allowed");
    return true;
  });
});

test("axios's User-Agent costs a preflight in Firefox, and none in Chromium", async () => {
  const outcomes = {};
  for (const profile of ["chromium", "firefox"]) {
    const onClassified = ({ outcome }) => (outcomes[profile] = outcome);
    const watched = corsFetch({ origin: "https://app.example", profile, onClassified });
    await axios.get(`${server.origin}/items`, { adapter: "fetch", env: { fetch: watched } }).catch(() => {});
  }
  assert.deepEqual(outcomes, { chromium: "simple", firefox: "preflight" });
});
