/** The source of a module that can be compiled ahead of its first use, given what brings the module or its bytes. */
export function loadable(bring) {
  let module;
  return {
    bring: () => module ?? bring(),
    async load() {
      module ??= await compiled(bring());
    },
  };
}

const compiled = (given) => (given instanceof WebAssembly.Module ? given : WebAssembly.compile(given));
