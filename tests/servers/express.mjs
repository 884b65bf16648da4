// Express with its `cors`.

import { createServer } from "node:http";
import cors from "cors";
import express from "express";

/** The apps by their configuration, listening; each with what net.connect() takes. */
export async function start({ page, at }) {
  const servers = Object.entries(apps(page, at)).map(([name, app]) => [name, createServer(app).listen(0, "127.0.0.1")]);
  await Promise.all(servers.map(([, server]) => new Promise((resolve) => server.once("listening", resolve))));
  return {
    targets: Object.fromEntries(servers.map(([name, server]) => [name, { port: server.address().port, host: "127.0.0.1" }])),
    stop: () => servers.forEach(([, server]) => server.close().closeAllConnections()),
  };
}

function apps(page, at) {
  const elsewhere = "https://app.example";
  return {
    defaults: app(cors()),
    none: app(),
    list: app(cors({ origin: [elsewhere, page], credentials: true, exposedHeaders: ["X-Total-Count"], maxAge: 600 })),
    "list without the page": app(cors({ origin: [elsewhere], credentials: true })),
    pattern: app(cors({ origin: /^http:\/\/127\.0\.0\.1:\d+$/ })),
    fixed: app(cors({ origin: page, credentials: true })),
    "fixed to another": app(cors({ origin: elsewhere })),
    "trailing slash": app(cors({ origin: `${page}/` })),
    "without the scheme": app(cors({ origin: page.replace("http://", "") })),
    "another port": app(cors({ origin: page.replace(/:\d+$/, ":3000") })),
    "two in a string": app(cors({ origin: `${elsewhere}, ${page}` })),
    "wildcard with credentials": app(cors({ origin: "*", credentials: true })),
    reflected: app(cors({ origin: true })),
    "reflected with credentials": app(cors({ origin: true, credentials: true })),
    null: app(cors({ origin: "null" })),
    headers: app(cors({ allowedHeaders: ["Content-Type", "X-Requested-With"] })),
    "any header": app(cors({ allowedHeaders: "*" })),
    "any header with credentials": app(cors({ origin: true, credentials: true, allowedHeaders: "*" })),
    "headers with semicolons": app(cors({ allowedHeaders: "Content-Type; X-Requested-With" })),
    methods: app(cors({ methods: ["GET", "POST"] })),
    "methods in lower case": app(cors({ methods: ["get", "post", "put", "patch"] })),
    "any method with credentials": app(cors({ origin: true, credentials: true, methods: "*" })),
    exposed: app(cors({ exposedHeaders: ["X-Total-Count", "ETag"] })),
    "exposed by wildcard": app(cors({ exposedHeaders: "*" })),
    "exposed by wildcard with credentials": app(cors({ origin: true, credentials: true, exposedHeaders: "*" })),
    "authentication first": app(authenticate, cors({ origin: true, allowedHeaders: ["Authorization", "Content-Type"] })),
    "authentication after the headers": app(cors({ preflightContinue: true }), authenticate),
    "authentication last": app(cors(), authenticate),
    "without OPTIONS": app((request, response, next) => {
      response.set("Access-Control-Allow-Origin", "*");
      next();
    }),
    "status of OPTIONS": app(cors({ optionsSuccessStatus: 200, maxAge: 0 })),
    "OPTIONS redirected": app(moveToV2, cors()),
    "OPTIONS redirected with headers": app(cors({ preflightContinue: true }), moveToV2),
    "header set twice": app(cors(), (request, response, next) => {
      response.append("Access-Control-Allow-Origin", "*");
      next();
    }),
    "redirects to itself": moved(cors(), "/items"),
    "redirects without headers": moved((request, response, next) => next(), `${at("express/defaults")}/items`),
    "redirects to anybody's": moved(cors(), `${at("express/defaults")}/items`),
    "redirects to the page's": moved(cors(), `${at("express/list")}/items`),
    "redirects to nowhere": moved(cors(), `${at("express/none")}/items`),
    "redirects to a mailbox": moved(cors(), "mailto:post@app.example"),
    "redirects for ever": moved(cors(), "/moved"),
    "redirects to userinfo": moved(cors(), `${at("express/defaults").replace("//", "//user:secret@")}/items`),
    "JSON parsed first": app(express.json(), cors()),
    "kept by policy": app((request, response, next) => {
      response.set("Cross-Origin-Resource-Policy", "same-origin");
      next();
    }),
  };
}

function app(...before) {
  const app = express();
  app.set("env", "test");
  for (const middleware of before) app.use(middleware);
  app.use(express.json());
  app.get("/items", (request, response) => {
    response.set({ "X-Total-Count": "2", "Cache-Control": "no-store" }).json(["a", "b"]);
  });
  app.post("/items", (request, response) => {
    response.status(201).location("/items/3").json({ id: 3 });
  });
  app.put("/items", (request, response) => response.json({ saved: true }));
  app.patch("/items", (request, response) => response.json({ patched: true }));
  app.delete("/items", (request, response) => response.status(204).end());
  app.get("/broken", () => {
    throw new Error("broken");
  });
  return app;
}

function moved(before, to) {
  const moving = app(before);
  moving.all("/moved", (request, response) => response.redirect(request.method === "GET" ? 302 : 307, to));
  return moving;
}

function authenticate(request, response, next) {
  if (request.get("Authorization") === "Bearer secret") return next();
  response.status(401).json({ error: "who are you?" });
}

function moveToV2(request, response, next) {
  if (request.path.startsWith("/v2/")) return next();
  response.redirect(308, `/v2${request.url}`);
}
