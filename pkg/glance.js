// needsPreflight() of what is plain, as most calls are: one text of it goes into the engine's memory, and a number comes back.

/** What is longer is looked at closely: the room that it takes is never given back. */
const LONGEST = 2 ** 20;

/**
 * What is asked as one text, a NUL behind each part, and how many parts there are. Undefined for what Web IDL has to
 * convert first.
 */
function joined(profile, method, headers) {
  if (typeof profile !== "string" || typeof method !== "string" || typeof headers !== "object" || headers === null) return undefined;
  let text = `${profile}\0${method}\0`;
  let count = 2;
  const prototype = Object.getPrototypeOf(headers);
  const isRecord = prototype === Object.prototype || prototype === null;
  // Node loads its fetch() where Headers is so much as named.
  if (!isRecord && (Array.isArray(headers) || headers instanceof Headers)) {
    for (const pair of headers) {
      if (!Array.isArray(pair) || pair.length !== 2) return undefined;
      const [name, value] = pair;
      if (typeof name !== "string" || typeof value !== "string") return undefined;
      text += `${name}\0${value}\0`;
      count += 2;
    }
    return { text, count };
  }
  if (!isRecord) return undefined;
  if (Symbol.iterator in headers || Object.getOwnPropertySymbols(headers).length > 0) return undefined;
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (typeof value !== "string") return undefined;
    text += `${name}\0${value}\0`;
    count += 2;
  }
  return { text, count };
}

const encoder = new TextEncoder();

/** Where the engine reads what is asked. */
let room = new Uint8Array();

/** 1 or 0, or 2 where a closer look is needed. `start` gives the engine and its memory. */
export function glance(start, profile = "standard", method, headers) {
  const asked = joined(profile, method, headers);
  if (!asked || asked.text.length > LONGEST) return 2;
  const { glue, memory } = start();
  const longest = 3 * asked.text.length;
  // The engine's memory has moved where there is no room any more.
  if (room.length < longest) {
    const length = Math.max(longest, 4096);
    const place = glue.room(length);
    room = new Uint8Array(memory.buffer, place, length);
  }
  return glue.glance(encoder.encodeInto(asked.text, room).written, asked.count);
}
