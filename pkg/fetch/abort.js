/** The calls that wait for each signal, behind one listener: platforms warn of a leak when a signal has many. */
const waiting = new WeakMap();

function callsOf(signal) {
  if (!waiting.has(signal)) {
    const calls = new Set();
    signal.addEventListener("abort", () => calls.forEach((abort) => abort()), { once: true });
    waiting.set(signal, calls);
  }
  return waiting.get(signal);
}

/** Settles as a promise does, or rejects with the signal's reason if that is aborted first. `late` then gets the promise's value. */
export function unlessAborted(signal, promise, late) {
  if (typeof signal?.addEventListener !== "function") return promise;
  return new Promise((resolve, reject) => {
    const settled = Promise.resolve(promise);
    const abort = () => {
      reject(signal.reason);
      settled.then(late, () => {});
    };
    if (signal.aborted) return abort();
    const calls = callsOf(signal);
    calls.add(abort);
    const settle = (end) => (value) => {
      calls.delete(abort);
      end(value);
    };
    settled.then(settle(resolve), settle(reject));
  });
}
