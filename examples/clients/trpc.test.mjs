// tRPC over corsFetch: a TRPCClientError has the browser's error as its cause, and that has the CorsError.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createTRPCClient, httpLink } from "@trpc/client";
import { corsFetch, diagnose } from "cors-preflight/fetch";
import { startServer } from "./server.mjs";

let server;
let client;

before(async () => {
  server = await startServer();
  const fetch = corsFetch({ origin: "https://app.example", profile: "chromium" });
  client = createTRPCClient({ links: [httpLink({ url: server.origin, fetch })] });
});

after(() => server.stop());

test("a mutation is refused, because its JSON body triggers a preflight", async () => {
  const error = await client.items.add.mutate({ id: 3 }).then(assert.fail, (error) => error);
  assert.deepEqual([error.name, error.message], ["TRPCClientError", "Failed to fetch"]);
  const { conclusion, reasons } = await diagnose(error);
  assert.deepEqual([conclusion, reasons.map(({ subject }) => subject)], ["refused", ["content-type"]]);
});
