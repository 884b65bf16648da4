// The calls of benches/inputs, and the responses to them.

const ORIGIN = "https://app.example";
const URL = "https://api.example/v1/items?page=2";

/** The number of variants of each call. Their values differ, so that no contestant can cache a result. */
export const VARIANTS = 16;

const hex = (number) => (0xb0f6c11 + number * 0x1111).toString(16);

function simple(number) {
  const headers = {
    Accept: "application/json, text/plain, */*",
    "Accept-Language": `en-GB, en;q=0.${10 + number}`,
    "Content-Type": "application/x-www-form-urlencoded",
  };
  return { method: "POST", headers };
}

function preflighted(number) {
  const headers = {
    Accept: "application/json, text/plain, */*",
    "Accept-Language": `en-GB, en;q=0.${10 + number}`,
    Authorization: "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0",
    "Cache-Control": "no-cache",
    "Content-Type": "application/json",
    "If-None-Match": '"33a64df551425fcc55e4d42a148795d9f25f89d4"',
    "X-Request-ID": `7b1e2a0c-6a0f-4a6f-9d53-6d5f${hex(number)}`,
    "X-Requested-With": "XMLHttpRequest",
  };
  return { method: "PUT", headers, body: "body" };
}

/** Returns different names in random order, each with a value. */
export function distinct(count) {
  const headers = {};
  for (let number = 0; number < count; number += 1) {
    headers[`X-Header-${String((number * 7_919) % count).padStart(6, "0")}`] = "a value";
  }
  return { method: "PUT", headers };
}

const shared = [
  ["Access-Control-Allow-Origin", ORIGIN],
  ["Access-Control-Allow-Credentials", "true"],
];

/** Returns a call, and the responses to its preflight and to its request. */
export function fetchOf({ method, headers, body }) {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const init = body === undefined ? { method, headers } : { method, headers, body };
  return {
    url: URL,
    origin: ORIGIN,
    init,
    call: { origin: ORIGIN, url: URL, ...init },
    preflight: {
      status: 204,
      headers: [
        ...shared,
        ["Access-Control-Allow-Methods", "GET, POST, PUT, DELETE"],
        ["Access-Control-Max-Age", "600"],
        ["Access-Control-Allow-Headers", names.join(", ")],
      ],
    },
    answer: {
      status: 200,
      headers: [
        ...shared,
        ["Cache-Control", "no-store"],
        ["Content-Type", "application/json"],
        ["ETag", '"33a64df551425fcc55e4d42a148795d9f25f89d4"'],
        ["X-Request-ID", "7b1e2a0c-6a0f-4a6f-9d53-6d5f1b0f6c11"],
        ["X-Total-Count", "341"],
        ["Access-Control-Expose-Headers", "etag, x-total-count"],
      ],
    },
  };
}

const variants = (make) => Array.from({ length: VARIANTS }, (_, number) => fetchOf(make(number)));

/** Typical calls by their number of headers. */
export const typical = { 3: variants(simple), 8: variants(preflighted) };
