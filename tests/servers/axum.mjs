// axum with tower-http's `CorsLayer`. The server is the program in the folder next to this file.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Every configuration's port, as net.connect() takes it. */
export async function start({ page, at }) {
  const program = process.env.SERVERS_AXUM;
  if (!program) {
    throw new Error("SERVERS_AXUM names no program; `cargo xtask test --only servers` builds it and says where it is");
  }
  const server = spawn(program, [page, at("express/defaults")], { stdio: ["pipe", "pipe", "inherit"] });
  const line = await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`${program} ended early, with code ${code}`)));
    createInterface(server.stdout).once("line", resolve);
  });
  const ports = Object.entries(JSON.parse(line));
  return {
    targets: Object.fromEntries(ports.map(([name, port]) => [name, { port, host: "127.0.0.1" }])),
    stop: async () => {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.stdin.end();
      await ended;
    },
  };
}
