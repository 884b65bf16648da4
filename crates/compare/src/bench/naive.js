// The check that people write by hand: a set of methods, a set of names, a regular expression.

const METHODS = new Set(["GET", "HEAD", "POST"]);
const NAMES = new Set(["accept", "accept-language", "content-language", "content-type"]);
const TYPE = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)(;|$)/i;

/** Whether a call is preflighted. */
export function naive(method, headers) {
  if (!METHODS.has(method.toUpperCase())) return true;
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (!NAMES.has(lower)) return true;
    if (lower === "content-type" && !TYPE.test(value)) return true;
  }
  return false;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The same check, but it throws like fetch(). */
export function naiveThatThrows(method, headers) {
  if (!TOKEN.test(method)) throw new TypeError(method);
  let needs = !METHODS.has(method.toUpperCase());
  for (const [name, value] of Object.entries(headers)) {
    if (!TOKEN.test(name) || !VALUE.test(value)) throw new TypeError(name);
    const lower = name.toLowerCase();
    needs ||= !NAMES.has(lower) || (lower === "content-type" && !TYPE.test(value));
  }
  return needs;
}

/** Whether a preflight response allows a call, as people check it by hand. */
export function naiveAllows({ origin, method, headers }, answer) {
  const value = (name) => answer.headers.find(([other]) => other.toLowerCase() === name)?.[1] ?? "";
  const list = (name) => value(name).split(",").map((item) => item.trim().toLowerCase());
  const [methods, names] = [list("access-control-allow-methods"), list("access-control-allow-headers")];
  return (
    answer.status < 300 &&
    ["*", origin].includes(value("access-control-allow-origin")) &&
    methods.includes(method.toLowerCase()) &&
    Object.keys(headers).every((name) => names.includes(name.toLowerCase()))
  );
}
