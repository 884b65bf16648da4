// The requirements of an `integrity` value: https://w3c.github.io/webappsec-subresource-integrity/#does-response-match-metadatalist

/** The hash algorithms, the weakest first, by their names in `integrity` and in the Web Crypto API. */
const ALGORITHMS = new Map([
  ["sha256", "SHA-256"],
  ["sha384", "SHA-384"],
  ["sha512", "SHA-512"],
]);

/** Base64 in its one alphabet, without what fills it up. */
const plain = (base64) => base64.replaceAll("-", "+").replaceAll("_", "/").replaceAll("=", "");

/** A digest: the algorithm, the value in either alphabet of Base64, and options, of which there are none. */
const DIGEST = /^(sha256|sha384|sha512)-([A-Za-z0-9+/_-]+={0,2})(?:\?.*)?$/i;

/** Returns the required digests. Items with an unknown algorithm or invalid Base64 are ignored. */
function parsed(metadata) {
  const items = metadata.split(/[\t\n\f\r ]+/).map((item) => DIGEST.exec(item));
  return items.filter(Boolean).map(([, name, value]) => ({ name: name.toLowerCase(), value: plain(value) }));
}

/** Whether bytes are what is asked for, by the strongest algorithm that is asked for. */
export async function isAsAsked(bytes, metadata) {
  const asked = parsed(metadata);
  const strongest = [...ALGORITHMS.keys()].findLast((known) => asked.some(({ name }) => name === known));
  if (strongest === undefined) return true;
  if (!globalThis.crypto?.subtle) throw new TypeError("integrity: there is no crypto.subtle here to check it with");
  const digest = new Uint8Array(await crypto.subtle.digest(ALGORITHMS.get(strongest), bytes));
  const value = plain(btoa(String.fromCharCode(...digest)));
  return asked.some((item) => item.name === strongest && item.value === value);
}
