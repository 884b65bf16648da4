// A route of a preflight, for the handlers of a test.

/** The preflight as a handler sees it. `real` is the request that is preflighted. */
function syntheticRequest(real, { method, url, headers }) {
  const lines = headers.map(([name, value]) => [name.toLowerCase(), value]);
  const record = () => Object.fromEntries(lines);
  const own = {
    method: () => method,
    url: () => url,
    headers: record,
    allHeaders: async () => record(),
    headersArray: async () => headers.map(([name, value]) => ({ name, value })),
    headerValue: async (name) => record()[name.toLowerCase()] ?? null,
    postData: () => null,
    postDataBuffer: () => null,
    postDataJSON: () => null,
    resourceType: () => "preflight",
    isNavigationRequest: () => false,
    redirectedFrom: () => null,
    redirectedTo: () => null,
  };
  return new Proxy(real, {
    get: (target, name) => {
      const value = own[name] ?? target[name];
      return typeof value === "function" && !own[name] ? value.bind(target) : value;
    },
  });
}

/** The preflight as a route. `answeredBy(handler)` gives the response, null if there is none, or undefined if the handler falls back. */
export function syntheticRoute(real, preflight, send) {
  const request = syntheticRequest(real.request(), preflight);
  let settle;
  const settled = new Promise((resolve) => {
    settle = resolve;
  });
  const network = async () => {
    const response = await send();
    if (!response) throw new Error(`There is no response to ${preflight.method} ${preflight.url}`);
    return response;
  };
  const route = {
    request: () => request,
    fulfill: async ({ status, headers, response } = {}) =>
      settle({ status: status ?? response?.status() ?? 200, headers: headers ? Object.entries(headers).map(([name, value]) => [name, String(value)]) : (response?.headersArray() ?? []) }),
    continue: async () => settle(send()),
    fallback: async () => settle(undefined),
    abort: async () => settle(null),
    fetch: async () => (await network()).raw,
  };
  return {
    async answeredBy(handler) {
      const done = Promise.resolve(handler(route, request)).then(() => undefined);
      return Promise.race([settled, done.then(() => settled)]);
    },
  };
}
