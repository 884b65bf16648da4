// Replaces Node's module `url` in browsers.

export const URL = globalThis.URL;
