// corsFetch over Node's fetch() next to headless Chromium: the same calls to the same servers of other projects.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PreflightCache } from "cors-preflight";
import { explain } from "cors-preflight/explain";
import { CorsError, corsFetch } from "cors-preflight/fetch";
import * as axum from "./axum.mjs";
import { Chromium, Page } from "./chromium.mjs";
import { combinations } from "./combinations.mjs";
import { Door } from "./door.mjs";
import { end } from "./end.mjs";
import * as express from "./express.mjs";
import * as fastify from "./fastify.mjs";
import * as hono from "./hono.mjs";
import * as nginx from "./nginx.mjs";

/** Functions that stop the servers, in the order in which they were started. */
const stops = [];
const doors = new Map();
/** Configurations that no combination names. */
const unasked = [];
/** The requests that arrived at any server. */
let arrived = [];
/** How many refusals each combination has had Chromium print. */
const refusals = [];
let page;
let chromium;

before(async () => {
  page = await Page.open();
  stops.push(() => page.close());
  for (const { at } of combinations) {
    if (!doors.has(at)) doors.set(at, await Door.open((request) => arrived.push(request)));
  }
  stops.push(() => Promise.all([...doors.values()].map((door) => door.close())));
  const places = { page: page.origin, at: (configuration) => doors.get(configuration).origin };
  const begin = async (name, { start }, ...more) => {
    const { targets, stop } = await start(places, ...more);
    stops.push(stop);
    for (const [configuration, target] of Object.entries(targets)) {
      const at = `${name}/${configuration}`;
      if (doors.has(at)) doors.get(at).leadTo(target);
      else unasked.push(at);
    }
    return targets;
  };
  const behind = {};
  for (const [name, server] of Object.entries({ express, fastify, hono, axum })) behind[name] = await begin(name, server);
  await begin("nginx", nginx, behind);
  chromium = await Chromium.start(page.origin);
  stops.push(() => chromium.stop());
});

after(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** Runs `work`. Returns its result and the requests that arrived meanwhile. */
async function watching(work) {
  arrived = [];
  return { ends: await work(), requests: arrived };
}

const cache = new PreflightCache({ profile: "chromium" });

function inNode(calls, origin) {
  const fetch = corsFetch({ origin, profile: "chromium", how: "enforce", cache });
  const reasons = [];
  return watching(async () => {
    const ends = [];
    for (const call of calls) {
      reasons.push(undefined);
      ends.push(
        await end(fetch, call, ({ cause }) => {
          assert.ok(cause instanceof CorsError && cause.certain, cause);
          reasons[reasons.length - 1] = cause.reasons.map(({ code }) => code).join(", ");
        }),
      );
    }
    return ends;
  }).then((seen) => ({ ...seen, reasons }));
}

/** Maps a printed line to the expected reasons if the first of them explains it, otherwise to its explanation. */
const meant = (due) => (line, number) => {
  const { reason, or = [] } = explain(line) ?? {};
  const codes = [reason, ...or].map((reason) => reason?.code);
  const reasons = due[number];
  return reasons !== undefined && codes.includes(reasons.split(", ")[0]) ? reasons : codes.join(" or ");
};

combinations.forEach(({ at, says, calls, ends, sends, silent, from = "page" }, number) => {
  const [server, configuration] = at.split("/");
  test(`${server}, ${configuration}: ${says}${from === "null" ? " (from null)" : ""}`, async () => {
    // Each combination has its own URLs, so that they do not share cache entries.
    const asked = calls.map(({ path, ...init }) => ({ url: `${doors.get(at).origin}${path}?${number}`, ...init }));
    const real = await watching(() => page.make(asked, from));
    const { reasons, ...seen } = await inNode(asked, from === "null" ? "null" : page.origin);

    assert.deepEqual(seen, real, "corsFetch and Chromium");
    const told = seen.ends.map(({ rejected, type, status }, call) => (rejected ? `rejected: ${reasons[call]}` : `${type} ${status}`));
    assert.deepEqual(told, ends, "the ends in the table");
    const rejections = reasons.filter((codes) => codes !== undefined);
    const due = silent ? [] : rejections;
    const printed = await chromium.refusals(`?${number}'`, due.length);
    assert.deepEqual(printed.map(meant(due)), due, "what Chromium prints and the first reasons");
    refusals.push([number, due.length]);
    if (sends) assert.deepEqual(seen.requests.map((request) => request.split(" ")[0]), sends, "the requests in the table");
  });
});

test("Chromium has printed no more than that since, and of the silent ones nothing", async () => {
  for (const [number, count] of refusals) {
    assert.equal((await chromium.refusals(`?${number}'`, count)).length, count, `${combinations[number].at}: ${combinations[number].says}`);
  }
});

test("every configuration is asked, and every door leads somewhere", () => {
  assert.ok(combinations.length >= 60, `only ${combinations.length} combinations`);
  assert.deepEqual(unasked, []);
  for (const [at, door] of doors) assert.ok(door.isOpen, `${at} is no configuration`);
});
