// What Node's module of this name has, as every platform has it.

export const URL = globalThis.URL;
