// Compares two folders of the package in Node, by CPU time, and in Chromium. Arguments: the folder before, the folder after, the number of
// rounds, and optionally the only platform to measure on, "node" or "chromium".

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join, normalize, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { compareVersions } from "./versions.js";

const [before, after, rounds, only] = process.argv.slice(2);
const folders = { before: resolve(before), after: resolve(after), bench: dirname(fileURLToPath(import.meta.url)) };
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };

const report = (platform) => (line) => process.stderr.write(`  ${platform}: ${line}\n`);

function print(platform, rows) {
  console.log(`\n${platform}, ${rounds} rounds\n\n| task | headers | before, ns | after, ns | ratio |\n| --- | --: | --: | --: | --: |`);
  for (const { task, headers, before, after, ratio } of rows) console.log(`| ${task} | ${headers} | ${before} | ${after} | ${ratio.toFixed(2)} |`);
}

/** The CPU time of this process in milliseconds: other programs on the machine do not count. */
function cpuTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function inNode() {
  const load = (folder) => import(pathToFileURL(join(folder, "index.js")).href);
  const engines = { before: await load(folders.before), after: await load(folders.after) };
  print(`Node ${process.version}, CPU time`, await compareVersions(engines, Number(rounds), report("Node"), cpuTime));
}

async function inChromium() {
  const { startChromium } = await import("../../../../tests/lib/webdriver.mjs");
  const server = createServer(async ({ url }, response) => {
    const [, folder, ...rest] = url.split("/");
    const file = folders[folder] && normalize(join(folders[folder], ...rest));
    const body = file?.startsWith(folders[folder]) && (await readFile(file).catch(() => undefined));
    response.writeHead(200, { "Content-Type": TYPES[extname(url)] ?? "text/html", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" });
    response.end(body || "<!doctype html>");
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const browser = await startChromium();
  try {
    await browser.open(`http://127.0.0.1:${server.address().port}/`);
    await browser.run((rounds) => {
      globalThis.lines = [];
      (async () => {
        const { compareVersions } = await import("/bench/versions.js");
        const engines = { before: await import("/before/index.js"), after: await import("/after/index.js") };
        globalThis.rows = await compareVersions(engines, rounds, (line) => lines.push(line), () => performance.now());
      })().catch((error) => (globalThis.failure = String(error?.stack ?? error)));
    }, Number(rounds));
    for (;;) {
      const { lines, rows, failure } = await browser.run(() => ({ lines: globalThis.lines.splice(0), rows: globalThis.rows, failure: globalThis.failure }));
      lines.forEach(report("Chromium"));
      if (failure) throw new Error(failure);
      if (rows) {
        print("Chromium, wall-clock time", rows);
        break;
      }
      await new Promise((wait) => setTimeout(wait, 500));
    }
  } finally {
    await browser.quit();
    server.close();
    server.closeAllConnections();
  }
}

if (only !== "chromium") await inNode();
if (only !== "node") await inChromium();
