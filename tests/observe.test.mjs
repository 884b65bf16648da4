// corsFetch observing in real browsers: what it says of what they refuse, and that it changes nothing of what they send.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, describe, before, test } from "node:test";
import { listen, serve } from "./lib/serve.mjs";
import { startChromium, startFirefox, startWebKit } from "./lib/webdriver.mjs";

const shared = { "Access-Control-Allow-Origin": "*" };
const granted = { ...shared, "Access-Control-Allow-Methods": "*", "Access-Control-Allow-Headers": "*", "Access-Control-Max-Age": "0" };

const page = createServer(async ({ url }, response) => {
  if (!url.endsWith(".js")) return response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html>");
  response.writeHead(200, { "Content-Type": "text/javascript" }).end(await readFile(new URL(`../pkg${url}`, import.meta.url)));
});
let home;
let api;
let gone;

before(async () => {
  home = await listen(page);
  api = await serve(({ method, path }, response) => {
    if (path.startsWith("/bare")) return response.writeHead(200).end("bare");
    if (path.startsWith("/simple")) return response.writeHead(200, shared).end("simple");
    if (method === "OPTIONS") return response.writeHead(204, granted).end();
    response.writeHead(200, { ...shared, "Cache-Control": "no-store" }).end("open");
  });
  const closed = await serve(() => {});
  gone = closed.url;
  await closed.close();
});

after(async () => {
  page.closeAllConnections();
  page.close();
  await api?.close();
});

/** Makes a call in the page, by corsFetch, and says how it ends; `probe` also asks diagnose(). */
const ended = (browser, call, options = {}) =>
  browser.run(
    async ([input, init], { probe, ...options }) => {
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
        const { name, message, certain, reasons = [], cause } = error;
        const of = { isTyped: error instanceof TypeError, isCorsError: error instanceof CorsError, causeIsTyped: cause?.name === "TypeError" };
        const diagnosed = probe && (await diagnose(error, { probe }));
        return { name, message, certain, codes: reasons.map(({ code }) => code), ...of, diagnosed };
      }
    },
    call,
    options,
  );

for (const start of [startChromium, startFirefox, startWebKit]) {
  describe(start.name.replace("start", ""), () => {
    let browser;
    before(async () => {
      browser = await start();
      await browser.open(home);
    });
    after(() => browser?.quit());

    test("an answer that is shared comes back as the browser made it", async () => {
      assert.deepEqual(await ended(browser, [`${api.url}/open`]), { type: "cors", text: "open", isPlatforms: true });
      assert.equal((await ended(browser, ["/"])).type, "basic");
    });

    test("what is refused is a CorsError with what an answer has to say", async () => {
      const simple = await ended(browser, [`${api.url}/bare`], { probe: true });
      assert.deepEqual([simple.name, simple.certain, simple.isTyped, simple.isCorsError, simple.causeIsTyped], ["CorsError", false, true, true, true]);
      assert.deepEqual(simple.codes, ["allow-origin-missing", "no-answer"]);
      assert.match(simple.message, new RegExp(`^GET ${api.url}/bare from ${home} failed \\(.+\\)\nCertain: .+\nInferred, `));
      assert.match(simple.message, new RegExp(`\n  Fix: Access-Control-Allow-Origin: ${home}\n`));
      assert.deepEqual([simple.diagnosed.conclusion, simple.diagnosed.reasons[0].code], ["refused", "allow-origin-missing"]);
      assert.deepEqual(simple.diagnosed.probes.map(({ mode, answered }) => [mode, answered]), [["no-cors", true], ["cors", false]]);

      const asked = await ended(browser, [`${api.url}/simple`, { method: "PUT", headers: { "X-A": "1" } }], { probe: true });
      assert.deepEqual(asked.codes, ["allow-origin-missing", "method-not-allowed", "header-not-allowed", "no-answer"]);
      assert.deepEqual(asked.diagnosed.reasons.map(({ fix }) => fix), ["Access-Control-Allow-Methods: PUT", "Access-Control-Allow-Headers: x-a"]);
      assert.deepEqual(asked.diagnosed.probes.map(({ mode, status, type }) => [mode, status, type]), [["no-cors", 0, "opaque"], ["cors", 200, "cors"]]);
    });

    test("what is unreachable is told from what is refused", async () => {
      const { codes, diagnosed } = await ended(browser, [gone], { probe: true });
      assert.deepEqual(codes, ["allow-origin-missing", "no-answer"]);
      assert.deepEqual([diagnosed.conclusion, diagnosed.reasons.map(({ code }) => code)], ["unreachable", ["no-answer"]]);
    });

    test("a probe is a GET that carries nothing", async () => {
      await browser.run(() => {
        document.cookie = "a=b";
      });
      api.seen.length = 0;
      await ended(browser, [`${api.url}/bare`, { method: "POST", body: "x", credentials: "include" }], { probe: true });
      const [call, ...probes] = api.seen;
      assert.deepEqual([call.method, probes.length], ["POST", 2]);
      for (const { method, headers, body } of probes) assert.deepEqual([method, headers.cookie, body, headers["content-type"]], ["GET", undefined, "", undefined]);
    });

    test("what cannot be sent is certain, what is aborted passes unchanged, what is forbidden is never sent", async () => {
      const blocked = await ended(browser, [api.url, { mode: "same-origin" }]);
      assert.deepEqual([blocked.certain, blocked.codes, blocked.causeIsTyped], [true, ["mode-same-origin"], true]);
      // Not every browser refuses these; what does so says it itself.
      for (const init of [{ signal: {} }, { referrer: "http://[" }, { priority: "x" }]) {
        const plainly = await browser.run((url, init) => fetch(url, init).then(() => undefined, ({ name }) => name), api.url, init);
        const own = await ended(browser, [api.url, init]);
        assert.deepEqual([own.name ?? null, own.isCorsError ?? false], [plainly, false], JSON.stringify(init));
      }
      const aborted = await ended(browser, [`${api.url}/open`, { signal: "aborts" }]);
      assert.deepEqual([aborted.name, aborted.isCorsError], ["AbortError", false]);
      // What was aborted may still arrive, so this has a path of its own.
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
