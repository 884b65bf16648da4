/**
 * The WebAssembly module, in bundlers and runtimes that import a .wasm file as a module. Others import its address.
 *
 * Without the types of WebAssembly, the type is only an object.
 */
declare const module: typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object;
export default module;
