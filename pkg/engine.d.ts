/**
 * The engine of corsFetch(), for its option `engine` in service workers, which have no dynamic import.
 *
 * @example
 * ```js
 * import { engine } from "cors-preflight/engine";
 * import { corsFetch } from "cors-preflight/fetch";
 *
 * const fetch = corsFetch({ engine });
 * ```
 */
export const engine: {
  /** Compiles the engine. corsFetch() does this when it needs the engine. */
  start(): Promise<void>;
};
