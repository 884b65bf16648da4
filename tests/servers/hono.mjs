// Hono with its `cors`, on Node.

import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { basicAuth } from "hono/basic-auth";
import { bearerAuth } from "hono/bearer-auth";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";

/** The apps by their configuration, listening; each with what net.connect() takes. */
export async function start({ page, at }) {
  const servers = await Promise.all(
    Object.entries(apps(page, at)).map(
      ([name, { fetch }]) =>
        new Promise((resolve) => {
          const server = serve({ fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => resolve([name, server, port]));
        }),
    ),
  );
  return {
    targets: Object.fromEntries(servers.map(([name, , port]) => [name, { port, host: "127.0.0.1" }])),
    stop: () => servers.forEach(([, server]) => server.close().closeAllConnections()),
  };
}

function apps(page, at) {
  const elsewhere = "https://app.example";
  const bearer = bearerAuth({ token: "secret" });
  return {
    defaults: app(["*", cors()]),
    fixed: app(["*", cors({ origin: page, credentials: true, exposeHeaders: ["X-Total-Count", "Content-Length"], maxAge: 600 })]),
    "fixed to another": app(["*", cors({ origin: elsewhere })]),
    "list with a slash": app(["*", cors({ origin: [elsewhere, `${page}/`] })]),
    "wildcard with credentials": app(["*", cors({ credentials: true })]),
    "asked of a function": app(["*", cors({ origin: (origin) => (origin.endsWith(".example") ? origin : elsewhere) })]),
    reflected: app(["*", cors({ origin: (origin) => origin, credentials: true })]),
    headers: app(["*", cors({ allowHeaders: ["X-Custom-Header", "Upgrade-Insecure-Requests"] })]),
    methods: app(["*", cors({ allowMethods: ["POST", "GET", "OPTIONS"] })]),
    "no methods": app(["*", cors({ allowMethods: [] })]),
    "on another path": app(["/api/*", cors()]),
    "authentication first": app(["*", bearer], ["*", cors()]),
    "basic authentication first": app(["*", basicAuth({ username: "a", password: "b" })], ["*", cors({ origin: page, credentials: true })]),
    "authentication last": app(["*", cors()], ["*", bearer]),
    "secure headers": app(["*", secureHeaders()]),
    "secure headers and CORS": app(["*", secureHeaders()], ["*", cors()]),
    twice: app(["*", cors()], [
      "*",
      async (context, next) => {
        await next();
        context.header("Access-Control-Allow-Origin", page, { append: true });
      },
    ]),
    "OPTIONS redirected": app(["*", moveToV2], ["*", cors()]),
    "body limit first": app(["*", bodyLimit({ maxSize: 10 })], ["*", cors()]),
    "body limit last": app(["*", cors()], ["*", bodyLimit({ maxSize: 10 })]),
    "redirects on": app([
      "*",
      cors({ origin: page, credentials: true }),
    ], ["/moved", async (context) => context.redirect(`${at("hono/reflected")}/items`, 307)]),
    "redirects on to the page's": app([
      "*",
      cors(),
    ], ["/moved", async (context) => context.redirect(`${at("hono/fixed")}/items`, 307)]),
  };
}

function app(...before) {
  const app = new Hono();
  for (const [path, middleware] of before) app.use(path, middleware);
  app.get("/items", (context) => context.json(["a", "b"], 200, { "X-Total-Count": "2" }));
  app.post("/items", (context) => context.json({ id: 3 }, 201));
  app.put("/items", (context) => context.json({ saved: true }));
  app.delete("/items", (context) => context.body(null, 204));
  app.get("/broken", () => {
    throw new HTTPException(500, { message: "broken" });
  });
  app.get("/refused", () => {
    throw new HTTPException(403, { res: new Response("a custom response", { status: 403 }) });
  });
  return app;
}

async function moveToV2(context, next) {
  if (context.req.path.startsWith("/v2/")) return next();
  return context.redirect(`/v2${context.req.path}`, 308);
}
