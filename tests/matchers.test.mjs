// The assertions and matchers about calls and policies.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNoPreflight, assertPolicy, assertPolicyRefuses, assertPreflight, matchers } from "cors-preflight/testing";

const origin = "https://app.example";
const url = "https://api.example/x";
const simple = { origin, url };
const traced = { origin, url, method: "PUT", headers: { "X-Trace": "1" } };
const throwing = { origin, url, method: "TRACE" };
const blocked = { origin, url: "http://api.example/" };

/** The message of an assertion that fails. */
function failing(assertion) {
  try {
    assertion();
  } catch (error) {
    assert.deepEqual([error.name, error.code, error instanceof Error], ["AssertionError", "ERR_ASSERTION", true], error.stack);
    return error.message;
  }
  return assert.fail("it holds");
}

async function failingInTime(assertion) {
  const error = await assertion().then(() => assert.fail("it holds"), (error) => error);
  return failing(() => {
    throw error;
  });
}

test("a call must not be preflighted, and the message has every cause", () => {
  assertNoPreflight(simple);
  assertNoPreflight({ ...traced, url: `${origin}/x` });
  assertNoPreflight({ ...simple, mode: "no-cors" });
  const [first, ...lines] = failing(() => assertNoPreflight(traced)).split("\n");
  assert.equal(first, `Expected no preflight: PUT ${url} from ${origin}`);
  assert.match(lines[0], /because of the method `PUT` and the header `x-trace`/);
  assert.match(lines[2], /^- The header `x-trace` triggers a preflight\./);
});

test("a call must be preflighted, for causes that are named by header, by method or by code", () => {
  for (const because of [undefined, "x-trace", "X-Trace", "PUT", "header-not-safelisted", ["x-trace", "PUT"], []]) assertPreflight(traced, because);
  assertPreflight({ ...simple, method: "POST", body: { kind: "stream" }, duplex: "half" }, "body-stream");
  assert.match(failing(() => assertPreflight(traced, "x-other")), /^Expected a preflight because of x-other: PUT /);
  assert.match(failing(() => assertPreflight(traced, ["x-trace", "x-other"])), /^Expected a preflight because of x-trace, x-other: /);
  assert.match(failing(() => assertPreflight(simple)), /^Expected a preflight: GET \S+ from \S+\nThe request is sent without a preflight/);
});

test("an unknown name of a cause fails, and is named", () => {
  for (const none of [null, 5, {}, { header: "x-trace" }, new Set(["x-trace"]), ["x-trace", undefined], [["x-trace", 5]], Symbol("x")]) {
    assert.throws(() => assertPreflight(traced, none), /^TypeError: because: /);
    assert.throws(() => matchers.toPreflightBecauseOf.call({ isNot: false }, traced, none), /^TypeError: because: /);
  }
  assert.throws(() => matchers.toPreflightBecauseOf.call({ isNot: false }, traced), /^TypeError: because: /);
  assert.throws(() => assertPreflight(traced, { profile: "standard" }, {}), /^TypeError: because: /);
});

test("a browser's rules can be asked for", () => {
  const call = { ...simple, headers: { "Sec-CH-UA-Mobile": "?1", "User-Agent": "x" } };
  assertPreflight(call, "user-agent");
  assertNoPreflight(call, { profile: "chromium" });
  assertPreflight(call, { profile: "standard" });
  failing(() => assertPreflight(call, { profile: "chromium" }));
  assert.throws(() => assertPreflight(call, { profile: "opera" }), /^TypeError: profile: /);
  assert.throws(() => assertNoPreflight(call, { profile: "opera" }), /^TypeError: profile: /);
});

