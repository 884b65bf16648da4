// The packed package, installed here by `cargo xtask test --only consumers`, as other people's programs use it.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { startChromium, startFirefox } from "../lib/webdriver.mjs";
import { brotliCompressSync } from "node:zlib";
import { bundlers, develop, modulesOf, splitters } from "./build.js";
import { built, bun, here, node, path, run } from "./programs.js";
import { listen } from "./server.js";
import { serve } from "./site.js";
import { serveWorker } from "./workerd.js";
import "./libraries.test.mjs";

const expected = JSON.parse(readFileSync(path("expected.json"), "utf8"));
const installed = "node_modules/cors-preflight";
const CSP = { "Content-Security-Policy": "script-src 'self' 'wasm-unsafe-eval'" };

/** The server that every consumer fetches from. */
let server;

before(async () => {
  rmSync(built, { recursive: true, force: true });
  server = await listen();
});
after(() => server.stop());

/** Where a consumer finds the server, so that the server knows who asked. */
const addressFor = (place) => `${server.address}${place}/`;

function assertAsked(place) {
  const lines = server.asked.filter((request) => request.place === place).map(({ line }) => line);
  assert.deepEqual(lines, expected.asked);
}

/** The results of a consumer, and the requests that the server received for them. */
function assertAnswers({ answers, explained, fetched }, how, place) {
  assert.deepEqual(answers, expected.answers);
  assert.equal(explained, expected.explained);
  assert.deepEqual(fetched, expected[how]);
  assertAsked(place);
}

describe("a program that is run as it is", () => {
  const runs = {
    Node: (server) => node("script/main.js", [server]),
    Deno: (server) => node("node_modules/deno/bin.cjs", ["run", "--no-remote", "--allow-net=127.0.0.1", "script/main.js", server]),
    Bun: (server) => run(bun(), ["run", "script/main.js", server]),
  };
  for (const [name, start] of Object.entries(runs)) {
    test(`${name} runs it`, async () => {
      assertAnswers(JSON.parse(await start(addressFor(name))), "enforced", name);
    });
  }
});

test("Node runs a program that brings the module itself", async () => {
  assert.deepEqual(JSON.parse(await node("slim/node.js", [])), expected.answers);
});

test("the runtime of Cloudflare's workers runs it", async () => {
  const folder = new URL("workerd/", built);
  const worker = await serveWorker(path("./", folder));
  try {
    const response = await fetch(`${worker.address}?server=${addressFor("workerd")}`);
    assert.equal(response.status, 200, `${await response.clone().text()}\n${worker.said()}`);
    assertAnswers(await response.json(), "enforced", "workerd");
  } finally {
    await worker.stop();
  }
});

describe("a team's tests of its policy", () => {
  const file = "script/policy.test.js";
  test("Node runs them", () => node("--test", [file]));
  test("Deno runs them", () => node("node_modules/deno/bin.cjs", ["test", "--no-remote", "--no-check", file]));
  test("Bun runs them", () => run(bun(), ["test", file]));
});

test("Vitest's tests run under happy-dom", async () => {
  await node("node_modules/vitest/vitest.mjs", ["run", "--root", "vitest"], { SERVER: addressFor("Vitest") });
  assertAsked("Vitest");
});

for (const environment of ["node", "jsdom"]) {
  test(`Jest's tests run as CommonJS, in its environment ${environment}`, () =>
    node("node_modules/jest/bin/jest.js", ["--rootDir", "jest", "--env", environment]));
}

test("Bun's tests run with the matchers registered", () => run(bun(), ["test", "./bun/policy.test.js"]));

test("Playwright's tests run with CORS enforced", () =>
  node("node_modules/@playwright/test/cli.js", ["test", "--config", "playwright/playwright.config.js"]));

test("in Node, import and require() share the engine and the classes", async () => {
  const require = createRequire(import.meta.url);
  for (const name of ["cors-preflight", "cors-preflight/fetch", "cors-preflight/testing", "cors-preflight/explain"]) {
    const imported = await import(name);
    const required = require(name);
    for (const member of Object.keys(imported)) assert.equal(imported[member], required[member], `${name}: ${member}`);
  }
  assert.equal(require("cors-preflight/package.json").name, "cors-preflight");
});

describe("what linters of packages say", () => {
  test("publint finds nothing", () => node("node_modules/publint/src/cli.js", ["run", "--strict", "--pack", "false", installed]));

  test("the types are right for every way to import modules", () =>
    node("node_modules/@arethetypeswrong/cli/dist/index.js", ["--profile", "node16", "--exclude-entrypoints", "wasm", "vitest", "bun", "--pack", installed]));
});

