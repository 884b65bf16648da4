// Servers at which a call fails, each for one cause, that can be changed as diagnose() proposes.

import { serve } from "./lib/serve.mjs";

const allowAll = ({ headers }) => [
  ["Access-Control-Allow-Origin", headers.origin ?? "*"],
  ["Access-Control-Allow-Methods", "*, PUT, DELETE"],
  ["Access-Control-Allow-Headers", "content-type, x-a"],
];
const shared = [["Access-Control-Allow-Origin", "*"]];
const ok = (headers = []) => ({ status: 200, headers });
const redirect = (headers = []) => ({ status: 302, headers: [...headers, ["Location", "/login"]] });

/**
 * By name: the call's init, the code of the true cause, and the responses. `isTold`: whether the probes can tell, so that the cause must
 * stand first after them.
 */
export const SERVERS = {
  "a GET, no CORS headers": { cause: "allow-origin-missing", response: ok(), isTold: true },
  "a DELETE, no CORS headers": { init: { method: "DELETE" }, cause: "allow-origin-missing", preflight: ok(), response: ok(), isTold: true },
  "several Access-Control-Allow-Origin values": { cause: "allow-origin-multiple", response: ok([["Access-Control-Allow-Origin", "*, http://localhost:1"]]) },
  "`*` with credentials": {
    init: { credentials: "include" },
    cause: "allow-origin-wildcard-with-credentials",
    response: ok([...shared, ["Access-Control-Allow-Credentials", "true"]]),
    isTold: true,
  },
  "a DELETE that is not allowed": { init: { method: "DELETE" }, cause: "method-not-allowed", preflight: ok(shared), response: ok(shared) },
  "OPTIONS 401, with the CORS headers": { init: { method: "DELETE" }, cause: "preflight-status-not-ok", preflight: { status: 401, headers: allowAll }, response: ok(shared), isTold: true },
  "OPTIONS 404, without the CORS headers": { init: { method: "DELETE" }, cause: "preflight-status-not-ok", preflight: { status: 404, headers: [] }, response: ok(shared), isTold: true },
  "OPTIONS redirected": { init: { method: "DELETE" }, cause: "preflight-redirected", preflight: redirect(shared), response: redirect(shared), login: ok(shared), isTold: true },
  "a redirect to a login page, with the CORS headers": { cause: "response-redirected", response: redirect(shared), isTold: true },
  "a redirect to a login page, without the CORS headers": { cause: "response-redirected", response: redirect() },
  "a PUT, CORS headers only on the preflight response": { init: { method: "PUT" }, cause: "allow-origin-missing", preflight: ok(allowAll), response: ok(), isTold: true },
  "a POST of JSON that ends in a bare 500": {
    init: { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" },
    cause: "error-response-not-shared",
    preflight: ok(allowAll),
    response: ok(shared),
    unsafe: { status: 500, headers: [] },
  },
  "an empty reply": { cause: "no-answer", isEmpty: true, response: ok(shared), isTold: true },
  "a refused connection": { cause: "no-answer", isGone: true, response: ok(shared), isTold: true },
};

/** Starts a server; `apply` changes the server as a diagnosis proposes. */
export async function startFailing({ isGone = false, ...row }) {
  const state = structuredClone({ ...row, preflight: undefined, cause: undefined });
  state.preflight = row.preflight;
  const send = (request, response, { status, headers }) => {
    response.writeHead(status, (typeof headers === "function" ? headers(request) : headers).flat()).end();
  };
  let server;
  const answer = (request, response) => {
    if (state.isEmpty) return response.destroy();
    if (request.method === "OPTIONS") return send(request, response, state.preflight ?? { status: 204, headers: [] });
    if (request.path === "/login") return send(request, response, state.login ?? { status: 200, headers: [] });
    return send(request, response, (request.method !== "GET" && state.unsafe) || state.response);
  };
  server = await serve(answer);
  const { url } = server;
  const port = Number(new URL(url).port);
  if (isGone) await server.close();
  let isClosed = isGone;

  /** Makes a response such that it has the needed lines. */
  const changed = ({ status, headers }, lines, request) => {
    const names = lines.filter((line) => line.includes(": ")).map((line) => line.split(": ")[0].toLowerCase());
    const kept = (typeof headers === "function" ? headers(request) : headers).filter(([name]) => !names.includes(name.toLowerCase()));
    const statusLine = lines.find((line) => line.startsWith("HTTP/"));
    return { status: statusLine ? Number(statusLine.split(" ")[1]) : status, headers: [...kept, ...lines.filter((line) => line.includes(": ")).map((line) => line.split(/: (.*)/, 2))] };
  };

  return {
    url,
    async apply({ reasons, needs }) {
      if (reasons[0].code === "no-answer") {
        state.isEmpty = false;
        if (isClosed) server = await serve(answer, port);
        isClosed = false;
      }
      if (reasons[0].code === "response-redirected") state.response = { status: 200, headers: state.response.headers };
      const request = { headers: {} };
      if (needs.preflight) state.preflight = changed(state.preflight ?? { status: 204, headers: [] }, needs.preflight, request);
      if (needs.response) {
        state.response = changed(state.response, needs.response, request);
        if (state.unsafe) state.unsafe = changed(state.unsafe, needs.response, request);
        if (state.login) state.login = changed(state.login, needs.response, request);
      }
    },
    close: () => (isClosed ? undefined : server.close()),
  };
}
