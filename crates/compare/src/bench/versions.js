// Compares two versions of the engine with each other: the same calls, in turns.

import { typical, VARIANTS } from "./inputs.js";

/** A whole fetch: returns the last step. */
function fetchThrough({ Exchange, PreflightCache }, { call, preflight, answer }) {
  const exchange = new Exchange(call, { cache: new PreflightCache() });
  let step = exchange.next(undefined, 0);
  while (step.kind === "preflight" || step.kind === "request") {
    step = exchange.next(step.kind === "preflight" ? preflight : answer, 0);
  }
  if (step.kind !== "done") throw new Error(`${step.kind}: ${step.reasons[0].message}`);
  return step;
}

const TASKS = {
  needsPreflight: (engine, { init }) => engine.needsPreflight(init.method, init.headers),
  classify: (engine, { call }) => engine.classify(call),
  checkPreflight: (engine, { call, preflight }) => engine.checkPreflight(call, preflight),
  checkResponse: (engine, { call, answer }) => engine.checkResponse(call, answer),
  Exchange: fetchThrough,
};

/** How long a turn takes, and how long a task is run before it is measured, in milliseconds. */
const TURN = 3;
const WARM_UP = 200;

const median = (numbers) => numbers.toSorted((one, other) => one - other)[numbers.length >> 1];

/** The result of the last run: an engine has to produce it. */
export let kept;

/** Runs `run` so many times and returns the milliseconds. */
function take(run, times, clock) {
  const start = clock();
  for (let number = 0; number < times; number += 1) kept = run(number);
  return clock() - start;
}

/** Warms `run` up and returns how often it runs in a turn. */
function warmUp(run, clock) {
  let times = 1;
  for (let spent = 0; spent < WARM_UP; ) {
    const turn = take(run, times, clock);
    spent += turn;
    times = turn < TURN / 2 ? 2 * times : Math.max(1, Math.round((times * TURN) / turn));
  }
  return times;
}

/**
 * Runs every task with both engines and returns a row for each: the nanoseconds of a run, and the median ratio of two turns that follow each
 * other. `clock` returns milliseconds. `report` receives a line about the progress.
 */
export async function compareVersions({ before, after }, rounds, report, clock) {
  const rows = [];
  for (const [task, run] of Object.entries(TASKS)) {
    for (const [count, fetches] of Object.entries(typical)) {
      const runs = [before, after].map((engine) => (number) => run(engine, fetches[number % VARIANTS]));
      const times = Math.max(...runs.map((run) => warmUp(run, clock)));
      const took = [[], []];
      for (let round = 0; round < rounds; round += 1) {
        for (const turn of round % 2 ? [1, 0] : [0, 1]) took[turn].push((take(runs[turn], times, clock) * 1e6) / times);
      }
      const ratio = median(took[0].map((old, round) => took[1][round] / old));
      const [old, current] = took.map((turns) => Math.round(median(turns)));
      rows.push({ task, headers: Number(count), before: old, after: current, ratio });
      report(`${task}, ${count} headers: ${ratio.toFixed(2)}`);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  return rows;
}
