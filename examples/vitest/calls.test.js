// vitest with the package's matchers: what a call costs, and whether a policy lets it through.

import { matchers } from "cors-preflight/vitest";
import { expect, test } from "vitest";
import { list, save, search } from "./calls.js";

expect.extend(matchers);

test("listing and searching go without a preflight, and have to stay so", () => {
  expect(list).not.toPreflight();
  expect(search).not.toPreflight();
});

test("saving is preflighted, for its method and its JSON", () => {
  expect(save).toPreflightBecauseOf(["PUT", "content-type"]);
});

test("a header for everybody's tracing costs the list its preflight", () => {
  const traced = { ...list, headers: { Traceparent: "00-1-2-00" } };
  expect(() => expect(traced).not.toPreflight()).toThrow(/traceparent/i);
});

const policy = {
  "Access-Control-Allow-Origin": "https://app.example",
  "Access-Control-Allow-Credentials": "true",
  "Access-Control-Allow-Methods": "PUT",
  "Access-Control-Allow-Headers": "Content-Type",
};

test("the policy lets every call through", () => {
  expect([list, search, save]).toBeAllowedBy(policy);
});

test("a wildcard lets no call through that brings cookies, and the message says what does", () => {
  const wild = { ...policy, "Access-Control-Allow-Origin": "*" };
  expect(save).not.toBeAllowedBy(wild);
  expect(() => expect(save).toBeAllowedBy(wild)).toThrow("Fix: Access-Control-Allow-Origin: https://app.example");
});
