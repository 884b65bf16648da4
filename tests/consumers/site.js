// A folder, served.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/** Serves a folder on a port of its own, each file with the headers given: the address of the page at `path`, and how to end it. */
export async function serve(folder, path, headers) {
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, "http://site");
    try {
      const file = new URL(`.${pathname.endsWith("/") ? `${pathname}index.html` : pathname}`, folder);
      const bytes = await readFile(file);
      response.writeHead(200, { "Content-Type": TYPES[extname(file.pathname)] ?? "text/plain", ...headers });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return { address: `http://127.0.0.1:${server.address().port}/${path}`, stop };
}
