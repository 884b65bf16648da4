// The contests in Node. The arguments are the folders of the package, the empty module, the npm packages and
// the bundled peers, the server's origin, and the number of rounds. Prints the results.

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readFile } from "node:fs/promises";
import { all } from "./contests.js";
import { FIRST, first } from "./first.js";

const [pkg, empty, node_modules, peers, server, rounds, what] = process.argv.slice(2);
const href = (file) => pathToFileURL(file).href;
const at = {
  pkg: href(`${pkg}/index.js`),
  empty: href(`${empty}/empty.js`),
  bytes: () => readFile(`${empty}/empty_bg.wasm`),
  naive: new URL("./naive.js", import.meta.url).href,
  mentoss: href(`${node_modules}/mentoss/dist/cors.js`),
};

// Each first result is measured in a process of its own.
if (what !== undefined) {
  process.stdout.write(String(await first(what, at)));
  process.exit();
}

const log = (line) => process.stderr.write(`  Node: ${line}\n`);

const require = createRequire(`${node_modules}/`);
const { FetchCORSUtility, ...jsdom } = await import(href(`${peers}/peers.js`));
const { Window } = await import(href(`${node_modules}/happy-dom/lib/index.js`));
const { JSDOM, VirtualConsole } = require("jsdom");
const emptyModule = await import(at.empty);
emptyModule.initSync({ module: await at.bytes() });

const page = "http://127.0.0.1:8080";
const happyWindow = new Window({ url: `${page}/` });
const jsdomWindow = new JSDOM("", { url: `${page}/`, virtualConsole: new VirtualConsole() }).window;

const sendByXhr = (url, { method, headers, body }) =>
  new Promise((resolve, reject) => {
    const xhr = new jsdomWindow.XMLHttpRequest();
    xhr.onerror = reject;
    xhr.onload = () => resolve(xhr.responseText);
    xhr.open(method, url);
    for (const name in headers) xhr.setRequestHeader(name, headers[name]);
    xhr.send(body ?? null);
  });

const results = await all(
  {
    engine: await import(at.pkg),
    corsFetch: (await import(href(`${pkg}/fetch.js`))).corsFetch,
    nothing: emptyModule.nothing,
    mentoss: { ...(await import(at.mentoss)), ...(await import(href(`${node_modules}/mentoss/dist/index.js`))) },
    jsdom,
    happyDom: FetchCORSUtility,
    page,
    server,
    alsoOverSockets: [
      ["happy-dom: window.fetch", async (url, init) => (await happyWindow.fetch(url, init)).text()],
      ["jsdom: XMLHttpRequest", sendByXhr],
    ],
  },
  Number(rounds),
  log,
);

log("first results");
const firsts = Object.keys(FIRST).map((name) => ({ name, took: [] }));
for (let round = 0; round < 15; round += 1) {
  for (const { name, took } of firsts) {
    const result = execFileSync(process.execPath, [fileURLToPath(import.meta.url), ...process.argv.slice(2, 8), name]);
    took.push(Number(result) * 1e6);
  }
}
process.stdout.write(JSON.stringify({ ...results, firsts }), () => process.exit());
