// Measures contestants beside each other: in rounds, in which each has a short turn, so that what
// disturbs the machine disturbs all of them alike.

/** What was last made: whoever makes something has to have made it. */
export let kept;

/** How long a turn takes, in milliseconds. */
const TURN = 4;

const isPromised = (value) => typeof value?.then === "function";

async function turn(run, times) {
  const start = performance.now();
  for (let number = 0; number < times; number += 1) {
    const made = run(number);
    kept = isPromised(made) ? await made : made;
  }
  return performance.now() - start;
}

/** As `turn`, for who never promises: nothing is waited for. */
function turnAtOnce(run, times) {
  const start = performance.now();
  for (let number = 0; number < times; number += 1) kept = run(number);
  return performance.now() - start;
}

/** How many runs a turn takes, once the engines' compilers have done their work. */
async function prepared({ run }) {
  const first = run(0);
  const take = isPromised(first) ? turn : turnAtOnce;
  kept = await first;
  let times = 1;
  for (const end = performance.now() + 10 * TURN; ; ) {
    const took = await take(run, times);
    if (took >= TURN && performance.now() > end) return { take, times: Math.max(1, Math.round((times * TURN) / took)) };
    if (took < TURN) times *= 2;
  }
}

/** Nanoseconds a run, a list a contestant: one number a round. */
export async function compete(contestants, rounds) {
  const turns = [];
  for (const contestant of contestants) turns.push({ ...contestant, ...(await prepared(contestant)), took: [] });
  for (let round = 0; round < rounds; round += 1) {
    // Nobody always follows the same one.
    const order = round % 2 ? [...turns].reverse() : turns;
    for (let place = 0; place < order.length; place += 1) {
      const { run, take, times, took } = order[(place + round) % order.length];
      took.push(((await take(run, times)) * 1e6) / times);
    }
  }
  return turns.map(({ name, took }) => ({ name, took }));
}
