import { inputWriter } from "./input.js";

/**
 * Instantiates a module, or its bytes. `glue` is the script that wasm-bindgen wrote for the module, which imports it as `name`. Returns the
 * functions of the module, and `write()`, which writes a text into its input buffer and returns the length in bytes.
 */
export function instantiate(glue, name, given) {
  const module = given instanceof WebAssembly.Module ? given : new WebAssembly.Module(given);
  const { exports } = /** @type {any} */ (new WebAssembly.Instance(module, { [name]: glue }));
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return { glue, write: inputWriter(glue.inputBuffer, exports.memory) };
}
