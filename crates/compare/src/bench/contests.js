// What is measured: each contest puts the same work to everybody who can do it. The platform says who is there.

import { compete } from "./contest.js";
import { distinct, fetchOf, typical, VARIANTS } from "./inputs.js";
import { naive, naiveAllows, naiveThatThrows } from "./naive.js";

const OWN = "cors-preflight";

/** A contestant that is given one variant after the other. */
const over = (fetches, name, run) => ({ name, run: (number) => run(fetches[number % VARIANTS]) });

const METHODS = new Set(["GET", "HEAD", "POST"]);

/** The hot question. */
function question(fetches, { engine, nothing, mentoss, jsdom, happyDom }) {
  const of = (name, run) => over(fetches, name, run);
  const requests = fetches.map(({ url, init }) => new Request(url, init));
  // As happy-dom calls it: the page's URL is there, and so is the request's.
  const urls = fetches.map(({ origin, url }) => ({ page: new URL(origin), url: new URL(url) }));
  return [
    of(`${OWN}: needsPreflight`, ({ init }) => engine.needsPreflight(init.method, init.headers)),
    of("naive: a set and a regular expression", ({ init }) => naive(init.method, init.headers)),
    of("naive, throwing where fetch() does", ({ init }) => naiveThatThrows(init.method, init.headers)),
    of("a call into WebAssembly that does nothing", () => nothing()),
    of("platform: new Headers()", ({ init }) => new Headers(init.headers)),
    of("platform: new Request()", ({ url, init }) => new Request(url, init)),
    of("mentoss: isCorsSimpleRequest, with the Request it takes", ({ url, init }) =>
      mentoss.isCorsSimpleRequest(new Request(url, init)),
    ),
    over(requests, "mentoss: isCorsSimpleRequest, of a Request that is there", (request) => mentoss.isCorsSimpleRequest(request)),
    of("jsdom: isNoCORSSafelistedRequestHeaderName, names alone", ({ init }) => {
      let needs = !METHODS.has(init.method);
      for (const name of Object.keys(init.headers)) if (!jsdom.isNoCORSSafelistedRequestHeaderName(name)) needs = true;
      return needs;
    }),
    of("jsdom: isCORSSafelistedRequestHeader, which it does not use", ({ init }) => {
      let needs = !METHODS.has(init.method);
      for (const [name, value] of Object.entries(init.headers)) if (!jsdom.isCORSSafelistedRequestHeader(name, value)) needs = true;
      return needs;
    }),
    over(urls, "happy-dom: isCORS, for it always asks", ({ page, url }) => happyDom.isCORS(page, url)),
  ];
}

function classification(fetches, { engine, nothing }) {
  const of = (name, run) => over(fetches, name, run);
  return [
    of(`${OWN}: classify`, ({ call }) => engine.classify(call)),
    of("naive: a set and a regular expression", ({ init }) => naive(init.method, init.headers)),
    of("a call into WebAssembly that does nothing", () => nothing()),
    of("platform: new Headers()", ({ init }) => new Headers(init.headers)),
    of("platform: new Request()", ({ url, init }) => new Request(url, init)),
  ];
}

function judgement(fetches, { engine, mentoss }) {
  const of = (name, run) => over(fetches, name, run);
  return [
    of(`${OWN}: checkPreflight`, ({ call, preflight }) => engine.checkPreflight(call, preflight)),
    of("naive: lists split at commas", ({ call, preflight }) => naiveAllows(call, preflight)),
    of("platform: new Request() and new Response()", ({ url, init, preflight }) => [
      new Request(url, init),
      new Response(null, preflight),
    ]),
    of("mentoss: assertCorsResponse and CorsPreflightData, with what they take", ({ url, origin, init, preflight }) => {
      const response = new Response(null, preflight);
      mentoss.assertCorsResponse(response, origin, true);
      const data = new mentoss.CorsPreflightData(response.headers);
      data.validate(new Request(url, init), origin);
      return data;
    }),
  ];
}

