// A program that uses every member of the package.

import {
  checkPreflight,
  checkResponse,
  classify,
  Exchange,
  load,
  needsPreflight,
  PreflightCache,
  type BodyKind,
  type CacheEntry,
  type Call,
  type Classification,
  type Code,
  type HttpRequest,
  type HttpResponse,
  type PreflightVerdict,
  type Profile,
  type Reason,
  type ResponseVerdict,
  type Step,
} from "cors-preflight";
import * as slim from "cors-preflight/slim";
import wasm from "cors-preflight/wasm";
import { engine } from "cors-preflight/engine";
import { explain, type Browser, type Explanation } from "cors-preflight/explain";
import { corsFetch, CorsError, diagnose, type CorsFetchOptions, type Diagnosis, type DoneStep, type FetchCall, type Needs, type Probe } from "cors-preflight/fetch";
import {
  assertNoPreflight,
  assertPolicy,
  assertPolicyRefuses,
  assertPreflight,
  matchers,
  type AssertionOptions,
  type CorsAsymmetricMatchers,
  type CorsMatchers,
  type PolicyResponse,
  type PolicyHandler,
  type PolicyHeaders,
} from "cors-preflight/testing";

// ---- what goes in

const profile: Profile = "standard";
const options = { profile };
const kind: BodyKind = { kind: "blob", type: "application/json" };

const written = {
  origin: "https://app.example",
  acceptLanguage: "en",
  url: new URL("https://api.example/notes"),
  via: "fetch",
  method: "PUT",
  headers: new Headers({ "X-Trace": "1" }),
  body: kind,
  mode: "cors",
  credentials: "include",
  redirect: "follow",
  cache: "no-store",
  keepalive: false,
  referrerPolicy: "no-referrer",
  partition: "https://app.example",
} satisfies Call;
const streamed: Call = { ...written, body: new ReadableStream<Uint8Array>(), duplex: "half" };
const sent: Call = { origin: "null", url: "https://api.example/", via: "xhr", withCredentials: true, upload: true };
const shown: Call = { ...sent, via: "image", crossOrigin: "use-credentials" };
const bodies: Call["body"][] = ["text", new URLSearchParams(), new FormData(), new Blob([]), new Uint8Array(1), new ArrayBuffer(1), null];
const headers: Call["headers"][] = [[["X-Trace", "1"]], { "X-Trace": "1" }, new Headers()];

const answer: HttpResponse = { status: 204, headers: [["Access-Control-Allow-Origin", "*"]] };
const answered: HttpResponse = { status: 200, headers: new Headers() };
const literal = { status: 204, headers: [["Access-Control-Allow-Origin", "*"], ["Access-Control-Max-Age", "600"]] };
const forms: HttpResponse[] = [literal, { status: 200, headers: { "X-A": "1" } }, { status: 200, headers: [{ name: "X-A", value: "1" }] }, new Response()];

// ---- what comes out

function told({ code, message, spec, subject, fix }: Reason): string {
  const known: Code = "method-not-allowed";
  return [code === known, message, spec, subject ?? "", fix ?? ""].join(" ");
}

