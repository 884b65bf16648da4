// A server of another origin than its callers'.

import { createServer } from "node:http";
import { text } from "node:stream/consumers";

/** The headers of its preflight response, in addition to Access-Control-Allow-Origin. */
const GRANTS = {
  granted: {
    "Access-Control-Allow-Methods": "PUT",
    "Access-Control-Allow-Headers": "Content-Type, X-Trace",
    "Access-Control-Max-Age": "0",
  },
};
const EVERY = { "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "X-Shown", "X-Shown": "shown", "X-Hidden": "hidden" };

/** Starts it: its address, what it was asked (method, place and name), and how to end it. */
export async function listen() {
  const asked = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    const [place, name] = url.slice(1).split("/");
    asked.push({ place, line: `${method} ${name}` });
    if (method === "OPTIONS") {
      response.writeHead(204, { ...EVERY, ...GRANTS[name] }).end();
    } else {
      const body = await text(request);
      const [type] = (headers["content-type"] ?? "").split(";");
      response.writeHead(200, { ...EVERY, "Content-Type": "text/plain" });
      response.end(type === "multipart/form-data" ? `${type} ${body.match(/name="name"\s+value/)?.[0]}` : `${type} ${body}`);
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${server.address().port}/`, asked, stop };
}