test("a call that is never sent fails whatever is asserted of it", () => {
  const everything = { "Access-Control-Allow-Origin": "*" };
  for (const call of [throwing, blocked]) {
    const { reasons } = { reasons: failing(() => assertPreflight(call)) };
    assert.ok(reasons.includes("\n- "));
    for (const assertion of [assertNoPreflight, (call) => assertPolicy(everything, call), (call) => assertPolicyRefuses(everything, call)]) {
      failing(() => assertion(call));
    }
    for (const isNot of [true, false]) {
      for (const { pass } of [matchers.toPreflight.call({ isNot }, call), matchers.toBeAllowedBy.call({ isNot }, call, everything)]) assert.equal(pass, isNot);
    }
  }
});

const all = [["Access-Control-Allow-Origin", "*"], ["Access-Control-Allow-Methods", "PUT"], ["Access-Control-Allow-Headers", "x-trace"]];
const forms = [all, Object.fromEntries(all), new Headers(all), new Map(all)];

test("a policy is headers in any form, or the headers of each response, or responses", () => {
  for (const headers of forms) {
    for (const policy of [headers, { preflight: headers, response: headers }, { preflight: { status: 200, headers }, response: { status: 404, headers } }]) {
      assert.equal(assertPolicy(policy, traced), undefined);
      assertPolicy(policy, [simple, traced]);
    }
  }
  assertPolicy({ response: all }, simple);
  assertPolicyRefuses({ response: all }, traced);
  assertPolicyRefuses({ preflight: all }, [simple, traced]);
  assertPolicyRefuses({ preflight: { status: 302, headers: all }, response: all }, traced);
  const message = failing(() => assertPolicy([["Access-Control-Allow-Origin", "*"]], [simple, traced]));
  const lines = message.split("\n");
  assert.equal(lines[0], `Expected every call allowed: GET ${url} from ${origin}: done (cors)`);
  assert.equal(lines[1], `PUT ${url} from ${origin}: error (preflight)`);
  assert.deepEqual(lines.filter((line) => line.startsWith("  ")), ["  Fix: Access-Control-Allow-Methods: PUT", "  Fix: Access-Control-Allow-Headers: x-trace"]);
  assert.match(failing(() => assertPolicyRefuses(all, [simple, traced])), /^Expected no call allowed: /);
  failing(() => assertPolicyRefuses({ response: all }, [simple, traced]));
  assertPolicyRefuses({ "Access-Control-Allow-Origin": "https://other.example" }, [simple, traced]);
});

test("a handler gets what a browser would send, and is awaited", async () => {
  const got = [];
  const handler = async (request) => {
    got.push([request.method, request.url, [...request.headers], await request.text()]);
    return new Response("x", { headers: all });
  };
  const call = { ...traced, body: "text", headers: { "X-Trace": "1", "Content-Type": "text/plain" } };
  const pending = assertPolicy(handler, call);
  assert.ok(pending instanceof Promise);
  assert.equal(await pending, undefined);
  assert.deepEqual(got, [
    ["OPTIONS", url, [["accept", "*/*"], ["access-control-request-headers", "x-trace"], ["access-control-request-method", "PUT"], ["origin", origin]], ""],
    ["PUT", url, [["content-type", "text/plain"], ["origin", origin], ["x-trace", "1"]], "text"],
  ]);
  const form = new FormData();
  form.append("a", "1");
  let sent;
  await assertPolicy(async (request) => ((sent = await request.formData()), new Response(null, { headers: all })), { ...simple, method: "POST", body: form });
  assert.equal(sent.get("a"), "1");
  await assertPolicy(async ({ headers }) => (assert.equal(headers.get("content-type"), "text/css"), new Response(null, { headers: all })), {
    ...simple,
    method: "POST",
    body: { kind: "blob", type: "text/plain" },
    headers: { "Content-Type": "text/css" },
    mode: "cors",
    origin: "https://api.example",
  });
});

