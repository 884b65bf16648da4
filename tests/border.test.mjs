// The package in a browser, as it is built: BROWSER is chromium, firefox or webkit.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { startChromium, startFirefox, startWebKit } from "./lib/webdriver.mjs";

const start = { chromium: startChromium, firefox: startFirefox, webkit: startWebKit }[process.env.BROWSER];
if (!start) throw new Error("BROWSER has to be chromium, firefox or webkit");

const files = createServer(async ({ url }, response) => {
  if (!/^\/(pkg|tests)\/[\w./-]+$/.test(url) || url.includes("..")) return response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html>");
  const type = url.endsWith(".js") ? "text/javascript" : "application/json";
  const body = await readFile(new URL(`..${url}`, import.meta.url)).catch(() => undefined);
  response.writeHead(body ? 200 : 404, { "Content-Type": type }).end(body);
});

let browser;

before(async () => {
  files.listen(0, "127.0.0.1");
  await new Promise((resolve) => files.once("listening", resolve));
  browser = await start();
  await browser.open(`http://127.0.0.1:${files.address().port}/`);
});

after(async () => {
  await browser?.quit();
  files.closeAllConnections();
  files.close();
});

/** Runs one check of border.js in the browser. `least` is how many inputs it has to have. */
async function check(name, table, least, more = []) {
  const { count, found } = await browser.run(
    async (name, table, more) => {
      const checks = await import("/tests/border.js");
      const engine = { ...(await import("/pkg/index.js")), ...(await import("/pkg/explain.js")) };
      const rows = table ? [checks.parseTable(await (await fetch(`/tests/${table}`)).text())] : [];
      return checks[name](name === "checkMessages" ? engine.explain : engine, ...rows, ...more);
    },
    name,
    table,
    more,
  );
  assert.deepEqual(found.slice(0, 20), [], `${found.length} differences`);
  assert.ok(count >= least, `only ${count}`);
}

test("every case holds, by the rules of every profile", () => check("checkRows", "cases.json", 4_000));

test("every session holds, by the rules of every profile", () => check("checkSessions", "exchanges.json", 200));

test("every console message is explained", () => check("checkMessages", "messages.json", 200));

test("values that a table cannot hold are read", () => check("checkLiveValues", undefined, 7));

test("URLs and origins are those of the browser's own parser", () => check("checkUrls", undefined, 500, [20_000]));

test("needsPreflight() agrees with classify()", () => check("checkNeedsPreflight", "cases.json", 3_000, [2_000]));