function exchange(fetches, { engine, mentoss }) {
  const of = (name, run) => over(fetches, name, run);
  const through = ({ call, preflight, answer }, cache) => {
    const exchange = new engine.Exchange(call, { cache });
    let step = exchange.next(undefined, 0);
    while (step.kind === "preflight" || step.kind === "request") {
      step = exchange.next(step.kind === "preflight" ? preflight : answer, 0);
    }
    if (step.kind !== "done") throw new Error(`${step.kind}: ${step.reasons[0].message}`);
    return step;
  };
  const warm = new engine.PreflightCache();
  for (const fetch of fetches) through(fetch, warm);
  const mocked = ({ origin, preflight, answer }) => {
    const traceReceive = async ({ method }, Response) => ({
      response: method === "OPTIONS" ? new Response(null, preflight) : new Response("", answer),
    });
    return new mentoss.FetchMocker({ servers: [{ traceReceive }], baseUrl: origin });
  };
  const mocker = mocked(fetches[0]);
  return [
    of(`${OWN}: Exchange, from first to last`, (fetch) => through(fetch, new engine.PreflightCache())),
    of(`${OWN}: Exchange, its preflight cached`, (fetch) => through(fetch, warm)),
    of("platform: new Request() and two new Response()", ({ url, init, preflight, answer }) => [
      new Request(url, init),
      new Response(null, preflight),
      new Response("", answer),
    ]),
    of("mentoss: FetchMocker, from first to last, in memory", (fetch) => mocked(fetch).fetch(fetch.url, fetch.init)),
    of("mentoss: FetchMocker, its preflight cached, in memory", ({ url, init }) => mocker.fetch(url, init)),
  ];
}

/** What the wrapper adds to a fetch() that resolves at once. */
function wrapper(fetches, { corsFetch }) {
  const of = (name, run) => over(fetches, name, run);
  const { origin } = fetches[0];
  const { answer } = fetches[0];
  const bare = async () => new Response("", answer);
  const observed = corsFetch({ origin, fetch: bare, how: "observe" });
  const granting = async (input, init) => {
    const method = init?.method ?? input.method;
    return method === "OPTIONS" ? new Response(null, fetches[0].preflight) : new Response("", answer);
  };
  const enforced = corsFetch({ origin, fetch: granting, how: "enforce" });
  return [
    of("underneath: a fetch() that resolves at once", ({ url, init }) => bare(url, init)),
    of(`${OWN}/fetch: observing it`, ({ url, init }) => observed(url, init)),
    of(`${OWN}/fetch: enforcing, its preflight cached`, ({ url, init }) => enforced(url, init)),
    of("platform: new Request()", ({ url, init }) => new Request(url, init)),
    of("platform: new Response()", () => new Response("", answer)),
  ];
}

/** Real requests to a server on this machine, which allows everything. */
function loopback(fetches, { corsFetch, page, server, alsoOverSockets = [] }) {
  const of = (name, run) => over(fetches, name, run);
  const url = `${server}/answer`;
  const read = async (response) => (await response).text();
  const observed = corsFetch({ origin: page, how: "observe" });
  const list = [
    of("platform: fetch()", ({ init }) => read(fetch(url, init))),
    of(`${OWN}/fetch: observing it`, ({ init }) => read(observed(url, init))),
  ];
  // In a browser the browser enforces.
  if (typeof document === "undefined") {
    const enforced = corsFetch({ origin: page, how: "enforce" });
    list.push(of(`${OWN}/fetch: enforcing, its preflight cached`, ({ init }) => read(enforced(url, init))));
  }
  return [...list, ...alsoOverSockets.map(([name, run]) => of(name, ({ init }) => run(url, init)))];
}

/** How the cost grows with the number of headers. */
async function growth(platform, rounds, said) {
  const { engine } = platform;
  const lines = [];
  for (const count of [10, 100, 1_000, 10_000]) {
    said(`growth, ${count} headers`);
    const { call, init } = fetchOf(distinct(count));
    const contestants = [
      { name: `${OWN}: classify`, run: () => engine.classify(call) },
      { name: `${OWN}: needsPreflight`, run: () => engine.needsPreflight(init.method, init.headers) },
      { name: "naive, throwing where fetch() does", run: () => naiveThatThrows(init.method, init.headers) },
      { name: "platform: new Headers()", run: () => new Headers(init.headers) },
    ];
    lines.push({ count, results: await compete(contestants, rounds, said) });
  }
  return lines;
}

/** All contests, one after the other; `said` is told of each. */
export async function all(platform, rounds, said) {
  const contests = [];
  const kinds = { question, classification, judgement, exchange, wrapper, loopback };
  for (const [kind, make] of Object.entries(kinds)) {
    for (const [count, fetches] of Object.entries(typical)) {
      said(`${kind}, ${count} headers`);
      const results = await compete(make(fetches, platform), rounds, said);
      contests.push({ kind, count: Number(count), results });
    }
  }
  return { contests, growth: await growth(platform, rounds, said) };
}
