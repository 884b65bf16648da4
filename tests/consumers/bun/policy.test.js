// A team's tests of its API's policy under Bun.
import "cors-preflight/bun";
import { expect, test } from "bun:test";

test("the matchers are registered", () => {
  const call = { origin: "https://app.example", url: "https://api.example/notes", method: "DELETE" };
  expect(call).toPreflightBecauseOf("DELETE");
  expect({ call }).toEqual({ call: expect.toPreflight() });
  expect(() => expect(call).not.toPreflight()).toThrow("DELETE");
});
