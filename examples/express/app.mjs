// A service with pages on two origins, which sign in with cookies.

import cors from "cors";
import express from "express";

export const app = express();
app.use(
  cors({
    origin: ["https://app.example", "https://admin.example"],
    credentials: true,
    methods: ["GET", "POST", "DELETE"],
    allowedHeaders: ["Content-Type"],
    exposedHeaders: ["X-Total-Count"],
    maxAge: 600,
  }),
);
app.use((request, response, next) => {
  if (request.get("Cookie") === "session=1") return next();
  response.status(401).json({ error: "sign in first" });
});
app.get("/items", (request, response) => response.set("X-Total-Count", "2").json(["a", "b"]));
app.post("/items", express.json(), (request, response) => response.status(201).json(request.body));
app.delete("/items", (request, response) => response.status(204).end());