function line({ method, url, headers, body, credentials }: HttpRequest): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${url}`, ...lines, body, credentials].join("\n");
}

function classified(): string {
  const { summary, outcome, reasons, notes, preflight, request }: Classification = classify(written, options);
  const sentences: Record<Classification["outcome"], string> = {
    throws: "throws",
    blocked: "blocked",
    "same-origin": "same-origin",
    "no-cors": "no-cors",
    simple: "simple",
    preflight: "preflight",
  };
  return [summary, sentences[outcome], ...[...reasons, ...notes].map(told), preflight && line(preflight), request && line(request)].join("\n");
}

function classifiedForms(): string[] {
  const request = new Request("https://api.example/notes", { method: "PUT" });
  const origin = "https://app.example";
  const found = [classify(request, { origin }), classify("/notes", { method: "PUT" }, { origin, profile }), classify(new URL(request.url), undefined, { origin })];
  return [...found.map(({ outcome }) => outcome), String(needsPreflight(request, options))];
}

function checked(): string {
  const { summary, allowed, reasons, notes, grant }: PreflightVerdict = checkPreflight(sent, answer, options);
  const granted: string[] = grant && grant.maxAge > 0 ? [...grant.methods, ...grant.headers] : [];
  return [summary, allowed, ...granted, ...[...reasons, ...notes].map(told)].join("\n");
}

function read(): string {
  const { summary, readable, reasons, notes, type, exposed }: ResponseVerdict = checkResponse(streamed, answered, options);
  return [summary, readable, type === "opaqueredirect", ...exposed, ...[...reasons, ...notes].map(told)].join("\n");
}

function step(step: Step): string {
  switch (step.kind) {
    case "preflight":
      return [line(step.request), ...step.reasons.map(told)].join("\n");
    case "request":
      return line(step.request);
    case "done":
      return [step.type, step.status, step.url, step.redirected, ...step.exposed, ...step.notes.map(told)].join("\n");
    case "error":
      return [step.when === "network", ...step.reasons.map(told)].join("\n");
  }
}

function exchanged(): string {
  const cache = new PreflightCache(options);
  const exchange: Exchange = new Exchange(shown, { profile, cache });
  const steps = [exchange.next(), exchange.next(answer, Date.now()), exchange.next(null)];
  const rows = cache.entries().map(({ origin, url, credentials, method, header, expires }: CacheEntry) =>
    [origin, url, credentials, method ?? header, expires].join(" "),
  );
  cache.clear();
  return [...steps.map(step), ...rows].join("\n");
}

function explained(text: string): string {
  const explanation: Explanation | null = explain(text);
  if (explanation === null) return "";
  const { browsers, reason, or, values, missing, current, answerTo } = explanation;
  const names: Browser[] = browsers;
  const { url, redirectedFrom, location, origin, page, kind, method, header, value } = values;
  const { status, scheme, port, addressSpace, targetAddressSpace, failedParameter } = values;
  const all = [url, redirectedFrom, location, origin, page, kind, method, header, value];
  const rest = [status, scheme, port, addressSpace, targetAddressSpace, failedParameter];
  return [...names, ...[reason, ...or].map(told), ...all, ...rest, ...missing, current, answerTo === "preflight"].join("\n");
}

// ---- fetch

const fetching: CorsFetchOptions = {
  origin: "https://app.example",
  profile,
  fetch: globalThis.fetch,
  how: "observe",
  cache: new PreflightCache(),
  onClassified: ({ outcome }, { url }) => console.log(outcome, url),
  onResponse: ({ notes }: DoneStep, { url }) => console.log(notes.map(told), url),
  preflights: "forbid",
  engine,
};
await engine.start();
const fetch: typeof globalThis.fetch = corsFetch(fetching);
const forbidden = fetch("https://api.example/notes", { method: "PUT", body: "text" }).catch((error: unknown) => {
  if (!(error instanceof TypeError && error.cause instanceof CorsError)) throw error;
  const { name, message, call, reasons, certain, needs, cause } = error.cause satisfies Error;
  const { preflight, response }: Needs = needs ?? {};
  return [name === "CorsError", message, call.url, ...reasons.map(told), certain, preflight, response, cause, error.cause.toJSON().message].join("\n");
});
const own: FetchCall = written;
const thrown = new CorsError("the message", { call: own, reasons: [], certain: false });

async function diagnosed(error: unknown): Promise<string> {
  const { conclusion, summary, reasons, probes, needs }: Diagnosis = await diagnose(error, { probe: true, timeout: 1_000, signal: new AbortController().signal });
  const shown = ({ method, url, mode, redirect, answered, type, status, error, shows }: Probe) =>
    [method, url, mode, redirect, answered, type, status, error, shows].join(" ");
  return [conclusion === "unreachable", summary, ...reasons.map(told), ...probes.map(shown), needs.response].join("\n");
}

// ---- tests

const rules: AssertionOptions = options;
const given: PolicyResponse = answer;
const policy: PolicyHeaders = { preflight: given, response: { "Access-Control-Allow-Origin": "*" } };
const handler: PolicyHandler = async (request) => new Response(request.method);

async function asserted(): Promise<void> {
  assertPreflight(written, ["PUT", "x-trace"], rules);
  assertNoPreflight(sent, rules);
  assertPolicy(policy, [written, sent], rules);
  assertPolicyRefuses(policy, sent, rules);
  await assertPolicy(handler, sent);
  await assertPolicyRefuses(handler, [sent]);
}

/** The `expect` of a test runner with the matchers. */
async function expected(expect: CorsMatchers): Promise<string> {
  expect.toPreflight(rules);
  expect.toPreflightBecauseOf("PUT", rules);
  expect.toBeAllowedBy(policy, rules);
  await expect.toBeAllowedBy(handler);
  const { toPreflight, toPreflightBecauseOf, toBeAllowedBy } = matchers;
  const results = [
    toPreflight.call({ isNot: false }, written, rules),
    toPreflightBecauseOf.call({ isNot: true }, written, "PUT"),
    await toBeAllowedBy.call({ isNot: false }, [written], policy),
  ];
  return results.map(({ pass, message }) => `${pass} ${message()}`).join("\n");
}

/** The `expect` of a test runner with the matchers inside an expected value. */
const nested = (expect: CorsAsymmetricMatchers): unknown[] => [expect.toPreflight(), expect.toPreflightBecauseOf("PUT"), expect.toBeAllowedBy(policy)];

// ---- the module, brought

await load();

slim.init(wasm);
const brought: Classification = slim.classify(written, options);

const needed: boolean[] = headers.map((headers) => needsPreflight("POST", headers, options));
console.log(forms.length, classifiedForms(), nested, bodies.length, needed, classified(), checked(), read(), exchanged(), explained("CORS"), thrown, await forbidden, diagnosed, brought, asserted, expected);
