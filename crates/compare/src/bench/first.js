// The time from an import to the first result.

const headers = { "X-Requested-With": "XMLHttpRequest" };

/** The imports by name. `at` has the URLs. */
export const FIRST = {
  "cors-preflight": async (at) => (await import(at.pkg)).needsPreflight("GET", headers),
  "cors-preflight, classify": async (at) =>
    (await import(at.pkg)).classify({ origin: "https://app.example", url: "https://api.example/", headers }),
  "an empty wasm-bindgen module": async (at) => {
    const empty = await import(at.empty);
    if (at.bytes) empty.initSync({ module: await at.bytes() });
    else await empty.default({ module_or_path: at.wasm });
    return empty.nothing();
  },
  "the naive check": async (at) => (await import(at.naive)).naive("GET", headers),
  mentoss: async (at) => (await import(at.mentoss)).isCorsSimpleRequest(new Request("https://api.example/", { headers })),
};

/** Returns the milliseconds until the first result. */
export async function first(what, at) {
  const start = performance.now();
  await FIRST[what](at);
  return performance.now() - start;
}
