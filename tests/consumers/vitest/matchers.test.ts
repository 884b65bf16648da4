// A team's tests of its API's policy, with what vitest expects.
import "cors-preflight/vitest";
import { expect, test } from "vitest";

const origin = "https://app.example";
const read = { origin, url: "https://api.example/notes" };
const traced = { ...read, headers: new Headers({ traceparent: "00-1-2-01" }) };
const removal = { ...read, method: "DELETE" };
const policy = { "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Methods": "DELETE" };

test("reading costs no preflight, until somebody traces it", () => {
  expect(read).not.toPreflight();
  expect(traced).toPreflightBecauseOf("traceparent");
  expect(() => expect(traced).not.toPreflight()).toThrow("traceparent");
});

test("the policy lets notes be removed, and nobody traced", async () => {
  expect([read, removal]).toBeAllowedBy(policy);
  expect(traced).not.toBeAllowedBy(policy);
  await expect(removal).toBeAllowedBy(() => new Response(null, { status: 204, headers: policy }));
  expect(() => expect(traced).toBeAllowedBy(policy)).toThrow("Access-Control-Allow-Headers: traceparent");
});
