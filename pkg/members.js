// Checks of the members of plain objects: a misspelled member is an error, with a suggestion.

/** The members of a RequestInit that CORS has no use for. */
export const UNUSED_INIT_MEMBERS = [
  "adAuctionHeaders",
  "attributionReporting",
  "browsingTopics",
  "integrity",
  "priority",
  "privateToken",
  "referrer",
  "sharedStorageWritable",
  "signal",
  "targetAddressSpace",
  "window",
];

/** Whether a value is an object that a literal makes, in any realm. Instances of classes are not. */
export function isPlainObject(value) {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Returns the number of insertions, deletions, replacements and swaps of neighbors that turn one text into another. */
function distance(from, to) {
  let older = [];
  let old = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      let least = Math.min(old[column] + 1, current[column - 1] + 1, old[column - 1] + (isSame ? 0 : 1));
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (isSwapped) least = Math.min(least, older[column - 2] + 1);
      current.push(least);
    }
    [older, old] = [old, current];
  }
  return old[to.length];
}

/** Returns the name that `member` is probably meant to be, at most `most` typos away, or undefined. */
function nearest(member, names, most) {
  if (member.length > 40) return undefined;
  const ranked = Array.from(names, (name) => ({ name, typos: distance(member.toLowerCase(), name.toLowerCase()) }));
  return ranked.filter(({ typos }) => typos <= most).sort((one, other) => one.typos - other.typos)[0]?.name;
}

const unknown = (name, member, meant) =>
  new TypeError(`${name}: expected known members, got \`${member.slice(0, 72)}\`${meant === undefined ? "" : `; did you mean \`${meant}\`?`}`);

/**
 * Throws a TypeError if a plain object has an own enumerable member that is not among `known`, a Set of names. Instances of classes pass.
 * `name` is what the error calls the object.
 */
export function checkMembers(object, known, name) {
  if (!isPlainObject(object)) return;
  for (const member of Object.keys(object)) {
    if (!known.has(member)) throw unknown(name, member, nearest(member, known, 2));
  }
}

/**
 * Throws a TypeError if a plain object has an own enumerable member that looks like a misspelling of one of `known`, a Set of names. Other
 * members pass.
 */
export function checkMisspellings(object, known, name) {
  if (!isPlainObject(object)) return;
  for (const member of Object.keys(object)) {
    if (known.has(member)) continue;
    const meant = nearest(member, known, 1);
    if (meant !== undefined) throw unknown(name, member, meant);
  }
}
