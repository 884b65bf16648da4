// A team's tests under Jest's defaults, and under jest-environment-jsdom, which has neither TextEncoder nor Headers.
const { classify, PreflightCache } = require("cors-preflight");
const { corsFetch, CorsError, diagnose } = require("cors-preflight/fetch");
const { assertNoPreflight } = require("cors-preflight/testing");
require("cors-preflight/jest");

const origin = "https://app.example";
const removal = { origin, url: "https://api.example/notes", method: "DELETE" };
const policy = { "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Methods": "DELETE" };

test("the matchers are registered", () => {
  expect(removal).toPreflightBecauseOf("DELETE");
  expect(removal).toBeAllowedBy(policy);
  expect({ calls: [removal] }).toEqual({ calls: [expect.toPreflight()] });
  expect(() => expect(removal).not.toPreflight()).toThrow("DELETE");
  expect(() => assertNoPreflight(removal)).toThrow("DELETE");
});

test("text that is not ASCII reaches the engine", () => {
  expect(classify({ ...removal, headers: { "X-\u00e4": "1" } }).outcome).toBe("throws");
  expect(classify({ ...removal, headers: { "X-A": "\u00e4" } }).reasons.map(({ subject }) => subject)).toEqual(["DELETE", "x-a"]);
});

test("corsFetch and the engine are of one copy", async () => {
  const headers = new Map([["access-control-allow-origin", "*"]]);
  const response = { status: 200, headers, clone() {}, body: null };
  const cache = new PreflightCache({ profile: "firefox" });
  const fetch = corsFetch({ origin, cache, fetch: async () => response });
  const error = await fetch(removal.url, { method: "DELETE", body: "\u00e4" }).catch((error) => error);
  expect([error.name, error.message]).toEqual(["TypeError", "NetworkError when attempting to fetch resource."]);
  expect(error.cause).toBeInstanceOf(CorsError);
  expect(error.cause.reasons[0].code).toBe("method-not-allowed");
  expect((await diagnose(error)).conclusion).toBe("refused");
});