test("a handler is judged by all its responses, redirects too", async () => {
  const echoing = ({ headers }) => ({ status: 200, headers: [["Access-Control-Allow-Origin", headers.get("origin")]] });
  await assertPolicy(echoing, simple);
  await assertPolicyRefuses(() => new Response("x"), [simple, traced]);
  const redirecting = ({ url }) => new Response(null, { status: 302, headers: { "Access-Control-Allow-Origin": "*", Location: `${url}x` } });
  assert.match(await failingInTime(() => assertPolicy(redirecting, simple)), /error \(redirect\)\n- There are too many redirects: at most 20 are followed\./);
  assert.match(await failingInTime(() => assertPolicyRefuses(echoing, simple)), /^Expected no call allowed: /);
  const mine = new RangeError("mine");
  await assert.rejects(assertPolicy(() => { throw mine; }, simple), mine);
  for (const none of [undefined, null, "x"]) {
    await assert.rejects(assertPolicy(() => none, simple), { name: "TypeError", message: `policy: expected a Response for GET ${simple.url}, got ${none}` });
  }
});

test("invalid policies and calls are TypeErrors", () => {
  for (const none of [undefined, null, 5, "x"]) assert.throws(() => assertPolicy(none, simple), /^TypeError: policy: /);
  for (const none of [null, 5, "x"]) assert.throws(() => assertPolicy({ response: none }, simple), /^TypeError: policy: /);
  for (const assertion of [assertPolicy, assertPolicyRefuses]) assert.throws(() => assertion(Promise.resolve(all), simple), /^TypeError: policy: expected headers or a handler, got a promise/);
  assert.throws(() => assertPolicy(all, []), /^TypeError: calls: /);
  assert.throws(() => assertPolicy(all, 5), /^TypeError: call: /);
  assert.throws(() => assertPolicy([["a b", "c"]], simple), /^TypeError: response\.headers: /);
  assert.throws(() => assertNoPreflight({ url }), /^TypeError: origin: /);
});

test("the matchers say the same, and take part in not", async () => {
  const [is, isNot] = [{ isNot: false }, { isNot: true }];
  assert.equal(matchers.toPreflight.call(is, traced).pass, true);
  assert.equal(matchers.toPreflight.call(isNot, simple).pass, false);
  assert.equal(matchers.toPreflight.call(isNot, traced).message(), failing(() => assertNoPreflight(traced)));
  assert.equal(matchers.toPreflight.call(is, simple).message(), failing(() => assertPreflight(simple)));
  assert.equal(matchers.toPreflightBecauseOf.call(is, traced, "x-trace").pass, true);
  assert.equal(matchers.toPreflightBecauseOf.call(is, traced, "x-other").pass, false);
  assert.equal(matchers.toPreflightBecauseOf.call(isNot, traced, "x-trace").message().split(":")[0], "Expected no preflight because of x-trace");
  assert.equal(matchers.toBeAllowedBy.call(is, [simple, traced], all).pass, true);
  assert.equal(matchers.toBeAllowedBy.call(is, [simple, traced], { response: all }).pass, false);
  assert.equal(matchers.toBeAllowedBy.call(isNot, [simple, traced], { response: all }).pass, true);
  assert.equal((await matchers.toBeAllowedBy.call(is, traced, async () => new Response("x", { headers: all }))).pass, true);
});

test("a misspelled member of a policy or of its responses is a TypeError with a suggestion", () => {
  const call = { origin: "https://app.example", url: "https://api.example/", method: "PUT" };
  const allowed = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "PUT" };
  for (const [policy, meant] of [
    [{ preflght: allowed, response: allowed }, "preflight"],
    [{ preflight: allowed, response: allowed, respnse: 1 }, "response"],
    [{ preflght: allowed }, "preflight"],
    [{ preflight: { status: 200, header: allowed }, response: allowed }, "headers"],
  ]) {
    const suggests = (error) => error instanceof TypeError && error.message.includes(`did you mean \`${meant}\`?`);
    assert.throws(() => assertPolicy(policy, call), suggests);
    assert.throws(() => assertPolicyRefuses(policy, call), suggests);
  }
});