describe("what TypeScript says", () => {
  const places = {
    tsconfig: "in Node with a DOM",
    node: "in Node alone",
    bundler: "in a page that is bundled",
    worker: "in a worker",
    vitest: "as a test of Vitest's",
    commonjs: "as CommonJS",
    "runners/jest": "with Jest's global expect",
    "runners/jest-globals": "with that of @jest/globals",
    "runners/bun": "with Bun's",
    "runners/playwright": "with Playwright's",
    "runners/vitest": "with Vitest's",
  };
  for (const [name, place] of Object.entries(places)) {
    test(`a strict program compiles ${place}`, () => node("node_modules/typescript/bin/tsc", ["--project", `types/${name}.json`]));
  }

  test("a strict program compiles in Deno", () => node("node_modules/deno/bin.cjs", ["check", "--no-remote", "types/every.ts"]));

  test("the program uses every member that the package declares", () => {
    const programs = ["every.ts", "runners/playwright.ts"].map((name) => readFileSync(path(`types/${name}`), "utf8"));
    const words = new Set(programs.join("\n").match(/\w+/g));
    const declarations = readdirSync(path(installed)).filter((name) => name.endsWith(".d.ts"));
    const members = declarations.flatMap((name) => {
      const text = readFileSync(path(`${installed}/${name}`), "utf8").replace(/\/\*.*?\*\//gs, "");
      const exported = text.matchAll(/^export (?:declare )?(?:function|class|interface|type|const) (\w+)/gm);
      const declared = text.matchAll(/^ +(?:readonly )?(\w+)\??[:(].*[;{(]$/gm);
      return [...exported, ...declared].map(([, member]) => member);
    });
    assert.ok(members.length > 100, `only ${members.length} members`);
    assert.deepEqual(members.filter((member) => member !== "constructor" && !words.has(member)), []);
  });
});

/** The names of the values that a file of the package declares, in itself or by way of another. */
function declaredIn(file) {
  const text = readFileSync(path(file, new URL(`${installed}/`, here)), "utf8");
  const own = [...text.matchAll(/^export (?:declare )?(?:function|class|const) (\w+)/gm)].map(([, name]) => name);
  const passedOn = [...text.matchAll(/^export \* from "(.*)\.js"/gm)].flatMap(([, module]) => declaredIn(`${module}.d.ts`));
  return [...new Set([...own, ...passedOn])].sort();
}

test("every entry of JavaScript exports what it declares, and nothing else", async () => {
  const { exports } = JSON.parse(readFileSync(path(`${installed}/package.json`), "utf8"));
  // Those of test runners run in the runners alone.
  const entries = Object.entries(exports).filter(([entry, { default: file }]) => file?.endsWith(".js") && !/vitest|jest|bun|playwright/.test(entry));
  assert.ok(entries.length >= 5);
  for (const [entry, { types }] of entries) {
    assert.deepEqual(Object.keys(await import(`cors-preflight${entry.slice(1)}`)).sort(), declaredIn(types), entry);
  }
});

describe("what a bundle holds", () => {
  for (const [name, modules] of Object.entries(modulesOf)) {
    test(`${name} takes the WebAssembly that an import needs, and no other`, async () => {
      for (const [entry, carriers] of Object.entries(expected.carriers)) {
        const held = await modules(path(`imports/${entry}.js`));
        assert.deepEqual(held.filter((file) => /^(index|explain)\.js$|\.wasm$/.test(file)), carriers, entry);
      }
      assert.deepEqual(await modules(path("imports/nothing.js")), []);
    });
  }
});

test("the engine is in no chunk that a page loads at first, and the first chunk is small", async () => {
  for (const [name, split] of Object.entries(splitters)) {
    const { initial, later } = await split(path("imports/fetch.js"));
    const size = brotliCompressSync(initial).length;
    assert.ok(size < 5_000, `${name}: ${size} bytes`);
    assert.ok(later.some((chunk) => chunk.length > 200_000), name);
    console.log(`${name}: ${initial.length} bytes at first, ${size} in brotli`);
  }
});

describe("in a browser", () => {
  const browsers = {};
  before(() =>
    Promise.all([
      startChromium().then((browser) => (browsers.Chromium = browser)),
      startFirefox().then((browser) => (browsers.Firefox = browser)),
    ]),
  );
  after(() => Promise.all(Object.values(browsers).map((browser) => browser.quit())));

  /** Has a page run the program, itself and in its workers. */
  async function assertPage(name, browser, site) {
    try {
      await browser.open(`${site.address}?server=${server.address}${name}-`);
      const answers = await browser.until(() => globalThis.answers);
      for (const [place, said] of Object.entries(answers)) assertAnswers(said, "observed", `${name}-${place}`);
      assert.equal(Object.keys(answers).length, 3);
    } catch (error) {
      const said = browser === browsers.Chromium ? await browser.log() : [];
      error.message = [error.message, ...said.map(({ message }) => message)].join("\n");
      throw error;
    } finally {
      await site.stop();
    }
  }

  /** Has a page bring the engine's module and ask it. */
  async function assertSlim(browser, site) {
    try {
      await browser.open(site.address);
      assert.deepEqual(await browser.until(() => globalThis.answers), expected.answers);
    } finally {
      await site.stop();
    }
  }

  for (const name of ["Chromium", "Firefox"]) {
    test(`${name} runs a page that brings the module itself, under a policy`, async () => {
      await assertSlim(browsers[name], await serve(here, "slim/", CSP));
    });

    test(`${name} runs a page of modules, and its workers, under a policy`, async () => {
      await assertPage(name, browsers[name], await serve(here, "page/", CSP));
    });
  }

  test("Vite serves the app while it is developed", async () => {
    await assertPage("developed", browsers.Chromium, await develop(path("developed/", built)));
  });

  for (const [name, { app, slim }] of Object.entries(bundlers)) {
    test(`${name} builds the app, which runs under a policy`, async () => {
      const folder = new URL(`${name}/`, built);
      await app(path("./", folder));
      await assertPage(name, browsers.Chromium, await serve(folder, "", CSP));
    });

    test(`${name} builds a page that brings the module itself`, async () => {
      const folder = new URL(`${name}-slim/`, built);
      await slim(path("./", folder));
      await assertSlim(browsers.Chromium, await serve(folder, "", CSP));
    });
  }
});
