// Measures contestants beside each other: in rounds, in which each has a short turn, so that what
// disturbs the machine disturbs all of them alike.

/** What was last made: whoever makes something has to have made it. */
export let kept;

/** How long a turn takes, in milliseconds. */
const TURN = 4;

/**
 * How everybody warms up: in windows of so many milliseconds of its own, so many at least, and on until a window's median is above this share of
 * the one before, so many at most. The document that is written says it.
 */
const WARMTH = { window: 300, least: 4, most: 12, share: 0.97 };

const isPromised = (value) => typeof value?.then === "function";

async function wait(run, times) {
  const start = performance.now();
  for (let number = 0; number < times; number += 1) {
    const made = run(number);
    kept = isPromised(made) ? await made : made;
  }
  return performance.now() - start;
}

/** As `wait`, for who never promises: nothing is waited for. */
function takeAtOnce(run, times) {
  const start = performance.now();
  for (let number = 0; number < times; number += 1) kept = run(number);
  return performance.now() - start;
}

const { port1: here, port2: there } = new MessageChannel();

/** Lets the platform get to what it does between tasks, such as letting go of what was collected. */
function betweenTasks() {
  const come = new Promise((resolve) => (here.onmessage = resolve));
  there.postMessage(undefined);
  return come;
}

function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[sorted.length >> 1];
}

/** A contestant with what its turns took, in nanoseconds a run. */
class Contestant {
  times = 1;
  took = [];
  #window = Infinity;

  constructor({ name, run }) {
    this.name = name;
    this.run = run;
  }

  /** Finds out whether it promises. */
  async begin() {
    const first = this.run(0);
    this.take = isPromised(first) ? wait : takeAtOnce;
    kept = await first;
  }

  /** Takes a turn, and gives its milliseconds. */
  async turn() {
    await betweenTasks();
    const spent = await this.take(this.run, this.times);
    this.took.push((spent * 1e6) / this.times);
    return spent;
  }

  /** Takes a turn whose length is yet to be found. */
  async warmingTurn() {
    const spent = await this.turn();
    this.times = Math.max(1, Math.min(2 * this.times, Math.round((this.times * TURN) / spent)));
    return spent;
  }

  /** Ends a window, and gives how its median compares with the one before. */
  share() {
    const now = median(this.took);
    const share = now / this.#window;
    this.#window = now;
    this.took = [];
    this.times = Math.max(1, Math.round((TURN * 1e6) / now));
    return share;
  }
}

/** Everybody's turns, in rounds, until each has had a window. */
async function warmed(contestants) {
  const spent = new Map(contestants.map((contestant) => [contestant, 0]));
  while (spent.size > 0) {
    for (const [contestant, before] of spent) {
      const now = before + (await contestant.warmingTurn());
      if (now < WARMTH.window) spent.set(contestant, now);
      else spent.delete(contestant);
    }
  }
}

/** Has everybody warm up: the engines' compilers do their work. Gives who was still getting faster at the end. */
async function warmUp(contestants) {
  let cold = contestants;
  for (let window = 1; window <= WARMTH.most && cold.length > 0; window += 1) {
    await warmed(cold);
    const shares = cold.map((contestant) => [contestant, contestant.share()]);
    cold = shares.filter(([, share]) => window < WARMTH.least || share < WARMTH.share).map(([contestant]) => contestant);
  }
  return cold;
}

/** Nanoseconds a run, a list a contestant, one number a round; `said` is told who was still getting faster. */
export async function compete(all, rounds, said) {
  const contestants = all.map((one) => new Contestant(one));
  for (const contestant of contestants) await contestant.begin();
  for (const { name } of await warmUp(contestants)) said(`still getting faster: ${name}`);
  for (let round = 0; round < rounds; round += 1) {
    // Nobody always follows the same one.
    const order = round % 2 ? contestants.toReversed() : contestants;
    for (let place = 0; place < order.length; place += 1) await order[(place + round) % order.length].turn();
  }
  return contestants.map(({ name, took }) => ({ name, took }));
}
