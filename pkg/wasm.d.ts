/** The module, where a bundler or a runtime imports such a file as one; others give its address. */
declare const module: WebAssembly.Module;
export default module;
