// The contests: in each one, all contestants that the platform has do the same work.

import { compete } from "./contest.js";
import { distinct, fetchOf, typical, VARIANTS } from "./inputs.js";
import { naive, naiveAllows, naiveThatThrows } from "./naive.js";

const OWN = "cors-preflight";

/** Returns a contestant that receives the variants in turn. */
const over = (fetches, name, run) => ({ name, run: (number) => run(fetches[number % VARIANTS]) });

const METHODS = new Set(["GET", "HEAD", "POST"]);

/** Whether a call is preflighted. */
function question(fetches, { engine, nothing, mentoss, jsdom, happyDom }) {
  const add = (name, run) => over(fetches, name, run);
  const requests = fetches.map(({ url, init }) => new Request(url, init));
  // happy-dom calls its function with existing URLs.
  const urls = fetches.map(({ origin, url }) => ({ page: new URL(origin), url: new URL(url) }));
  return [
    add(`${OWN}: needsPreflight`, ({ init }) => engine.needsPreflight(init.method, init.headers)),
    add("naive: a set and a regular expression", ({ init }) => naive(init.method, init.headers)),
    add("naive, but throws like fetch()", ({ init }) => naiveThatThrows(init.method, init.headers)),
    add("an empty WebAssembly call", () => nothing()),
    add("platform: new Headers()", ({ init }) => new Headers(init.headers)),
    add("platform: new Request()", ({ url, init }) => new Request(url, init)),
    add("mentoss: new Request() and isCorsSimpleRequest", ({ url, init }) =>
      mentoss.isCorsSimpleRequest(new Request(url, init)),
    ),
    over(requests, "mentoss: isCorsSimpleRequest on an existing Request", (request) => mentoss.isCorsSimpleRequest(request)),
    add("jsdom: isNoCORSSafelistedRequestHeaderName (names only)", ({ init }) => {
      let needs = !METHODS.has(init.method);
      for (const name of Object.keys(init.headers)) if (!jsdom.isNoCORSSafelistedRequestHeaderName(name)) needs = true;
      return needs;
    }),
    add("jsdom: isCORSSafelistedRequestHeader (jsdom does not use it)", ({ init }) => {
      let needs = !METHODS.has(init.method);
      for (const [name, value] of Object.entries(init.headers)) if (!jsdom.isCORSSafelistedRequestHeader(name, value)) needs = true;
      return needs;
    }),
    over(urls, "happy-dom: isCORS (it always preflights)", ({ page, url }) => happyDom.isCORS(page, url)),
  ];
}

function classification(fetches, { engine, nothing }) {
  const add = (name, run) => over(fetches, name, run);
  return [
    add(`${OWN}: classify`, ({ call }) => engine.classify(call)),
    add("naive: a set and a regular expression", ({ init }) => naive(init.method, init.headers)),
    add("an empty WebAssembly call", () => nothing()),
    add("platform: new Headers()", ({ init }) => new Headers(init.headers)),
    add("platform: new Request()", ({ url, init }) => new Request(url, init)),
  ];
}

function preflightResponse(fetches, { engine, mentoss }) {
  const add = (name, run) => over(fetches, name, run);
  return [
    add(`${OWN}: checkPreflight`, ({ call, preflight }) => engine.checkPreflight(call, preflight)),
    add("naive: lists split at commas", ({ call, preflight }) => naiveAllows(call, preflight)),
    add("platform: new Request() and new Response()", ({ url, init, preflight }) => [
      new Request(url, init),
      new Response(null, preflight),
    ]),
    add("mentoss: assertCorsResponse and CorsPreflightData, with their arguments", ({ url, origin, init, preflight }) => {
      const response = new Response(null, preflight);
      mentoss.assertCorsResponse(response, origin, true);
      const data = new mentoss.CorsPreflightData(response.headers);
      data.validate(new Request(url, init), origin);
      return data;
    }),
  ];
}

