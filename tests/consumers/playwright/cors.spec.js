// Calls on routed pages, each next to the same call on an unrouted page, where Chromium enforces CORS itself.
import { createServer } from "node:http";
import { expect, test } from "cors-preflight/playwright";
import { SERVERS, startFailing } from "../../lib/failing-servers.mjs";

const shared = [["Access-Control-Allow-Origin", "*"]];
const granted = [...shared, ["Access-Control-Allow-Methods", "DELETE"], ["Access-Control-Allow-Headers", "x-a"]];
/** Servers at which calls succeed. */
const WORKING = {
  "a GET that is shared": { response: { status: 200, headers: shared } },
  "a DELETE that is allowed": { init: { method: "DELETE", headers: { "X-A": "1" } }, preflight: { status: 204, headers: granted }, response: { status: 200, headers: shared } },
  "a no-cors GET": { init: { mode: "no-cors" }, response: { status: 200, headers: [] } },
};

let home;
let page;
test.beforeAll(async () => {
  page = createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html>")).listen(0, "127.0.0.1");
  await new Promise((resolve) => page.once("listening", resolve));
  home = `http://127.0.0.1:${page.address().port}/`;
});
test.afterAll(() => {
  page.closeAllConnections();
  page.close();
});

/** How a call of the page's own fetch() ends. */
const outcome = (page, url, init) =>
  page.evaluate(([url, init]) => fetch(url, init).then(({ type, status }) => `${type} ${status}`, ({ message }) => message), [url, init]);

const forward = async (route) => {
  const response = await route.fetch();
  return route.fulfill({ response });
};

/** Handlers of a test, by what they do. */
const HANDLERS = {
  "a route for another URL": ["**/another", (route) => route.abort()],
  "route.continue()": ["**/x", (route) => route.continue()],
  "route.fallback()": ["**/x", (route) => route.fallback()],
  "route.fetch() and route.fulfill()": ["**/x", forward],
};

for (const [how, [pattern, handler]] of Object.entries(HANDLERS)) {
  test(`under ${how}, every call ends as on an unrouted page`, async ({ browser, page, cors }) => {
    test.setTimeout(120_000);
    const unrouted = await browser.newPage();
    await unrouted.goto(home);
    // Playwright itself fails where a server gives no response to route.fetch().
    await page.route(pattern, (route) => Promise.resolve(handler(route)).catch(() => route.abort()));
    await page.goto(home);
    for (const [name, row] of Object.entries({ ...SERVERS, ...WORKING })) {
      await test.step(name, async () => {
        const server = await startFailing(row);
        const url = `${server.url}/x`;
        try {
          expect(await outcome(page, url, row.init), name).toBe(await outcome(unrouted, url, row.init));
          if (row.cause === undefined) expect(cors, name).toHaveNoRefusals();
          // The console may print a refusal after the call has ended.
          else if (row.cause !== "no-answer") await expect.poll(() => cors.refusals.length, { message: name }).toBeGreaterThan(0);
          cors.clear();
        } finally {
          await server.close();
        }
      });
    }
    await unrouted.close();
  });
}

test("without a route, the browser's own refusals are there, with the reason", async ({ page, cors }) => {
  const server = await startFailing(SERVERS["a DELETE that is not allowed"]);
  await page.goto(home);
  await outcome(page, `${server.url}/x`, { method: "DELETE" });
  await expect.poll(() => cors.refusals.map(({ reasons: [{ code }] }) => code)).toEqual(["method-not-allowed"]);
  await server.close();
});

test("a mock that forgets the preflight fails as the real server would, and the message has the fix", async ({ page, cors }) => {
  const seen = [];
  await page.route("https://api.example/notes", (route) => {
    seen.push(route.request().method());
    return route.fulfill({ json: [], headers: { "Access-Control-Allow-Origin": "*" } });
  });
  await page.goto(home);
  expect(await outcome(page, "https://api.example/notes", { method: "DELETE" })).toBe("Failed to fetch");
  expect(seen).toEqual(["OPTIONS"]);
  expect(() => expect(cors).toHaveNoRefusals()).toThrow("Access-Control-Allow-Methods: DELETE");
  cors.clear();
  expect(cors).toHaveNoRefusals();
});

test("a mock without CORS headers is refused, one with them is read, and its grant is kept", async ({ page, cors }) => {
  const seen = [];
  let headers = {};
  await page.route("https://api.example/**", (route) => {
    seen.push(route.request().method());
    return route.fulfill({ status: route.request().method() === "OPTIONS" ? 204 : 200, body: "", headers });
  });
  await page.goto(home);
  expect(await outcome(page, "https://api.example/notes")).toBe("Failed to fetch");
  expect(cors.refusals[0].reasons[0].code).toBe("allow-origin-missing");
  headers = Object.fromEntries(granted);
  for (let call = 0; call < 2; call += 1) expect(await outcome(page, "https://api.example/notes", { method: "DELETE" })).toBe("cors 200");
  expect(seen).toEqual(["GET", "OPTIONS", "DELETE", "DELETE"]);
});

test("a handler that falls back leaves the preflight to the next one", async ({ page, cors }) => {
  await page.route("https://api.example/**", (route) => route.fulfill({ status: 204, headers: Object.fromEntries(granted) }));
  await page.route("https://api.example/**", (route) => route.fallback());
  await page.goto(home);
  expect(await outcome(page, "https://api.example/notes", { method: "DELETE" })).toBe("cors 204");
  expect(cors).toHaveNoRefusals();
});

test("unroute() takes the handler that route() was given", async ({ page }) => {
  const handler = (route) => route.abort();
  await page.route("**/x", handler);
  await page.unroute("**/x", handler);
  await page.goto(home);
  expect(await outcome(page, `${home}x`)).toBe("basic 200");
});

test.describe("URLs that are ignored", () => {
  test.use({ corsOptions: { ignore: [/cdn/] } });

  test("are left to Playwright", async ({ page, cors }) => {
    await page.route("https://cdn.example/**", (route) => route.fulfill({ body: "" }));
    await page.goto(home);
    expect(await outcome(page, "https://cdn.example/x", { method: "DELETE" })).toBe("cors 200");
    expect(cors).toHaveNoRefusals();
  });
});
