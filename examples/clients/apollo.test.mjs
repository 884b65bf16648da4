// Apollo Client over corsFetch: its JSON body triggers a preflight for every query, unless queries are sent as GET with the headers that Apollo's CSRF
// prevention asks for, which trigger one as well.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { corsFetch, diagnose } from "cors-preflight/fetch";
import { startServer } from "./server.mjs";

let server;

before(async () => {
  server = await startServer();
});

after(() => server.stop());

test("a refused query rejects with the browser's error, and the reasons are its cause", async () => {
  const fetch = corsFetch({ origin: "https://app.example", profile: "chromium" });
  const client = new ApolloClient({ link: new HttpLink({ uri: `${server.origin}/graphql`, fetch }), cache: new InMemoryCache() });
  await assert.rejects(client.query({ query: gql`query { items }` }), (error) => {
    assert.deepEqual([error.name, error.message, error.cause.name], ["TypeError", "Failed to fetch", "CorsError"]);
    assert.deepEqual(error.cause.reasons.map(({ subject }) => subject), ["content-type"]);
    return true;
  });
});

test("diagnose() takes what Apollo rejects with", async () => {
  const fetch = corsFetch({ origin: "https://app.example", profile: "chromium" });
  const client = new ApolloClient({ link: new HttpLink({ uri: `${server.origin}/graphql`, fetch }), cache: new InMemoryCache() });
  const error = await client.query({ query: gql`query { items }` }).catch((error) => error);
  assert.equal((await diagnose(error)).conclusion, "refused");
});
