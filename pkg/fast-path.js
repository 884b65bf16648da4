// The fast path of needsPreflight(): one text goes in, and a number comes back. Most calls are plain enough.

/** A longer text takes the slow path. */
const MAX_LENGTH = 2 ** 20;

/** The number of strings in the text that `joinPlain()` has returned last. */
let count = 0;

/**
 * Returns a method and headers as one text, with a NUL behind each string. Returns undefined for anything that Web IDL has to convert first:
 * only strings are plain, in a record without symbols, or in pairs.
 */
function joinPlain(method, headers) {
  if (typeof method !== "string" || typeof headers !== "object" || headers === null) return undefined;
  let text = `${method}\0`;
  count = 1;
  const prototype = Object.getPrototypeOf(headers);
  if (prototype === Object.prototype || prototype === null) {
    if (Object.getOwnPropertySymbols(headers).length > 0) return undefined;
    for (const name of Object.keys(headers)) {
      const value = headers[name];
      if (typeof value !== "string") return undefined;
      text = text + name + "\0" + value + "\0";
      count += 2;
    }
    return text;
  }
  // Node loads its fetch() as soon as `Headers` is read.
  if (!Array.isArray(headers) && !(headers instanceof Headers)) return undefined;
  for (const pair of headers) {
    if (!Array.isArray(pair) || pair.length !== 2) return undefined;
    const [name, value] = pair;
    if (typeof name !== "string" || typeof value !== "string") return undefined;
    text = text + name + "\0" + value + "\0";
    count += 2;
  }
  return text;
}

/** Returns 1 if a call is preflighted, 0 if it is not, and 2 if it takes the slow path. `start` returns the engine. */
export function fastNeedsPreflight(start, place, method, headers) {
  const text = joinPlain(method, headers);
  if (text === undefined || text.length > MAX_LENGTH) return 2;
  const { glue, write } = start();
  return glue.fastNeedsPreflight(write(text), count, place);
}
