// Local servers that send given responses and log the requests. HTTP/1.1 is read and written byte by byte,
// because libraries reject methods and headers that matter here.

import { createServer } from "node:net";

/** Returns a response that allows a request. */
function allow(request) {
  const value = (name) => request.headers.get(name);
  const lines = [
    ["Access-Control-Allow-Origin", value("origin") ?? "*"],
    ["Access-Control-Allow-Credentials", "true"],
  ];
  if (request.isPreflight) {
    lines.push(["Access-Control-Allow-Methods", value("access-control-request-method")]);
    const names = value("access-control-request-headers");
    if (names !== undefined) lines.push(["Access-Control-Allow-Headers", names]);
  }
  return { status: request.isPreflight ? 204 : 200, headers: lines };
}

/** The responses to one question, and the requests so far. */
export class Told {
  #answers = {};
  seen = [];

  ask(answers) {
    this.#answers = answers;
    this.seen = [];
  }

  /** Logs a request and returns its response. */
  answer(method, headers) {
    const request = { headers, isPreflight: method === "OPTIONS" && headers.has("access-control-request-method") };
    const kind = request.isPreflight ? "preflight" : "request";
    this.seen.push(kind);
    return this.#answers[kind] ?? allow(request);
  }
}

const bytes = (text) => Buffer.from(text, "latin1");

/** Returns a request, or undefined if it is not complete. */
function read(received) {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first, ...lines] = received.subarray(0, end).toString("latin1").split("\r\n");
  const headers = new Map();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const rest = received.subarray(end + 4);
  const isWhole = headers.has("transfer-encoding")
    ? rest.includes("0\r\n\r\n")
    : rest.length >= Number(headers.get("content-length") ?? 0);
  return isWhole ? { method: first.split(" ")[0], headers } : undefined;
}

const HAS_NO_BODY = new Set([204, 205, 304]);

function converse(socket, told) {
  let received = Buffer.alloc(0);
  // A client that closes early is not an error.
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    const request = read(received);
    if (!request) return;
    socket.removeAllListeners("data");
    const { status, headers } = told.answer(request.method, request.headers);
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const body = HAS_NO_BODY.has(status) ? "" : "Content-Length: 0\r\n";
    socket.end(bytes(`HTTP/1.1 ${status} OK\r\n${lines}${body}Connection: close\r\n\r\n`));
  });
}

/** Starts a server for each placeholder. All of them use `told`. */
export async function serve(told) {
  const servers = [];
  const places = {};
  for (const [place, host] of [["page", "127.0.0.1"], ["other", "127.0.0.1"], ["third", "localhost"]]) {
    const server = createServer((socket) => converse(socket, told)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    places[place] = `http://${host}:${server.address().port}`;
    servers.push(server);
  }
  return { places, stop: () => servers.forEach((server) => server.close()) };
}
