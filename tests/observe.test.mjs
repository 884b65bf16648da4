// corsFetch observing in real browsers: how it explains what they refuse, and that it changes nothing of what they send.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, describe, before, test } from "node:test";
import { SERVERS, startFailing } from "./lib/failing-servers.mjs";
import { listen, serve } from "./lib/serve.mjs";
import { startChromium, startFirefox, startWebKit } from "./lib/webdriver.mjs";

const shared = { "Access-Control-Allow-Origin": "*" };
const granted = { ...shared, "Access-Control-Allow-Methods": "*", "Access-Control-Allow-Headers": "*", "Access-Control-Max-Age": "0" };

const page = createServer(async ({ url }, response) => {
  // A policy under which WebAssembly is not compiled.
  const policy = url.startsWith("/strict") ? { "Content-Security-Policy": "script-src 'self'" } : {};
  const script = url.startsWith("/strict") ? '<script type="module" src="/strict-page.js"></script>' : "";
  if (!url.endsWith(".js")) return response.writeHead(200, { "Content-Type": "text/html", ...policy }).end(`<!doctype html>${script}`);
  response.writeHead(200, { "Content-Type": "text/javascript" }).end(await readFile(new URL(url === "/strict-page.js" ? `.${url}` : `../pkg${url}`, import.meta.url)));
});
let home;
let api;

before(async () => {
  home = await listen(page);
  api = await serve(({ method, path }, response) => {
    if (path.startsWith("/bare")) return response.writeHead(200).end("bare");
    if (path.startsWith("/simple")) return response.writeHead(200, shared).end("simple");
    if (method === "OPTIONS") return response.writeHead(204, granted).end();
    response.writeHead(200, { ...shared, "Cache-Control": "no-store" }).end("open");
  });
});

after(async () => {
  page.closeAllConnections();
  page.close();
  await api?.close();
});

/** Makes a call in the page with corsFetch, and says how the call ends; `probe` also runs diagnose(), `compare` makes the call without corsFetch too. */
const ended = (browser, call, options = {}) =>
  browser.run(
    async ([input, init], { probe, compare, ...options }) => {
      const { CorsError, corsFetch, diagnose } = await import("/fetch.js");
      const fetch = corsFetch(options);
      const controller = new AbortController();
      if (init?.signal === "aborts") {
        init.signal = controller.signal;
        queueMicrotask(() => controller.abort());
      }
      try {
        const response = await fetch(input, init);
        return { type: response.type, text: await response.text(), isPlatforms: !Object.hasOwn(response, "type") };
      } catch (error) {
        const { name, message, cause } = error;
        const own = compare && (await window.fetch(input, init).then(() => ({}), (own) => own));
        const { certain, reasons = [], needs } = cause ?? {};
        return {
          name,
          message,
          isExplained: cause instanceof CorsError,
          isAsOwn: compare && own.name === name && own.message === message && own.constructor === error.constructor && typeof own.stack === typeof error.stack,
          certain,
          codes: reasons.map(({ code }) => code),
          needs,
          explanation: cause?.message,
          diagnosed: probe && cause && (await diagnose(error, { probe })),
        };
      }
    },
    call,
    options,
  );

/** The rows of the table of failing servers, by browser. */
const table = {};
after(() => {
  if (Object.keys(table).length < 3) return;
  const file = new URL("../docs/generated/diagnose.md", import.meta.url);
  const browsers = Object.keys(table);
  const cell = ({ before, after, rounds }) => [`${before.rank}/${before.length}`, `${after.rank}/${after.length}`, String(rounds)];
  const rows = Object.entries(SERVERS).map(([name, { cause }]) => [name, `\`${cause}\``, ...browsers.flatMap((browser) => cell(table[browser][name]))]);
  const line = (cells) => `| ${cells.join(" | ")} |\n`;
  const head = ["server", "true cause", ...browsers.flatMap((browser) => [`${browser}: before`, "after", "rounds"])];
  const text = `# Failing servers, and what \`diagnose()\` makes of them

\`cargo xtask test --only observe\` generates this table in real browsers. *before*: the rank of the true cause among the possible causes of the
error, and how many there are. *after*: the same after the probes of \`diagnose(error, { probe: true })\`. *rounds*: how often the proposed changes are
applied until the call passes.

${line(head)}${line(head.map(() => "---"))}${rows.map(line).join("")}`;
  if (process.env.UPDATE) writeFileSync(file, text);
  assert.equal(readFileSync(file, "utf8"), text, "UPDATE=1 writes docs/generated/diagnose.md");
});

