// Measures contestants in rounds. Each one has a short turn in every round, so that a disturbance of the
// machine affects all of them.

/** The last result. Storing it keeps compilers from removing the work. */
export let lastResult;

/** The milliseconds of a turn. */
const TURN = 4;

/**
 * The warm-up: windows of `window` milliseconds for each contestant, at least `least` and at most `most` of
 * them, until the median of a window is at least `share` of the one before. The document describes this.
 */
const WARMTH = { window: 300, least: 4, most: 12, share: 0.97 };

const isPromise = (value) => typeof value?.then === "function";

/** Runs a contestant and waits for each result. */
async function runAsync(run, times) {
  const start = performance.now();
  for (let number = 0; number < times; number += 1) {
    const result = run(number);
    lastResult = isPromise(result) ? await result : result;
  }
  return performance.now() - start;
}

/** Runs a contestant that returns no promises. */
function runSync(run, times) {
  const start = performance.now();
  for (let number = 0; number < times; number += 1) lastResult = run(number);
  return performance.now() - start;
}

const { port1, port2 } = new MessageChannel();

/** Waits for the next task, so that the platform can do its own work, such as finalizing collected objects. */
function nextTask() {
  const task = new Promise((resolve) => (port1.onmessage = resolve));
  port2.postMessage(undefined);
  return task;
}

function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[sorted.length >> 1];
}

/** A contestant, and the nanoseconds of one run in each of its turns. */
class Contestant {
  times = 1;
  took = [];
  #window = Infinity;

  constructor({ name, run }) {
    this.name = name;
    this.run = run;
  }

  /** Checks whether the contestant returns promises. */
  async begin() {
    const first = this.run(0);
    this.take = isPromise(first) ? runAsync : runSync;
    lastResult = await first;
  }

  /** Takes a turn and returns its milliseconds. */
  async turn() {
    await nextTask();
    const spent = await this.take(this.run, this.times);
    this.took.push((spent * 1e6) / this.times);
    return spent;
  }

  /** Takes a turn and adjusts the number of runs in a turn. */
  async warmingTurn() {
    const spent = await this.turn();
    this.times = Math.max(1, Math.min(2 * this.times, Math.round((this.times * TURN) / spent)));
    return spent;
  }

  /** Ends a window and returns the ratio of its median to the one before. */
  share() {
    const now = median(this.took);
    const share = now / this.#window;
    this.#window = now;
    this.took = [];
    this.times = Math.max(1, Math.round((TURN * 1e6) / now));
    return share;
  }
}

/** Runs rounds until each contestant has had a window. */
async function runWindow(contestants) {
  const spent = new Map(contestants.map((contestant) => [contestant, 0]));
  while (spent.size > 0) {
    for (const [contestant, before] of spent) {
      const now = before + (await contestant.warmingTurn());
      if (now < WARMTH.window) spent.set(contestant, now);
      else spent.delete(contestant);
    }
  }
}

/** Warms up all contestants, so that compilers finish. Returns those that were still getting faster. */
async function warmUp(contestants) {
  let cold = contestants;
  for (let window = 1; window <= WARMTH.most && cold.length > 0; window += 1) {
    await runWindow(cold);
    const shares = cold.map((contestant) => [contestant, contestant.share()]);
    cold = shares.filter(([, share]) => window < WARMTH.least || share < WARMTH.share).map(([contestant]) => contestant);
  }
  return cold;
}

/** Returns the nanoseconds of one run, for each contestant and round. `log` receives progress messages. */
export async function compete(all, rounds, log) {
  const contestants = all.map((one) => new Contestant(one));
  for (const contestant of contestants) await contestant.begin();
  for (const { name } of await warmUp(contestants)) log(`still getting faster: ${name}`);
  for (let round = 0; round < rounds; round += 1) {
    // The order changes, so that no contestant always follows the same one.
    const order = round % 2 ? contestants.toReversed() : contestants;
    for (let place = 0; place < order.length; place += 1) await order[(place + round) % order.length].turn();
  }
  return contestants.map(({ name, took }) => ({ name, took }));
}
