// A page under a policy that forbids WebAssembly, with calls that fail and one that does not. The server's address is the page's query.
import { corsFetch } from "/fetch.js";

const api = location.search.slice(1);
const warnings = [];
console.warn = (message) => warnings.push(String(message));

const errors = [];
for (const fetch of [corsFetch({ onClassified() {} }), corsFetch()]) {
  for (const path of ["/bare", "/bare"]) errors.push(await fetch(api + path).catch((error) => error));
}
const text = await (await corsFetch({ preflights: "forbid" })(`${api}/open`)).text();
globalThis.result = { warnings, errors: errors.map(({ name, cause }) => [name, cause === undefined]), text };
