// Vitest with the package's matchers: whether a call is preflighted, and whether a policy allows it.

import "cors-preflight/vitest";
import { expect, test } from "vitest";
import { list, save, search } from "./calls.js";

test("listing and searching do not trigger a preflight", () => {
  expect(list).not.toPreflight();
  expect(search).not.toPreflight();
});

test("saving is preflighted, for its method and its JSON", () => {
  expect(save).toPreflightBecauseOf(["PUT", "content-type"]);
});

test("a tracing header triggers a preflight for the list", () => {
  const traced = { ...list, headers: { Traceparent: "00-1-2-00" } };
  expect(() => expect(traced).not.toPreflight()).toThrow(/traceparent/i);
});

const policy = {
  "Access-Control-Allow-Origin": "https://app.example",
  "Access-Control-Allow-Credentials": "true",
  "Access-Control-Allow-Methods": "PUT",
  "Access-Control-Allow-Headers": "Content-Type",
};

test("the policy allows every call", () => {
  expect([list, search, save]).toBeAllowedBy(policy);
});

test("a wildcard allows no call with cookies, and the message has the fix", () => {
  const wild = { ...policy, "Access-Control-Allow-Origin": "*" };
  expect(save).not.toBeAllowedBy(wild);
  expect(() => expect(save).toBeAllowedBy(wild)).toThrow("Fix: Access-Control-Allow-Origin: https://app.example");
});
