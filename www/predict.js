// What an exchange has to look like, by the engine, and what it looked like, row by row.

import { checkPreflight, checkResponse, classify } from "cors-preflight";
import { valueOf } from "./wire.js";

const rows = [
  ["options", "OPTIONS sent"],
  ["requestMethod", "its Access-Control-Request-Method"],
  ["requestHeaders", "its Access-Control-Request-Headers"],
  ["optionsOrigin", "its Origin"],
  ["request", "Request sent"],
  ["method", "its method"],
  ["origin", "its Origin"],
  ["script", "The script’s fetch()"],
  ["status", "status it sees"],
  ["names", "headers it can read"],
];

const nothing = {
  options: "no",
  requestMethod: null,
  requestHeaders: null,
  optionsOrigin: null,
  request: "no",
  method: null,
  origin: null,
  status: null,
  names: null,
};

/** What must happen when `call` is made and answered so. */
export function predict(call, { preflight, answer }) {
  const { outcome, preflight: options, request } = classify(call);
  if (outcome === "throws") return { ...nothing, script: "throws" };
  if (outcome === "blocked") return { ...nothing, script: "rejects" };
  const asked = options
    ? {
        options: "once",
        requestMethod: valueOf(options.headers, "access-control-request-method"),
        requestHeaders: valueOf(options.headers, "access-control-request-headers"),
        optionsOrigin: valueOf(options.headers, "origin"),
      }
    : {};
  if (options && !checkPreflight(call, preflight).allowed) {
    return { ...nothing, ...asked, script: "rejects" };
  }
  const sent = {
    ...asked,
    request: "once",
    method: request.method,
    origin: valueOf(request.headers, "origin"),
  };
  const { type, readable, exposed } = checkResponse(call, answer);
  if (type === "error") return { ...nothing, ...sent, script: "rejects" };
  const status = readable ? answer.status : 0;
  return { ...nothing, ...sent, script: got(type), status: String(status), names: listed(exposed) };
}

/** What did happen: the server's report, and what the script saw. */
export function observe(exchanges, saw) {
  const received = exchanges.map(({ received: [first, ...lines] }) => ({
    method: first.slice(0, first.indexOf(" ")),
    headers: lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  }));
  // No script can set Access-Control-Request-Method, so it tells a preflight from an OPTIONS call.
  const isPreflight = ({ method, headers }) =>
    method === "OPTIONS" && valueOf(headers, "access-control-request-method") !== null;
  const options = received.filter(isPreflight);
  const requests = received.filter((request) => !isPreflight(request));
  const last = (list, name) => valueOf(list.at(-1)?.headers ?? [], name);
  return {
    options: times(options.length),
    requestMethod: last(options, "access-control-request-method"),
    requestHeaders: last(options, "access-control-request-headers"),
    optionsOrigin: last(options, "origin"),
    request: times(requests.length),
    method: requests.at(-1)?.method ?? null,
    origin: last(requests, "origin"),
    script: saw.kind === "answered" ? got(saw.type) : saw.kind,
    status: saw.kind === "answered" ? String(saw.status) : null,
    names: saw.kind === "answered" ? listed([...new Set(saw.names)].sort()) : null,
  };
}

/** Prediction and observation side by side. */
export function compare(predicted, observed) {
  return rows.map(([key, label]) => ({
    key,
    label,
    predicted: predicted[key],
    observed: observed[key],
    equal: predicted[key] === observed[key],
  }));
}

function got(type) {
  return `gets a “${type}” response`;
}

function listed(names) {
  return names.length === 0 ? "none" : names.join(", ");
}

function times(count) {
  return ["no", "once"][count] ?? `${count} times`;
}
