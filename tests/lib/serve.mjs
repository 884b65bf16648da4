// A server for one test.

import { createServer } from "node:http";

/** Binds a server to a port of 127.0.0.1, by default a free one. Returns its origin. */
export async function listen(server, port = 0) {
  server.listen(port, "127.0.0.1");
  await new Promise((resolve, reject) => server.once("listening", resolve).once("error", reject));
  return `http://127.0.0.1:${server.address().port}`;
}

/**
 * Starts a server on loopback, at a port if one is given, that calls `answer(request, response)` once the body is there. `seen` has the
 * requests, and `underway()` counts the responses that have neither ended nor been aborted.
 */
export async function serve(answer, port = 0) {
  const seen = [];
  let underway = 0;
  const server = createServer((request, response) => {
    underway += 1;
    response.on("close", () => {
      underway -= 1;
    });
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("latin1");
      const { method, url, headers, rawHeaders } = request;
      seen.push({ method, path: url, headers, rawHeaders, body });
      answer({ method, path: url, headers, body }, response);
    });
    request.on("error", () => {});
    response.on("error", () => {});
  });
  server.on("connection", (socket) => socket.on("error", () => {}));
  const url = await listen(server, port);
  return {
    url,
    elsewhere: url.replace("127.0.0.1", "localhost"),
    seen,
    methods: () => seen.map(({ method, path }) => `${method} ${path}`),
    underway: () => underway,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Waits until a condition holds. */
export async function until(holds) {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
