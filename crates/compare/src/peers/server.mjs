// Servers on loopback that answer as they are told, and say what came. HTTP/1.1 is written and read byte by
// byte: libraries refuse methods and lines that matter here.

import { createServer } from "node:net";

/** What allows a request whatever it asks for. */
function allowing(request) {
  const asked = (name) => request.headers.get(name);
  const lines = [
    ["Access-Control-Allow-Origin", asked("origin") ?? "*"],
    ["Access-Control-Allow-Credentials", "true"],
  ];
  if (request.isPreflight) {
    lines.push(["Access-Control-Allow-Methods", asked("access-control-request-method")]);
    const names = asked("access-control-request-headers");
    if (names !== undefined) lines.push(["Access-Control-Allow-Headers", names]);
  }
  return { status: request.isPreflight ? 204 : 200, headers: lines };
}

/** What is answered, and what has come, one question after the other. */
export class Told {
  #answers = {};
  seen = [];

  ask(answers) {
    this.#answers = answers;
    this.seen = [];
  }

  /** Keeps what came and answers it. */
  answer(method, headers) {
    const request = { headers, isPreflight: method === "OPTIONS" && headers.has("access-control-request-method") };
    const kind = request.isPreflight ? "preflight" : "request";
    this.seen.push(kind);
    return this.#answers[kind] ?? allowing(request);
  }
}

const bytes = (text) => Buffer.from(text, "latin1");

/** The head of a request, and how many bytes it and its body have; undefined while they are not all there. */
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
  // A client that goes away in the middle is nobody's error.
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    const request = read(received);
    if (!request) return;
    socket.removeAllListeners("data");
    const { status, headers } = told.answer(request.method, request.headers);
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const body = HAS_NO_BODY.has(status) ? "" : "Content-Length: 0\r\n";
    socket.end(bytes(`HTTP/1.1 ${status} Said\r\n${lines}${body}Connection: close\r\n\r\n`));
  });
}

/** Starts a server for each place; all of them answer what `told` says. */
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
