// The part of corsFetch() that needs the engine. It is loaded by dynamic import when a call fails, a hook needs it or calls are enforced.

import { Exchange, PreflightCache, load, needsPreflight } from "../index.js";

export { diagnose } from "./diagnose.js";
export { enforce } from "./enforce.js";
export { explain } from "./explain.js";
export { admitted } from "./hooks.js";

/** Compiles the engine, asynchronously, and makes its instance: in WebKit a Content Security Policy forbids that and not the compilation. */
export async function start() {
  await load();
  needsPreflight("GET");
}

/** Where an enforcing function keeps its grants. Throws the engine's TypeError for an invalid option. */
export function grantsOf({ origin, profile, cache }) {
  new Exchange({ origin, url: "https://api.example/" }, { profile, cache });
  return cache ?? new PreflightCache({ profile });
}
