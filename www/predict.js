// The predicted and the observed exchange, row by row.

import { checkPreflight, checkResponse, classify } from "cors-preflight";
import { headerValue } from "./http-text.js";

const rows = [
  ["options", "Preflight sent"],
  ["requestMethod", "its Access-Control-Request-Method"],
  ["requestHeaders", "its Access-Control-Request-Headers"],
  ["optionsOrigin", "its Origin"],
  ["request", "Request sent"],
  ["method", "its method"],
  ["origin", "its Origin"],
  ["script", "fetch() in the script"],
  ["status", "status that it sees"],
  ["names", "headers that it can read"],
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

/** Predicts the exchange of `call` with these responses. */
export function predict(call, { preflight, response }) {
  const { outcome, preflight: options, request } = classify(call);
  if (outcome === "throws") return { ...nothing, script: "throws" };
  if (outcome === "blocked") return { ...nothing, script: "rejects" };
  const preflighted = options
    ? {
        options: "once",
        requestMethod: headerValue(options.headers, "access-control-request-method"),
        requestHeaders: headerValue(options.headers, "access-control-request-headers"),
        optionsOrigin: headerValue(options.headers, "origin"),
      }
    : {};
  if (options && !checkPreflight(call, preflight).allowed) {
    return { ...nothing, ...preflighted, script: "rejects" };
  }
  const sent = {
    ...preflighted,
    request: "once",
    method: request.method,
    origin: headerValue(request.headers, "origin"),
  };
  const { type, readable, exposed } = checkResponse(call, response);
  if (type === "error") return { ...nothing, ...sent, script: "rejects" };
  const status = readable ? response.status : 0;
  return { ...nothing, ...sent, script: describeType(type), status: String(status), names: nameList(exposed) };
}

/** Describes the exchange that happened: the server's report, and the result of the script. */
export function observe(exchanges, result) {
  const received = exchanges.map(({ received: [first, ...lines] }) => ({
    method: first.slice(0, first.indexOf(" ")),
    headers: lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  }));
  // No script can set Access-Control-Request-Method, so it distinguishes a preflight from a call with method OPTIONS.
  const isPreflight = ({ method, headers }) =>
    method === "OPTIONS" && headerValue(headers, "access-control-request-method") !== null;
  const options = received.filter(isPreflight);
  const requests = received.filter((request) => !isPreflight(request));
  const last = (list, name) => headerValue(list.at(-1)?.headers ?? [], name);
  return {
    options: times(options.length),
    requestMethod: last(options, "access-control-request-method"),
    requestHeaders: last(options, "access-control-request-headers"),
    optionsOrigin: last(options, "origin"),
    request: times(requests.length),
    method: requests.at(-1)?.method ?? null,
    origin: last(requests, "origin"),
    script: result.kind === "response" ? describeType(result.type) : result.kind,
    status: result.kind === "response" ? String(result.status) : null,
    names: result.kind === "response" ? nameList([...new Set(result.names)].sort()) : null,
  };
}

/** Puts prediction and observation side by side. */
export function compare(predicted, observed) {
  return rows.map(([key, label]) => ({
    key,
    label,
    predicted: predicted[key],
    observed: observed[key],
    equal: predicted[key] === observed[key],
  }));
}

function describeType(type) {
  return `gets a “${type}” response`;
}

function nameList(names) {
  return names.length === 0 ? "none" : names.join(", ");
}

function times(count) {
  return ["no", "once"][count] ?? `${count} times`;
}
