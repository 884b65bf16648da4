import type wasm from "./wasm.js";

// This entry has an engine of its own: a PreflightCache of another entry is not a PreflightCache here.
export * from "./index.js";

/**
 * Sets the module of "cors-preflight/wasm", or its bytes.
 *
 * Call this once, before any other function. Otherwise they throw a TypeError. Bytes are compiled when another function is first called.
 *
 * @param module - The module, or its bytes.
 * @example
 * ```js
 * import module from "cors-preflight/wasm";
 * import { classify, init } from "cors-preflight/slim";
 *
 * init(module);
 * ```
 */
export function init(module: typeof wasm | ArrayBuffer | ArrayBufferView): void;
