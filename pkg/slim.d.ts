import type module from "./wasm.js";

// Over an engine of its own: a PreflightCache of one entry is none to the other, nor to "cors-preflight/fetch".
export * from "./index.js";

/**
 * Brings the module, "cors-preflight/wasm", which is compiled at the first call of another function if it comes as bytes. To be called
 * once, before any of them; without it they throw a TypeError.
 */
export function init(brought: typeof module | ArrayBuffer | ArrayBufferView): void;