function exchange(fetches, { engine, mentoss }) {
  const add = (name, run) => over(fetches, name, run);
  const runExchange = ({ call, preflight, answer }, cache) => {
    const exchange = new engine.Exchange(call, { cache });
    let step = exchange.next(undefined, 0);
    while (step.kind === "preflight" || step.kind === "request") {
      step = exchange.next(step.kind === "preflight" ? preflight : answer, 0);
    }
    if (step.kind !== "done") throw new Error(`${step.kind}: ${step.reasons[0].message}`);
    return step;
  };
  const warm = new engine.PreflightCache();
  for (const fetch of fetches) runExchange(fetch, warm);
  const newMocker = ({ origin, preflight, answer }) => {
    const traceReceive = async ({ method }, Response) => ({
      response: method === "OPTIONS" ? new Response(null, preflight) : new Response("", answer),
    });
    return new mentoss.FetchMocker({ servers: [{ traceReceive }], baseUrl: origin });
  };
  const mocker = newMocker(fetches[0]);
  return [
    add(`${OWN}: Exchange, empty cache`, (fetch) => runExchange(fetch, new engine.PreflightCache())),
    add(`${OWN}: Exchange, cached preflight`, (fetch) => runExchange(fetch, warm)),
    add("platform: new Request() and two new Response()", ({ url, init, preflight, answer }) => [
      new Request(url, init),
      new Response(null, preflight),
      new Response("", answer),
    ]),
    add("mentoss: new FetchMocker, in memory", (fetch) => newMocker(fetch).fetch(fetch.url, fetch.init)),
    add("mentoss: FetchMocker, cached preflight, in memory", ({ url, init }) => mocker.fetch(url, init)),
  ];
}

/** The wrapper over a fetch() that resolves immediately. */
function wrapper(fetches, { corsFetch }) {
  const add = (name, run) => over(fetches, name, run);
  const { origin } = fetches[0];
  const { answer } = fetches[0];
  const bare = async () => new Response("", answer);
  const observed = corsFetch({ origin, fetch: bare, how: "observe" });
  const allowing = async (input, init) => {
    const method = init?.method ?? input.method;
    return method === "OPTIONS" ? new Response(null, fetches[0].preflight) : new Response("", answer);
  };
  const enforced = corsFetch({ origin, fetch: allowing, how: "enforce" });
  return [
    add("inner fetch(): resolves immediately", ({ url, init }) => bare(url, init)),
    add(`${OWN}/fetch: observe`, ({ url, init }) => observed(url, init)),
    add(`${OWN}/fetch: enforce, cached preflight`, ({ url, init }) => enforced(url, init)),
    add("platform: new Request()", ({ url, init }) => new Request(url, init)),
    add("platform: new Response()", () => new Response("", answer)),
  ];
}

/** Real requests to a local server that allows everything. */
function loopback(fetches, { corsFetch, page, server, alsoOverSockets = [] }) {
  const add = (name, run) => over(fetches, name, run);
  const url = `${server}/answer`;
  const read = async (response) => (await response).text();
  const observed = corsFetch({ origin: page, how: "observe" });
  const list = [
    add("platform: fetch()", ({ init }) => read(fetch(url, init))),
    add(`${OWN}/fetch: observe`, ({ init }) => read(observed(url, init))),
  ];
  // In a browser there is nothing to enforce.
  if (typeof document === "undefined") {
    const enforced = corsFetch({ origin: page, how: "enforce" });
    list.push(add(`${OWN}/fetch: enforce, cached preflight`, ({ init }) => read(enforced(url, init))));
  }
  return [...list, ...alsoOverSockets.map(([name, run]) => add(name, ({ init }) => run(url, init)))];
}

/** The time for increasing numbers of headers. */
async function growth(platform, rounds, log) {
  const { engine } = platform;
  const lines = [];
  for (const count of [10, 100, 1_000, 10_000]) {
    log(`growth, ${count} headers`);
    const { call, init } = fetchOf(distinct(count));
    const contestants = [
      { name: `${OWN}: classify`, run: () => engine.classify(call) },
      { name: `${OWN}: needsPreflight`, run: () => engine.needsPreflight(init.method, init.headers) },
      { name: "naive, but throws like fetch()", run: () => naiveThatThrows(init.method, init.headers) },
      { name: "platform: new Headers()", run: () => new Headers(init.headers) },
    ];
    lines.push({ count, results: await compete(contestants, rounds, log) });
  }
  return lines;
}

/** Runs all contests. `log` receives progress messages. */
export async function all(platform, rounds, log) {
  const contests = [];
  const kinds = { question, classification, preflight_response: preflightResponse, exchange, wrapper, loopback };
  for (const [kind, make] of Object.entries(kinds)) {
    for (const [count, fetches] of Object.entries(typical)) {
      log(`${kind}, ${count} headers`);
      const results = await compete(make(fetches, platform), rounds, log);
      contests.push({ kind, count: Number(count), results });
    }
  }
  return { contests, growth: await growth(platform, rounds, log) };
}
