// A server that lets pages of https://app.example read, and nothing more.

import { createServer } from "node:http";

/** Starts it; resolves with its origin and what ends it. */
export async function startServer() {
  const server = createServer((request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "https://app.example");
    response.setHeader("Content-Type", "application/json");
    response.setHeader("X-Secret", "not exposed");
    response.end('["a","b"]');
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