for (const start of [startChromium, startFirefox, startWebKit]) {
  describe(start.name.replace("start", ""), () => {
    let browser;
    before(async () => {
      browser = await start();
      await browser.open(home);
    });
    after(() => browser?.quit());

    test("a response that passes the CORS check is the browser's own", async () => {
      assert.deepEqual(await ended(browser, [`${api.url}/open`]), { type: "cors", text: "open", isPlatforms: true });
      assert.equal((await ended(browser, ["/"])).type, "basic");
    });

    test("a refused call rejects with the browser's own error, and its cause lists what a server must send", async () => {
      const simple = await ended(browser, [`${api.url}/bare`], { probe: true, compare: true });
      assert.deepEqual([simple.name, simple.isAsOwn, simple.isExplained, simple.certain], ["TypeError", true, true, false]);
      assert.equal(simple.codes[0], "allow-origin-missing");
      assert.deepEqual(simple.needs, { response: [`Access-Control-Allow-Origin: ${home}`] });
      assert.ok(simple.explanation.startsWith(`GET ${api.url}/bare from ${home} failed (${simple.message})\n`), simple.explanation);
      const { conclusion, reasons, probes } = simple.diagnosed;
      assert.deepEqual([conclusion, reasons[0].code], ["refused", "allow-origin-missing"]);
      assert.deepEqual(probes.map(({ mode, redirect, answered }) => [mode, redirect, answered]), [["no-cors", "follow", true], ["cors", "follow", false], ["cors", "manual", false]]);

      const preflighted = await ended(browser, [`${api.url}/simple`, { method: "PUT", headers: { "X-A": "1" } }], { probe: true });
      const left = preflighted.diagnosed.reasons.map(({ code }) => code);
      for (const code of ["allow-origin-missing", "method-not-allowed", "header-not-allowed"]) assert.ok(preflighted.codes.includes(code) && left.includes(code), code);
      assert.deepEqual(preflighted.diagnosed.probes.map(({ status, type }) => [status, type]), [[0, "opaque"], [200, "cors"], [200, "cors"]]);
    });

    describe("the true cause is named, no probe rules it out, and what is proposed makes the call pass", () => {
      for (const [name, row] of Object.entries(SERVERS)) {
        test(name, async () => {
          const server = await startFailing(row);
          try {
            let rounds = 0;
            let first;
            for (;;) {
              const { type, codes, diagnosed, explanation } = await ended(browser, [`${server.url}/x`, row.init ?? {}], { probe: true });
              if (type !== undefined) break;
              const place = (list) => ({ rank: list.indexOf(row.cause) + 1, length: list.length });
              first ??= { before: place(codes), after: place(diagnosed.reasons.map(({ code }) => code)), summary: `${explanation}\n${diagnosed.summary}` };
              rounds += 1;
              assert.ok(rounds < 4, diagnosed.summary);
              await server.apply(diagnosed);
            }
            assert.ok(first.before.rank > 0 && first.after.rank > 0, first.summary);
            assert.ok(first.after.length <= first.before.length, first.summary);
            if (row.isTold) assert.equal(first.after.rank, 1, first.summary);
            const browserName = start.name.replace("start", "");
            table[browserName] ??= {};
            table[browserName][name] = { ...first, rounds };
          } finally {
            await server.close();
          }
        });
      }
    });

    test("where the engine cannot be loaded, the error goes through with one warning", async () => {
      await browser.open(`${home}/strict?${api.url}`);
      try {
        const { warnings, errors, text } = await browser.until(() => globalThis.result);
        assert.deepEqual(errors, Array(4).fill(["TypeError", true]));
        assert.deepEqual([text, warnings.length], ["open", 1]);
        assert.match(warnings[0], /^cors-preflight: /);
      } finally {
        await browser.open(home);
      }
    });

    test("a probe is a GET that carries nothing", async () => {
      await browser.run(() => {
        document.cookie = "a=b";
      });
      api.seen.length = 0;
      await ended(browser, [`${api.url}/bare`, { method: "POST", body: "x", credentials: "include" }], { probe: true });
      const [call, ...probes] = api.seen;
      assert.deepEqual([call.method, probes.length], ["POST", 3]);
      for (const { method, headers, body } of probes) assert.deepEqual([method, headers.cookie, body, headers["content-type"]], ["GET", undefined, "", undefined]);
    });

    test("what cannot be sent is certain, what is aborted passes unchanged, what is forbidden is never sent", async () => {
      const blocked = await ended(browser, [api.url, { mode: "same-origin" }]);
      assert.deepEqual([blocked.name, blocked.certain, blocked.codes], ["TypeError", true, ["mode-same-origin"]]);
      // Not every browser refuses these; what does so says it itself.
      for (const init of [{ signal: {} }, { referrer: "http://[" }, { priority: "x" }]) {
        const plainly = await browser.run((url, init) => fetch(url, init).then(() => undefined, ({ name }) => name), api.url, init);
        const own = await ended(browser, [api.url, init]);
        assert.deepEqual([own.name ?? null, own.isExplained ?? false], [plainly, false], JSON.stringify(init));
      }
      const aborted = await ended(browser, [`${api.url}/open`, { signal: "aborts" }]);
      assert.deepEqual([aborted.name, aborted.isExplained], ["AbortError", false]);
      // An aborted request may still arrive, so this test uses its own path.
      const forbidden = await ended(browser, [`${api.url}/open/forbidden`, { method: "PUT" }], { preflights: "forbid" });
      const sent = api.seen.filter(({ path }) => path === "/open/forbidden");
      assert.deepEqual([forbidden.certain, forbidden.codes, sent], [true, ["method-not-safelisted"], []]);
    });

    test("on the wire nothing differs from the browser's own fetch()", async () => {
      const wires = {};
      for (const by of ["plain", "corsFetch"]) {
        api.seen.length = 0;
        await browser.run(
          async (url, by) => {
            const { corsFetch } = await import("/fetch.js");
            const fetch = by === "plain" ? window.fetch : corsFetch({ onClassified() {} });
            const form = new FormData();
            form.append("a", "1");
            const inits = [
              {},
              { method: "PUT", headers: { "X-A": "1", "Content-Type": "application/json" }, body: "{}" },
              { method: "POST", body: "text" },
              { method: "POST", body: new URLSearchParams("a=b") },
              { method: "POST", body: form },
              { method: "POST", body: new Blob(["b"], { type: "text/css" }), keepalive: true },
              { credentials: "include", headers: new Map([["X-A", "1"]]).entries(), cache: "no-store" },
              { method: "POST", mode: "no-cors", body: new Uint8Array(3) },
              { referrerPolicy: "no-referrer", redirect: "manual" },
            ];
            for (const init of inits) await fetch(url, init).catch(() => {});
            for (const init of inits.slice(1, 6)) await fetch(new Request(url, init)).catch(() => {});
            await fetch(new Request(url, inits[1]), { headers: { Accept: "text/css" } }).catch(() => {});
          },
          // Each in its own place, because browsers keep grants by URL.
          `${api.url}/open/${by}`,
          by,
        );
        wires[by] = api.seen.map(({ method, path, rawHeaders, body }) => {
          const lines = [`${method} ${path.replace(by, "*")}`, ...rawHeaders, body].join("\n");
          // A form's boundary is new each time, and not always as long.
          const boundary = /boundary=(\S+)/.exec(lines)?.[1];
          return boundary ? lines.replaceAll(boundary, "*").replace(/Content-Length\n\d+/, "Content-Length\n*") : lines;
        });
      }
      assert.equal(wires.corsFetch.length, wires.plain.length);
      wires.plain.forEach((wire, number) => assert.equal(wires.corsFetch[number], wire));
      assert.ok(wires.plain.length > 15, String(wires.plain.length));
    });
  });
}
