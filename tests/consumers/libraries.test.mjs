// Libraries over corsFetch: they must do on a failure what they do without the wrapper.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import axios from "axios";
import { corsFetch } from "cors-preflight/fetch";
import isNetworkError from "is-network-error";
import ky from "ky";
import pRetry from "p-retry";
import { listen } from "./server.js";

const origin = "https://app.example";
const MESSAGES = ["Failed to fetch", "NetworkError when attempting to fetch resource.", "Load failed"];

/** A network error as each browser gives it: Safari's has no stack. */
function networkError(message) {
  const error = new TypeError(message);
  if (message === "Load failed") delete error.stack;
  return error;
}

/** Each library, called with a fetch: what its users see of a failure. */
const libraries = {
  async "is-network-error"(fetch, url) {
    return isNetworkError(await fetch(url).catch((error) => error));
  },
  async "p-retry"(fetch, url) {
    let attempts = 0;
    const attempt = () => {
      attempts += 1;
      return fetch(url);
    };
    const error = await pRetry(attempt, { retries: 2, minTimeout: 1 }).catch((error) => error);
    return [attempts, error.name, error.message];
  },
  async axios(fetch, url) {
    const client = axios.create({ adapter: "fetch", env: { fetch }, headers: { "User-Agent": false } });
    const { name, code, message } = await client.get(url).catch((error) => error);
    return [name, code, message];
  },
  async ky(fetch, url) {
    let attempts = 0;
    const counting = (...given) => {
      attempts += 1;
      return fetch(...given);
    };
    const { name, message } = await ky(url, { fetch: counting, retry: { limit: 2, backoffLimit: 1 } }).catch((error) => error);
    return [attempts, name, message];
  },
  async tRPC(fetch, url) {
    const client = createTRPCClient({ links: [httpLink({ url, fetch })] });
    const error = await client.notes.query().catch((error) => error);
    return [error instanceof TRPCClientError, error.name, error.message, error.cause?.name, error.cause?.message];
  },
};

describe("a library sees of a failure what it sees without the wrapper", () => {
  for (const [name, use] of Object.entries(libraries)) {
    for (const message of MESSAGES) {
      test(`${name}, observing: ${message}`, async () => {
        const platform = async () => {
          throw networkError(message);
        };
        const url = "https://api.example/notes";
        assert.deepEqual(await use(corsFetch({ origin, how: "observe", fetch: platform }), url), await use(platform, url));
      });
    }
  }

  let server;
  before(async () => (server = await listen()));
  after(() => server.stop());

  for (const [profile, message] of Object.entries({ chromium: MESSAGES[0], firefox: MESSAGES[1], webkit: MESSAGES[2] })) {
    for (const [name, use] of Object.entries(libraries)) {
      test(`${name}, enforcing as ${profile} does`, async () => {
        const refusing = async () => new Response("not shared");
        const platform = async () => {
          throw networkError(message);
        };
        const url = `${server.address}x/closed`;
        assert.deepEqual(await use(corsFetch({ origin, profile, fetch: refusing }), url), await use(platform, url));
      });
    }
  }
});

test("a library that wraps the error passes the explanation on among the causes", async () => {
  const client = axios.create({ adapter: "fetch", env: { fetch: corsFetch({ origin, fetch: async () => new Response() }) } });
  const error = await client.get("https://api.example/notes").catch((error) => error);
  const causes = [];
  for (let cause = error; cause; cause = cause.cause) causes.push(cause.name);
  assert.ok(causes.includes("CorsError"), String(causes));
});
