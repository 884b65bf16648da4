/**
 * Makes an instance of `given`, a module or its bytes, and hands it to `glue`, which wasm-bindgen wrote for it and which the module
 * imports by `name`. Gives what it exports.
 */
export function instantiate(glue, name, given) {
  const module = given instanceof WebAssembly.Module ? given : new WebAssembly.Module(given);
  const { exports } = new WebAssembly.Instance(module, { [name]: glue });
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return exports;
}
