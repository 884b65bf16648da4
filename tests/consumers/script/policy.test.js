// A team's tests of its API's policy, with what node:test asserts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNoPreflight, assertPolicy, assertPolicyRefuses, assertPreflight } from "cors-preflight/testing";

const origin = "https://app.example";
const read = { origin, url: "https://api.example/notes" };
const traced = { ...read, headers: { traceparent: "00-1-2-01" } };
const removal = { ...read, method: "DELETE" };
const policy = { "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Methods": "DELETE" };

test("reading costs no preflight, until somebody traces it", () => {
  assertNoPreflight(read);
  assertPreflight(traced, "traceparent");
  assert.throws(() => assertNoPreflight(traced), { name: "AssertionError", message: /traceparent/ });
});

test("the policy lets notes be removed, and nobody traced", async () => {
  assertPolicy(policy, [read, removal]);
  assertPolicyRefuses(policy, traced);
  await assertPolicy(() => new Response(null, { status: 204, headers: policy }), removal);
  assert.throws(() => assertPolicy(policy, traced), { message: /Access-Control-Allow-Headers: traceparent/ });
});
