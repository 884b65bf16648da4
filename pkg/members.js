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

/** The members of a response. */
export const RESPONSE_MEMBERS = new Set(["headers", "status"]);

/** Whether a value is an object that a literal makes, in any realm. Instances of classes are not. */
export function isPlainObject(value) {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether two names differ by one letter that is added, missing or another, or by two neighbors that are swapped. The case does not matter. */
function isMisspelling(given, name) {
  const [one, other] = [given.toLowerCase(), name.toLowerCase()];
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const [left, right] = [one, other].map((text) => text.slice(start, text.length - end));
  return Math.max(left.length, right.length) < 2 || (left.length === 2 && left === right[1] + right[0]);
}

/** Returns the name that `member` is probably meant to be, or undefined. */
const nearest = (member, names) => [...names].find((name) => isMisspelling(member, name));

const unknown = (name, member, meant) =>
  new TypeError(`${name}: expected known members, got \`${member.slice(0, 72)}\`${meant === undefined ? "" : `; did you mean \`${meant}\`?`}`);

/**
 * Throws a TypeError if a plain object has an own enumerable member that is not among `known`, a Set of names. Instances of classes pass.
 * `name` is what the error calls the object.
 */
export function checkMembers(object, known, name) {
  if (!isPlainObject(object)) return;
  for (const member of Object.keys(object)) {
    if (!known.has(member)) throw unknown(name, member, nearest(member, known));
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
    const meant = nearest(member, known);
    if (meant !== undefined) throw unknown(name, member, meant);
  }
}
