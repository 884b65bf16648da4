// Measures an app with the wrapper, before any failure, next to the same app without it: the bytes that a page loads, and the time of its main thread.
//
//     CHROMIUM=… node cost/cost.mjs        in tests/consumers, once the package is installed there

import { createServer } from "node:http";
import { brotliCompressSync } from "node:zlib";
import { chromium } from "@playwright/test";
import * as vite from "vite";
import { path } from "../programs.js";

const ROUNDS = 40;

const build = async (entry) => {
  const [{ output }] = [await vite.build({ configFile: false, logLevel: "warn", build: { write: false, rolldownOptions: { input: path(entry), output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" } } } })].flat();
  return new Map(output.map(({ fileName, code }) => [`/${fileName}`, code]));
};

const apps = { bare: await build("cost/bare.js"), wrapped: await build("cost/wrapped.js") };
let loaded;
const server = createServer(({ url }, response) => {
  const [, app, file] = url.split("/");
  const code = apps[app]?.get(`/${file}`);
  if (code === undefined) {
    const entry = app === "bare" ? "bare.js" : "wrapped.js";
    return response.writeHead(200, { "Content-Type": "text/html" }).end(`<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/${app}/${entry}"></script>`);
  }
  const bytes = brotliCompressSync(code);
  loaded.push([file, code.length, bytes.length]);
  response.writeHead(200, { "Content-Type": "text/javascript", "Content-Encoding": "br", "Cache-Control": "no-store" }).end(bytes);
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const address = `http://127.0.0.1:${server.address().port}`;

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const times = { bare: [], wrapped: [] };
const scripts = {};
for (let round = 0; round < ROUNDS; round += 1) {
  for (const app of Object.keys(apps)) {
    loaded = [];
    const page = await browser.newPage();
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    await page.goto(`${address}/${app}/`);
    await page.waitForFunction(() => globalThis.apiFetch !== undefined);
    const { metrics } = await session.send("Performance.getMetrics");
    const metric = (name) => metrics.find((metric) => metric.name === name).value * 1_000;
    times[app].push({ script: metric("ScriptDuration"), task: metric("TaskDuration") });
    scripts[app] = loaded;
    await page.close();
  }
  if (round % 10 === 9) console.error(`${round + 1} of ${ROUNDS} rounds`);
}
await browser.close();
server.close();

for (const [app, rounds] of Object.entries(times)) {
  const [raw, brotli] = [1, 2].map((index) => scripts[app].reduce((sum, script) => sum + script[index], 0));
  const [script, task] = ["script", "task"].map((name) => median(rounds.map((round) => round[name])).toFixed(2));
  console.log(`${app}: ${scripts[app].map(([file]) => file).join(", ")}; ${raw} bytes, ${brotli} in brotli; scripts ${script} ms, tasks ${task} ms (medians of ${ROUNDS})`);
}
