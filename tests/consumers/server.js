// A server of another origin than its callers'.

import { createServer } from "node:http";

/** What it answers to an OPTIONS, beside whom it lets read. */
const GRANTS = {
  granted: { "Access-Control-Allow-Methods": "PUT", "Access-Control-Allow-Headers": "X-Trace" },
};
const EVERY = { "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "X-Shown", "X-Shown": "shown", "X-Hidden": "hidden" };

/** Starts it: its address, what it was asked (method, place and name), and how to end it. */
export async function listen() {
  const asked = [];
  const server = createServer(({ method, url }, response) => {
    const [place, name] = url.slice(1).split("/");
    asked.push({ place, line: `${method} ${name}` });
    if (method === "OPTIONS") response.writeHead(204, { ...EVERY, ...GRANTS[name] }).end();
    else response.writeHead(200, { ...EVERY, "Content-Type": "text/plain" }).end(name);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${server.address().port}/`, asked, stop };
}
