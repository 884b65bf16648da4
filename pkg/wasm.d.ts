/**
 * The module, where a bundler or a runtime imports such a file as one; others give its address. Where there are no types of WebAssembly, no
 * more of it is known than that it is an object.
 */
declare const module: typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object;
export default module;
