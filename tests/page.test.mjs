// Drives the page in a real Chromium. DEMO is the address of a running demo.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { after, before, describe, test } from "node:test";
import { blank } from "../www/call.js";
import { examples } from "../www/examples.js";
import { writeFragment } from "../www/fragment.js";
import { startChromium } from "./lib/webdriver.mjs";

const demo = process.env.DEMO?.replace(/\/$/, "");
if (!demo)
  throw new Error("DEMO: expected the address of a running demo, such as http://127.0.0.1:8642");

const page = "https://app.example";
const api = "https://api.example/notes";
const ok = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *";
const yes = `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: *
Access-Control-Allow-Methods: *
Access-Control-Allow-Headers: *
Access-Control-Max-Age: 600`;

let browser;
const severe = [];

before(async () => {
  browser = await startChromium();
});

after(() => browser?.quit());

// ---- steps

async function open(state, site = demo) {
  await keepLog();
  await browser.open("about:blank");
  await browser.open(`${site}/www/${state ? `#${writeFragment(state).text}` : ""}`);
  await browser.until(() => document.documentElement.dataset.live);
}

/** Keeps the entries of the log, which each read empties. */
async function keepLog() {
  const entries = await browser.log();
  severe.push(...entries.filter(({ level }) => level === "SEVERE").map(({ message }) => message));
}

function choose(name) {
  return browser.run((name) => {
    const select = document.getElementById("example");
    select.value = name;
    select.dispatchEvent(new Event("change"));
  }, name);
}

function read() {
  return browser.run(() => {
    const text = (selector) => document.querySelector(selector).textContent.trim();
    const shown = (selector) =>
      document.querySelector(selector).checkVisibility() ? text(selector) : null;
    const codes = (selector) =>
      [...document.querySelectorAll(`${selector} li`)].map((li) => li.dataset.code);
    return {
      outcome: text("#outcome"),
      summary: text("#summary"),
      causes: codes("#reasons"),
      options: text("#preflight-wire"),
      preflighted: shown("#preflight-verdict .word"),
      refusedFor: codes("#preflight-verdict .reasons:not(.notes)"),
      response: shown("#response-verdict .word"),
      unreadableFor: codes("#response-verdict .reasons:not(.notes)"),
      refusal: text("#refusal"),
      compared: shown("#overall"),
      problems: ["origin", "headers", "preflight", "response"].map((name) =>
        shown(`#${name}-problem`),
      ),
      preflight: document.getElementById("preflight").value,
      leftOut: text("#left-out"),
      example: document.getElementById("example").value,
    };
  });
}

async function send() {
  await browser.run(() => delete document.getElementById("comparison-block").dataset.state);
  await browser.click("#send");
  const state = await browser.until(() => {
    const { state } = document.getElementById("comparison-block").dataset;
    return ["done", "failed"].includes(state) && state;
  });
  assert.equal(state, "done", (await read()).refusal);
  return browser.run(() => ({
    equal: document.getElementById("comparison-block").dataset.equal,
    rows: [...document.querySelectorAll("#comparison tbody tr")].map((row) => ({
      row: row.dataset.row,
      predicted: row.cells[1].textContent,
      observed: row.cells[2].textContent,
      equal: row.dataset.equal,
    })),
  }));
}

// ---- the examples

describe("every example ends in a real browser as predicted, or differs on purpose", () => {
  for (const { name, difference } of examples) {
    test(name, async () => {
      await open();
      await choose(name);
      assert.equal((await read()).example, name);
      const { equal, rows } = await send();
      const different = rows.filter((row) => row.equal !== "true");
      assert.equal(rows.length, 10);
      assert.equal(equal, String(different.length === 0));
      if (difference) assert.notDeepEqual(different, []);
      else assert.deepEqual(different, []);
    });
  }
});

// ---- browser differences

function browserVerdicts(selector) {
  return browser.run((selector) => {
    const list = document.querySelector(selector);
    return list.checkVisibility() ? [...list.children].map((item) => item.textContent) : [];
  }, selector);
}

describe("the page lists browsers whose verdict differs from the standard's", () => {
  test("on a preflight response", async () => {
    await open(examples.find(({ name }) => name === "Authorization under the wildcard").state);
    assert.deepEqual(await browserVerdicts("#preflight-verdict .browsers"), [
      "In chromium, firefox, webkit: The preflight succeeds and the request is sent.",
    ]);
    assert.deepEqual(await browserVerdicts("#response-verdict .browsers"), []);
    assert.deepEqual(await browserVerdicts("#browsers"), []);
  });

  test("on the call, with Access-Control-Request-Headers", async () => {
    await open({ ...blank, origin: page, url: api, headers: "X-A: 1\nX-A: 2\nUser-Agent: x" });
    const [chromium, firefox, ...rest] = await browserVerdicts("#browsers");
    assert.deepEqual(rest, []);
    assert.match(chromium, /^In chromium: A preflight .* Access-Control-Request-Headers is x-a\.$/);
    assert.match(firefox, /^In firefox: A preflight .* Access-Control-Request-Headers is user-agent,x-a,x-a\.$/);
  });

  test("on a response, with the headers that the script can read", async () => {
    const response = `${ok}\nAccess-Control-Expose-Headers: *, (\nX-A: 1`;
    await open({ ...blank, origin: page, url: api, response });
    assert.deepEqual(await browserVerdicts("#response-verdict .browsers"), [
      "In firefox: The script can read the status, body and exposed headers. " +
        "Headers that the script can read: access-control-allow-origin, access-control-expose-headers, x-a.",
    ]);
  });

  test("in a list of all differences", async () => {
    await open();
    const { count, summary, first } = await browser.run(() => {
      const section = document.getElementById("differences");
      section.querySelector("details").open = true;
      const items = section.querySelectorAll("li");
      return {
        count: items.length,
        summary: section.querySelector("summary").textContent,
        first: [...items[0].querySelectorAll("dt")].map((term) => term.textContent),
      };
    });
    assert.equal(summary, `The ${count} differences`);
    assert.ok(count > 40);
    assert.deepEqual(first, ["standard", "chromium", "firefox", "webkit"]);
  });
});

test("at most two examples differ on purpose, and at least twelve have different names", () => {
  assert.ok(examples.filter(({ difference }) => difference).length <= 2);
  assert.ok(new Set(examples.map(({ name }) => name)).size >= 12);
  assert.equal(new Set(examples.map(({ name }) => name)).size, examples.length);
  for (const { state } of examples) {
    assert.deepEqual(
      Object.keys(state).filter((name) => !(name in blank)),
      [],
    );
  }
});

test("the examples show all six outcomes and each verdict, refusals for several reasons", async () => {
  await open();
  const seen = [];
  for (const { name } of examples) {
    await choose(name);
    seen.push(await read());
  }
  const all = (member) => new Set(seen.map((one) => one[member]));
  const outcomes = ["blocked", "no-cors", "preflight", "same-origin", "simple", "throws"];
  assert.deepEqual([...all("outcome")].sort(), outcomes);
  const preflighted = seen.filter(({ outcome }) => outcome === "preflight");
  assert.ok(preflighted.some(({ preflighted }) => preflighted === "allowed"));
  const refusals = preflighted.filter(({ preflighted }) => preflighted === "refused");
  assert.ok(new Set(refusals.flatMap(({ refusedFor }) => refusedFor)).size >= 8);
  for (const word of [
    "readable, basic",
    "readable, cors",
    "not readable, opaque",
    "not readable, opaqueredirect",
    "not readable, error",
  ]) {
    assert.ok(all("response").has(word), `no example shows a response that is ${word}`);
  }
});

test("the textbook exchange is allowed, and with X-Requested-With it is refused", async () => {
  await open();
  const first = await read();
  assert.equal(first.example, "The textbook exchange");
  assert.equal(first.outcome, "preflight");
  assert.deepEqual(first.causes, ["method-not-safelisted"]);
  assert.equal(first.preflighted, "allowed");
  assert.match(first.options, /^OPTIONS \/resource\/foo HTTP\/1\.1\nHost: bar\.other\n/);
  assert.match(
    first.options,
    /\nAccess-Control-Request-Method: DELETE\nOrigin: https:\/\/foo\.bar\.org$/,
  );

  await choose("The same with X-Requested-With");
  const second = await read();
  assert.equal(second.preflighted, "refused");
  assert.deepEqual(second.refusedFor, ["header-not-allowed"]);
  assert.match(second.options, /\nAccess-Control-Request-Headers: x-requested-with\n/);
});

// ---- typing

test("every keystroke changes the verdict", async () => {
  await open({ ...blank, origin: page, url: api, preflight: yes, response: ok });
  assert.equal((await read()).outcome, "simple");
  await browser.clear("#method");
  const seen = [];
  for (const key of "PUT") {
    await browser.type("#method", key);
    const { outcome, options } = await read();
    seen.push([outcome, options.match(/Access-Control-Request-Method: (.*)/)[1]]);
  }
  assert.deepEqual(seen, [
    ["preflight", "P"],
    ["preflight", "PU"],
    ["preflight", "PUT"],
  ]);
  await browser.type("#headers", "X-A: 1");
  assert.deepEqual((await read()).causes, ["method-not-safelisted", "header-not-safelisted"]);
  assert.equal((await read()).preflighted, "allowed");
  await browser.type("#preflight", "\nAccess-Control-Allow-Origin: https://b.example");
  assert.deepEqual((await read()).refusedFor, ["allow-origin-multiple"]);
});

test("an invalid line is reported with its number, and the other lines count", async () => {
  await open({
    ...blank,
    origin: page,
    url: api,
    method: "PUT",
    headers: "X-A: 1\nnonsense\nX-B: 2",
    preflight: `${yes}\nno colon here`,
    response: "200 OK",
  });
  const { problems, causes, preflighted, response, refusal } = await read();
  const [origin, headers, preflight, responseProblem] = problems;
  assert.equal(origin, null);
  assert.match(headers, /^Line 2: .*“nonsense”/);
  assert.match(preflight, /^Line 6: .*“no colon here”/);
  assert.match(responseProblem, /^Line 1: .*status line.*“200 OK”/);
  assert.equal(causes.length, 3);
  assert.equal(preflighted, "allowed");
  assert.equal(response, null);
  assert.match(refusal, /^Fix .* first/);
  assert.match((await read()).preflight, /no colon here$/);
});

test("an invalid header line is reported with its number too", async () => {
  await open({
    ...blank,
    origin: page,
    url: api,
    preflight: "",
    response: `${ok}\nA b: c\nX-C: \u0100\nX-D: e`,
  });
  const [, , , problem] = (await read()).problems;
  assert.match(problem, /^Line 3: .*`?A b`?.*\nLine 4: .*X-C/);
  assert.equal((await read()).response, "readable, cors");
});

test("an invalid origin is reported next to its field", async () => {
  await open({ ...blank, origin: "https://app.example/", url: api, preflight: yes, response: ok });
  const { problems, outcome, preflighted, response } = await read();
  assert.match(problems[0], /origin/);
  assert.equal(outcome, "not judged");
  assert.deepEqual([preflighted, response], [null, null]);
  await browser.type("#origin", "\uE003");
  assert.equal((await read()).outcome, "simple");
});

test("applying the fixes turns the refused variant of the textbook exchange into an allowed one", async () => {
  await open();
  await choose("The same with X-Requested-With");
  await browser.click("#preflight-verdict .apply");
  const fixed = await read();
  assert.equal(fixed.preflighted, "allowed");
  assert.match(fixed.preflight, /^HTTP\/1\.1 204 No Content\n/);
  assert.match(fixed.preflight, /\nAccess-Control-Allow-Headers: x-requested-with$/);
  assert.equal(fixed.example, "own");
});

test("applying the fixes makes every refused response of the examples pass that has fixes", async () => {
  await open();
  for (const { name } of examples) {
    await choose(name);
    for (const [part, word, good] of [
      ["preflight", "preflighted", /^(allowed|would be allowed)$/],
      ["response", "response", /^readable/],
    ]) {
      const apply = `#${part}-verdict .apply`;
      if (await browser.run((apply) => document.querySelector(apply).checkVisibility(), apply)) {
        await browser.click(apply);
        assert.match(
          (await read())[word],
          good,
          `${name}: the ${part} is still ${(await read())[word]}`,
        );
      }
    }
  }
});

// ---- the link

test("the link restores everything except the values of secrets, and the page lists those", async () => {
  const state = {
    origin: page,
    method: "patch",
    url: "https://api.example/a?b=c&d=%20#e",
    headers:
      "Authorization: Bearer s3cret\ncookie: a=s3cret\nPROXY-AUTHORIZATION: s3cret\nX-Ä: +1 & more\n\nodd",
    body: "blob",
    type: 'text/plain; a="b"',
    mode: "cors",
    credentials: "include",
    redirect: "manual",
    cache: "reload",
    referrerPolicy: "origin",
    keepalive: "true",
    duplex: "half",
    preflight: "HTTP/1.1 204 No Content\nAccess-Control-Allow-Origin: *\n",
    response: "HTTP/1.1 200 OK\nSet-Cookie: b=s3cret\nX: 100%",
  };
  await open();
  await browser.run((state) => {
    for (const [name, value] of Object.entries(state)) {
      const control = document.getElementById(name);
      if (control.type === "checkbox") control.checked = true;
      else control.value = value;
      control.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  }, state);
  const link = await browser.until(() => location.hash.includes("&response=") && location.href);
  assert.doesNotMatch(link, /s3cret/);
  assert.match(link, /Authorization/);
  const { leftOut } = await read();
  for (const name of ["Authorization", "cookie", "PROXY-AUTHORIZATION", "Set-Cookie"]) {
    assert.ok(leftOut.includes(name), `${name} is missing in: ${leftOut}`);
  }

  await browser.open("about:blank");
  await browser.open(link);
  await browser.until(() => document.documentElement.dataset.live);
  const restored = await browser.run(
    (names) =>
      names.map((name) => {
        const control = document.getElementById(name);
        return control.type === "checkbox" ? String(control.checked) : control.value;
      }),
    Object.keys(state),
  );
  const expected = {
    ...state,
    headers: "Authorization:\ncookie:\nPROXY-AUTHORIZATION:\nX-Ä: +1 & more\n\nodd",
    response: "HTTP/1.1 200 OK\nSet-Cookie:\nX: 100%",
  };
  assert.deepEqual(restored, Object.values(expected));
});

test("the link does not contain a secret whose line has no colon", () => {
  const { text, omitted } = writeFragment({
    ...blank,
    headers: "Authorization Bearer s3cret\nAuthorization-Kind: open",
  });
  assert.doesNotMatch(text, /s3cret/);
  assert.match(text, /open/);
  assert.deepEqual(omitted, ["Authorization"]);
});

test("the link contains every one of 400 characters typed fast", async () => {
  await open();
  const typed = "0123456789".repeat(40);
  await browser.type("#url", `?${typed}`);
  await browser.until((typed) => location.hash.includes(`?${typed}&`), typed);
  assert.match(await browser.run(() => document.getElementById("url").value), /\?\d{400}$/);
});

test("the link is written at once when the field or the page is left, or the link is copied", async () => {
  await open();
  const links = await browser.run(() => {
    const url = document.getElementById("url");
    const leave = {
      blur: () => url.blur(),
      pagehide: () => dispatchEvent(new PageTransitionEvent("pagehide")),
      copy: () => document.getElementById("copy-link").click(),
    };
    return Object.entries(leave).map(([name, left]) => {
      url.focus();
      url.value += `-${name}`;
      url.dispatchEvent(new InputEvent("input", { bubbles: true }));
      left();
      return location.hash;
    });
  });
  assert.match(links[0], /foo-blur&/);
  assert.match(links[1], /foo-blur-pagehide&/);
  assert.match(links[2], /foo-blur-pagehide-copy&/);
});

test("a link that the browser rejects is written again later", async () => {
  await open();
  await browser.run(() => {
    const { replaceState } = history;
    history.replaceState = () => {
      history.replaceState = replaceState;
      throw new DOMException("too many calls", "SecurityError");
    };
  });
  await browser.type("#url", "x");
  await browser.until(() => location.hash.includes("/foox&"));
});

test("another link in the same tab is followed", async () => {
  await open();
  const { text } = writeFragment({
    ...blank,
    origin: page,
    url: api,
    method: "TRACE",
    preflight: yes,
    response: ok,
  });
  await browser.run((text) => {
    location.hash = text;
  }, text);
  await browser.until(() => document.getElementById("outcome").textContent === "throws");
});

// ---- the live request

describe("the button is disabled for calls that cannot run on this machine, with the reason", () => {
  const put = { ...blank, origin: page, url: api, method: "PUT", preflight: yes, response: ok };
  const stream = { method: "POST", body: "stream", duplex: "half" };
  for (const [name, change, why] of [
    ["mixed content", { url: "http://api.example/" }, /Mixed content/],
    ["a blocked port", { url: "https://api.example:6000/" }, /port 6000/],
    ["a blob: URL", { url: `blob:${page}/1`, method: "GET" }, /blob:/],
    ["a relative URL", { url: "notes" }, /relative/],
    ["a data: URL", { url: "data:,x", method: "GET" }, /no request to a server/],
    ["a stream that is allowed", stream, /HTTP\/2/],
    ["a stream within the origin", { ...stream, url: `${page}/` }, /HTTP\/2/],
    [
      "a redirect that is followed",
      { response: `HTTP/1.1 302 Found\nLocation: /x\n${ok.split("\n")[1]}` },
      /redirect/,
    ],
    [
      "a preflight response with status 103",
      { preflight: yes.replace("204 No Content", "103 Early Hints") },
      /status 103/,
    ],
    [
      "a login with credentials",
      {
        credentials: "include",
        preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: ${page}
Access-Control-Allow-Credentials: true
Access-Control-Allow-Methods: PUT`,
        response: `HTTP/1.1 401 Unauthorized
Access-Control-Allow-Origin: ${page}
Access-Control-Allow-Credentials: true
WWW-Authenticate: Basic realm="a"`,
      },
      /login prompt/,
    ],
    [
      "partial content",
      {
        response: `${ok.replace("200 OK", "206 Partial Content")}\nContent-Range: bytes 0-1/9`,
      },
      /206 and Content-Range/,
    ],
    ["a request that is too long", { url: `${api}?${"x".repeat(1_000_000)}` }, /longer than/],
    ["a response with status 101", { response: ok.replace("200 OK", "101 Switching") }, /status 101/],
    ["Transfer-Encoding", { preflight: `${yes}\nTransfer-Encoding: chunked` }, /Transfer-Encoding/],
    ["Content-Encoding", { response: `${ok}\ncontent-encoding: gzip` }, /Content-Encoding/],
    ["a 204 with a length", { preflight: `${yes}\nContent-Length: 5` }, /no body/],
    [
      "only-if-cached",
      { url: `${page}/x`, mode: "same-origin", cache: "only-if-cached" },
      /only-if-cached/,
    ],
  ]) {
    test(name, async () => {
      await open({ ...put, ...change });
      assert.match((await read()).refusal, why);
      await browser.click("#send");
      await browser.until(() => document.getElementById("refusal").textContent !== "");
      const { refusal, compared } = await read();
      assert.match(refusal, why);
      assert.equal(compared, null);
    });
  }
});

test("a call that throws for a header name is sent, not refused", async () => {
  await open({ ...blank, origin: page, url: api, headers: "X A: 1", preflight: yes, response: ok });
  const { equal, rows } = await send();
  assert.equal(equal, "true");
  assert.equal(rows.find(({ row }) => row === "script").observed, "throws");
});

test("a login without credentials and a very long method are sent, on either server", async () => {
  const login = `${ok.replace("200 OK", "401 Unauthorized")}\nWWW-Authenticate: Basic realm="a"`;
  const method = "M".repeat(20_000);
  for (const change of [
    { response: login },
    { method },
    { method, url: `${page}/notes` },
  ]) {
    await open({ ...blank, origin: page, url: api, preflight: yes, response: ok, ...change });
    const { equal, rows } = await send();
    assert.equal(equal, "true", JSON.stringify(rows).slice(0, 1000));
  }
});

test("a missing response is reported as a difference, in the page and in a frame", async () => {
  for (const [origin, seen] of [
    [page, "no response within 20 seconds"],
    ["null", "no message from the frame within 25 seconds"],
  ]) {
    await open({ ...blank, origin, url: api, preflight: yes, response: ok });
    await browser.run(() => {
      const [wait, send] = [setTimeout, fetch];
      globalThis.setTimeout = (work, ms, ...rest) => wait(work, ms >= 20_000 ? 0 : ms, ...rest);
      globalThis.fetch = (what, init) =>
        what instanceof Request ? new Promise(() => {}) : send(what, init);
      addEventListener("message", (event) => event.stopImmediatePropagation(), true);
    });
    const { equal, rows } = await send();
    assert.equal(equal, "false");
    const script = rows.find(({ row }) => row === "script");
    assert.deepEqual([script.observed, script.equal], [seen, "false"]);
    assert.equal(await browser.run(() => document.querySelectorAll("iframe").length), 0);
  }
});

test("a difference is explained by the example that was sent, even if another is chosen", async () => {
  const { name, difference } = examples.find(({ difference }) => difference);
  await open();
  await choose(name);
  const overall = await browser.run((first) => {
    document.getElementById("send").click();
    const select = document.getElementById("example");
    select.value = first;
    select.dispatchEvent(new Event("change"));
    return new Promise((resolve) => {
      const look = () => {
        const { state } = document.getElementById("comparison-block").dataset;
        if (state === "sending") setTimeout(look, 20);
        else resolve(document.getElementById("overall").textContent);
      };
      look();
    });
  }, examples[0].name);
  assert.ok(overall.endsWith(difference), overall);
});

test("a comparison is stale once the input changes", async () => {
  await open();
  await send();
  const stale = () => document.getElementById("stale").checkVisibility();
  assert.equal(await browser.run(stale), false);
  await browser.type("#url", "x");
  assert.equal(await browser.run(stale), true);
  await send();
  assert.equal(await browser.run(stale), false);
});

test("without a live server the page works, and the button names what is missing", async () => {
  const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const file = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    try {
      const bytes = await readFile(new URL(`..${file}`, import.meta.url));
      response
        .writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream" })
        .end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await open(undefined, `http://127.0.0.1:${server.address().port}`);
    const { outcome, preflighted, refusal } = await read();
    assert.deepEqual([outcome, preflighted], ["preflight", "allowed"]);
    assert.match(refusal, /live server is not running.*cargo xtask demo/);
    await browser.click("#send");
    assert.equal((await read()).compared, null);
    await browser.open("about:blank");
    const missing = (await browser.log()).filter(({ level }) => level === "SEVERE");
    assert.deepEqual(
      missing.filter(({ message }) => !message.includes("/live.json")),
      [],
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

// ---- appearance

test("nothing is wider than a screen of 360 pixels", async () => {
  await browser.devtools("Emulation.setDeviceMetricsOverride", {
    width: 360,
    height: 780,
    deviceScaleFactor: 1,
    mobile: false,
  });
  try {
    await open();
    const overflow = () =>
      [...document.querySelectorAll("body *")]
        .filter((e) => e.getBoundingClientRect().right > 361 && e.checkVisibility())
        .map((e) => e.id || e.outerHTML.slice(0, 80));
    for (const { name } of examples) {
      await choose(name);
      assert.deepEqual(await browser.run(overflow), [], name);
    }
    await choose("Everything exposed");
    await send();
    await browser.run(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
    assert.deepEqual(await browser.run(overflow), []);
    assert.ok(await browser.run(() => document.documentElement.scrollWidth <= innerWidth));
  } finally {
    await browser.devtools("Emulation.clearDeviceMetricsOverride", {});
  }
});

test("all text has the contrast of WCAG AA, in light and dark mode", async () => {
  const pairs = [
    ["ink", "paper", 4.5],
    ["ink", "raised", 4.5],
    ["ink", "tint", 4.5],
    ["ink", "no-tint", 4.5],
    ["quiet", "paper", 4.5],
    ["accent", "paper", 4.5],
    ["accent", "tint", 4.5],
    ["no", "paper", 4.5],
    ["no", "no-tint", 4.5],
    ["accent", "no-tint", 4.5],
    ["quiet", "no-tint", 4.5],
    ["on-accent", "accent", 4.5],
    ["field", "raised", 3],
    ["field", "paper", 3],
  ];
  const luminance = (hex) => {
    const [r, g, b] = hex.match(/[0-9a-f]{2}/gi).map((two) => {
      const c = parseInt(two, 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  await open();
  for (const value of ["light", "dark"]) {
    await browser.devtools("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value }],
    });
    const names = [...new Set(pairs.flatMap(([a, b]) => [a, b]))];
    const colors = await browser.run(
      (names) =>
        names.map((name) =>
          getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim(),
        ),
      names,
    );
    const of = (name) => luminance(colors[names.indexOf(name)]);
    for (const [text, ground, least] of pairs) {
      const [dark, light] = [of(text), of(ground)].sort((a, b) => a - b);
      const contrast = (light + 0.05) / (dark + 0.05);
      assert.ok(contrast >= least, `${value}: ${text} on ${ground} has ${contrast.toFixed(2)}`);
    }
  }
  await browser.devtools("Emulation.setEmulatedMedia", { features: [] });
});

test("the keyboard reaches every control, the focus is visible, and Enter sends", async () => {
  await open();
  const reached = new Set();
  for (let count = 0; count < 60; count += 1) {
    await browser.press("\uE004");
    const { id, outline } = await browser.run(() => {
      const { id, dataset } = document.activeElement;
      return {
        id: id || (dataset.copy && `copy ${dataset.copy}`),
        outline: getComputedStyle(document.activeElement).outlineStyle,
      };
    });
    if (reached.has(id)) break;
    if (id) reached.add(id);
    if (id) assert.notEqual(outline, "none", `the focus on ${id} does not show`);
    if (id === "send") break;
  }
  for (const id of [
    "example",
    "origin",
    "url",
    "method",
    "body",
    "headers",
    "mode",
    "credentials",
    "preflight-wire",
    "preflight",
    "request-wire",
    "response",
    "send",
  ]) {
    assert.ok(reached.has(id), `${id} is not reached: ${[...reached].join(" ")}`);
  }
  await browser.press("\uE007");
  await browser.until(() => document.getElementById("comparison-block").dataset.equal === "true");
});

test("each copy button copies the text next to it", async () => {
  await open();
  await send();
  await browser.run(() => {
    globalThis.copied = [];
    navigator.clipboard.writeText = async (text) => {
      globalThis.copied.push(text);
    };
    for (const button of document.querySelectorAll("[data-copy]")) button.click();
  });
  const copied = await browser.run(() => globalThis.copied);
  assert.equal(
    copied.length,
    await browser.run(() => document.querySelectorAll("[data-copy]").length),
  );
  for (const expected of [
    /^OPTIONS \/resource\/foo HTTP\/1\.1\n/,
    /^DELETE \/resource\/foo/,
    /^HTTP\/1\.1 204/,
    /^http.*#origin=/,
    /\| Preflight sent \| once \| once \|/,
  ]) {
    assert.ok(
      copied.some((text) => expected.test(text)),
      `nothing copied is like ${expected}`,
    );
  }
});

test("a copied verdict has its sentence, its reasons with section and fix, and no buttons", async () => {
  await open();
  await choose("The same with X-Requested-With");
  const copied = await browser.run(() => {
    navigator.clipboard.writeText = async (text) => {
      globalThis.copied = text;
    };
    return ["preflight-verdict", "response-verdict", "verdict-notes"].map((name) => {
      document.querySelector(`[data-copy="${name}"]`).click();
      return globalThis.copied;
    });
  });
  const [preflight, response, notes] = copied;
  assert.match(preflight, /^refused .+\n- .+ https:\/\/fetch\.spec\.whatwg\.org\/#\S+\n {2}Fix /);
  assert.match(preflight, /\n {2}Fix Access-Control-Allow-Headers: x-requested-with(\n|$)/);
  assert.match(response, /^readable, cors ./);
  assert.match(notes, /^Notes\n- .*origin.* https:/i);
  for (const text of copied) assert.doesNotMatch(text, /Copy|Apply/);
});

test("a pasted message is explained, with alternatives and missing values", async () => {
  await open();
  const paste = async (text) => {
    await browser.run((text) => {
      const message = document.getElementById("message");
      message.value = text;
      message.dispatchEvent(new Event("input"));
    }, text);
    return browser.run(() => {
      const block = document.getElementById("message-verdict");
      const codes = (id) => [...document.querySelectorAll(`#${id} li`)].map(({ dataset }) => dataset.code);
      const shown = (element) => (element.checkVisibility() ? element.innerText.replace(/\s+/g, " ").trim() : "");
      return {
        verdict: shown(block.querySelector(".judgment")),
        means: codes("explained"),
        fix: block.querySelector("#explained .fix code")?.textContent,
        orElse: shown(document.getElementById("alternatives-block")) && codes("alternatives"),
        extra: shown(block.querySelector(".extra")),
      };
    });
  };
  assert.equal((await paste("")).verdict, "");
  assert.deepEqual(
    await paste(`Access to fetch at '${api}' from origin '${page}' has been blocked by CORS policy: Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.`),
    {
      verdict: "known Chromium prints this message about the response to the preflight.",
      means: ["method-not-allowed"],
      fix: "Access-Control-Allow-Methods: <listed>, PUT",
      orElse: ["method-case-mismatch", "allow-methods-wildcard-with-credentials"],
      extra: `url: ${api} · origin: ${page} · kind: fetch · method: PUT · listed: not in the message`,
    },
  );
  const former = await paste(`XMLHttpRequest cannot load ${api}. Origin ${page} is not allowed by Access-Control-Allow-Origin.`);
  assert.equal(former.verdict, "known Chromium and WebKit printed this message in the past.");
  const unknown = await paste("CORS is hard.");
  assert.equal(unknown.verdict, "unknown No known console message found.");
  assert.deepEqual([unknown.means, unknown.orElse, unknown.extra], [[], "", ""]);
});

test("the verdict is a live region, and the page explains both reasons for preflights", async () => {
  await open();
  assert.equal(
    await browser.run(() => document.getElementById("summary").closest("[aria-live]").ariaLive),
    "polite",
  );
  const why = await browser.run(() => document.getElementById("why").textContent);
  assert.match(why, /Old servers/);
  assert.match(why, /before they happen/);
});

test("the console has no errors except those of refused live requests", async () => {
  await keepLog();
  assert.deepEqual(
    severe.filter((message) => !message.includes("/ask/")),
    [],
  );
});
