// The packed package, installed here by `cargo xtask test --only consumers`, as other people's programs use it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startChromium, startFirefox } from "../webdriver.mjs";
import { bundlers, develop } from "./build.js";
import { listen } from "./server.js";
import { serve } from "./site.js";

const here = new URL("./", import.meta.url);
const path = (name) => fileURLToPath(new URL(name, here));
const expected = JSON.parse(readFileSync(new URL("expected.json", here), "utf8"));
/** What is built, anew each time. */
const built = new URL("node_modules/.built/", here);
/** Deno keeps what it compiled beside the rest, and asks for no newer version. */
const quiet = { NO_COLOR: "1", DENO_DIR: fileURLToPath(new URL("deno/", built)), DENO_NO_UPDATE_CHECK: "1" };
const CSP = { "Content-Security-Policy": "script-src 'self' 'wasm-unsafe-eval'" };

/** The server that every consumer fetches from. */
let server;

before(async () => {
  rmSync(built, { recursive: true, force: true });
  server = await listen();
});
after(() => server.stop());

/** What a consumer makes of the server, and what the server was asked meanwhile. */
function assertAnswers({ answers, explained, fetched }, how, place) {
  assert.deepEqual(answers, expected.answers);
  assert.equal(explained, expected.explained);
  assert.deepEqual(fetched, expected[how]);
  const lines = server.asked.filter((request) => request.place === place).map(({ line }) => line);
  assert.deepEqual(lines, expected.sent);
}

/** Runs a program to its end: what it wrote to its standard output. */
async function run(program, ...given) {
  const child = spawn(program, given, { cwd: path("."), env: { ...process.env, ...quiet } });
  const said = { stdout: "", stderr: "" };
  for (const stream of Object.keys(said)) {
    child[stream].setEncoding("utf8").on("data", (text) => (said[stream] += text));
  }
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0) throw new Error(`${program} ${given.join(" ")} ends with ${code}:\n${said.stdout}${said.stderr}`);
  return said.stdout;
}

/** Runs a program of a package, by Node. */
const tool = (file, ...given) => run(process.execPath, path(`node_modules/${file}`), ...given);

describe("a program that is run as it is", () => {
  /** Bun's own program, which Bun's package on npm brings for one platform. */
  const bun = () => {
    const [platform] = readdirSync(path("node_modules/@oven"));
    return path(`node_modules/@oven/${platform}/bin/bun`);
  };
  const runs = {
    Node: (server) => run(process.execPath, "script/main.js", server),
    Deno: (server) => tool("deno/bin.cjs", "run", "--no-remote", "--allow-net=127.0.0.1", "script/main.js", server),
    Bun: (server) => run(bun(), "run", "script/main.js", server),
  };
  for (const [name, start] of Object.entries(runs)) {
    test(`${name} runs it`, async () => {
      assertAnswers(JSON.parse(await start(`${server.address}${name}/`)), "enforced", name);
    });
  }
});

test("Vitest's tests run under happy-dom", async () => {
  await tool("vitest/vitest.mjs", "run", "--root", "vitest", "--environment", "happy-dom");
});

describe("what linters of packages say", () => {
  test("publint finds nothing", () => tool("publint/src/cli.js", "run", "--strict", "--pack", "false", "node_modules/cors-preflight"));

  test("the types are right for every way to import modules", () =>
    tool("@arethetypeswrong/cli/dist/index.js", "--profile", "esm-only", "--pack", "node_modules/cors-preflight"));
});

describe("what TypeScript says", () => {
  const places = {
    tsconfig: "in Node beside a DOM",
    node: "in Node alone",
    bundler: "in a page that is bundled",
    worker: "in a worker",
  };
  for (const [name, place] of Object.entries(places)) {
    test(`a strict program compiles ${place}`, () => tool("typescript/bin/tsc", "--project", `types/${name}.json`));
  }

  test("a strict program compiles in Deno", () => tool("deno/bin.cjs", "check", "--no-remote", "types/every.ts"));

  test("the program uses every member that the package declares", () => {
    const program = readFileSync(path("types/every.ts"), "utf8");
    const words = new Set(program.match(/\w+/g));
    const declarations = readdirSync(path("node_modules/cors-preflight")).filter((name) => name.endsWith(".d.ts"));
    const members = declarations.flatMap((name) => {
      const text = readFileSync(path(`node_modules/cors-preflight/${name}`), "utf8").replace(/\/\*.*?\*\//gs, "");
      const exported = text.matchAll(/^export (?:declare )?(?:function|class|interface|type|const) (\w+)/gm);
      const declared = text.matchAll(/^ +(?:readonly )?(\w+)\??[:(]/gm);
      return [...exported, ...declared].map(([, member]) => member);
    });
    assert.ok(members.length > 100, `only ${members.length} members`);
    assert.deepEqual(members.filter((member) => member !== "constructor" && !words.has(member)), []);
  });
});

describe("in a browser", () => {
  const browsers = {};
  before(async () => {
    await Promise.all([
      startChromium().then((browser) => (browsers.Chromium = browser)),
      startFirefox().then((browser) => (browsers.Firefox = browser)),
    ]);
  });
  after(() => Promise.all(Object.values(browsers).map((browser) => browser.quit())));

  /** Has a page run the program, itself and in its workers. */
  async function assertPage(browser, site) {
    server.asked.length = 0;
    try {
      await browser.open(`${site.address}?server=${server.address}`);
      const answers = await browser.until(() => globalThis.answers);
      for (const [place, said] of Object.entries(answers)) assertAnswers(said, "observed", place);
      assert.equal(Object.keys(answers).length, 3);
    } catch (error) {
      const said = browser === browsers.Chromium ? await browser.log() : [];
      error.message = [error.message, ...said.map(({ message }) => message)].join("\n");
      throw error;
    } finally {
      await site.stop();
    }
  }

  for (const name of ["Chromium", "Firefox"]) {
    test(`${name} runs a page of modules, and its workers, under a policy`, async () => {
      const site = await serve(here, "page/", CSP);
      await assertPage(browsers[name], site);
    });
  }

  test("Vite serves the app while it is developed", async () => {
    await assertPage(browsers.Chromium, await develop(fileURLToPath(new URL("developed/", built))));
  });

  for (const [name, build] of Object.entries(bundlers)) {
    test(`${name} builds the app, which runs under a policy`, async () => {
      const folder = new URL(`${name}/`, built);
      await build(fileURLToPath(folder));
      await assertPage(browsers.Chromium, await serve(folder, "", CSP));
    });
  }
});
