// Fastify with its `@fastify/cors`.

import cors from "@fastify/cors";
import fastify from "fastify";

/** The apps by their configuration, listening; each with what net.connect() takes. */
export async function start({ page, at }) {
  const made = Object.entries(apps(page, at));
  await Promise.all(made.map(([, app]) => app.listen({ port: 0, host: "127.0.0.1" })));
  return {
    targets: Object.fromEntries(made.map(([name, app]) => [name, { port: app.server.address().port, host: "127.0.0.1" }])),
    stop: () => Promise.all(made.map(([, app]) => app.close())),
  };
}

function apps(page, at) {
  const elsewhere = "https://app.example";
  return {
    defaults: app({}),
    "every method": app({ methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] }),
    "switched off": app({ origin: false }),
    list: app({ origin: [page, elsewhere], credentials: true, methods: ["GET", "PUT", "DELETE"], exposedHeaders: ["X-Total-Count"], maxAge: 600 }),
    "list with a slash": app({ origin: [`${page}/`, elsewhere] }),
    pattern: app({ origin: [/\.example$/] }),
    "asked of a function": app({ origin: async (origin) => origin === page, credentials: true }),
    "fixed to another": app({ origin: elsewhere }),
    "wildcard in a list, with credentials": app({ origin: ["*"], credentials: true }),
    headers: app({ allowedHeaders: ["Content-Type"] }),
    "any header with credentials": app({ origin: true, credentials: true, allowedHeaders: ["*"] }),
    "OPTIONS handled by a route": app({ preflightContinue: true }),
    "without preflights": app({ preflight: false }),
    "authentication first": app({ origin: true, hook: "preHandler" }, { first: authenticate }),
    "authentication last": app({ origin: true }, { last: authenticate }),
    "in a plugin of its own": aside(),
    "exposed by wildcard": app({ exposedHeaders: "*" }),
    "OPTIONS redirected": app({ origin: true }, { first: moveToV2 }),
    "OPTIONS redirected with headers": app({ preflightContinue: true, methods: ["GET", "PUT"] }, { next: moveToV2 }),
    "redirects on": app({}, { moved: `${at("fastify/defaults")}/items` }),
    "at a later hook": app({ origin: true, hook: "preHandler" }),
  };
}

/** `first` stands before the plugin, `next` after it, `last` within the routes; `/moved` leads to `moved`. */
function app(options, { first, next, last, moved } = {}) {
  const app = fastify({ forceCloseConnections: true });
  if (first) app.addHook("onRequest", first);
  app.register(cors, options);
  if (next) app.after(() => app.addHook("onRequest", next));
  app.register(async (app) => {
    if (moved) app.all("/moved", async (request, reply) => reply.redirect(moved, 307));
    if (last) app.addHook("onRequest", last);
    routes(app);
  });
  return app;
}

/** The plugin knows of no route outside of its own context. */
function aside() {
  const app = fastify({ forceCloseConnections: true });
  app.register(async (app) => {
    await app.register(cors, { origin: true, methods: ["GET", "PUT"] });
    app.get("/inside", async () => "inside");
  });
  routes(app);
  return app;
}

function routes(app) {
  app.get("/items", async (request, reply) => {
    reply.header("X-Total-Count", "2");
    return ["a", "b"];
  });
  app.post("/items", async (request, reply) => {
    reply.code(201);
    return { id: 3 };
  });
  app.put("/items", async () => ({ saved: true }));
  app.delete("/items", async (request, reply) => reply.code(204).send());
  app.get("/broken", async () => {
    throw new Error("broken");
  });
}

async function authenticate(request, reply) {
  if (request.headers.authorization === "Bearer secret") return;
  await reply.code(401).send({ error: "who are you?" });
}

async function moveToV2(request, reply) {
  if (!request.url.startsWith("/v2/")) await reply.redirect(`/v2${request.url}`, 308);
}
