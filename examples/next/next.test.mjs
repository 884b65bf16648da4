// Next builds an app whose client is made when a module is loaded. The build and the server have no origin, and do not need one.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { brotliCompressSync } from "node:zlib";

const folder = import.meta.dirname;
const next = join(folder, "../node_modules/next/dist/bin/next");
const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };

let server;
let address;

before(async () => {
  rmSync(join(folder, ".next"), { recursive: true, force: true });
  await promisify(execFile)(process.execPath, [next, "build"], { cwd: folder, env: environment });
  server = spawn(process.execPath, [next, "start", "--port", "0", "--hostname", "127.0.0.1"], { cwd: folder, env: environment });
  address = await new Promise((resolve, reject) => {
    let output = "";
    server.on("close", () => reject(new Error(output)));
    server.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(output);
      if (found && output.includes("Ready")) resolve(found[0]);
    });
  });
});

after(async () => {
  server.removeAllListeners("close");
  const closed = new Promise((resolve) => server.on("close", resolve));
  server.kill();
  await closed;
});

test("the page is rendered on the server", async () => {
  const response = await fetch(address);
  assert.equal(response.status, 200);
  assert.match(await response.text(), /not loaded/);
});

test("a route that calls corsFetch enforces CORS", async () => {
  assert.deepEqual(await (await fetch(`${address}/api/items`)).json(), ["Failed to fetch", "allow-origin-missing"]);
});

test("no script that the page loads at first has the engine", async () => {
  const page = await (await fetch(address)).text();
  const loaded = [...page.matchAll(/\/_next\/(static\/chunks\/[^"\\]+\.js)/g)].map(([, path]) => path);
  const chunks = readdirSync(join(folder, ".next/static/chunks"), { recursive: true }).filter((name) => name.endsWith(".js"));
  const engine = chunks.filter((name) => readFileSync(join(folder, ".next/static/chunks", name), "utf8").includes("cors_preflight_bg"));
  assert.ok(engine.length > 0);
  for (const name of engine) assert.ok(!loaded.includes(`static/chunks/${name}`), name);
  assert.ok(brotliCompressSync(readFileSync(join(folder, ".next/static/chunks", engine[0]))).length > 50_000);
});
