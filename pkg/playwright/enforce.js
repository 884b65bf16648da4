// Enforces CORS while routes are active. Playwright then responds to every preflight itself, and adds Access-Control-Allow-Origin to a fulfilled response
// that has none.

import { Exchange, PreflightCache } from "cors-preflight";
import { explain } from "cors-preflight/explain";
import { syntheticRoute } from "./route.js";

/** Types of the requests that scripts send in mode cors. */
const SCRIPT_TYPES = ["fetch", "xhr", "eventsource"];

/** Headers that a browser adds and the engine would take for the author's. */
const BROWSER_HEADERS = ["user-agent"];

/** The Call of a routed request, or undefined if the request is not cross-origin in mode cors: only such requests have an Origin header. */
function callOf(request) {
  const headers = request.headers();
  const { origin } = headers;
  if (origin === undefined || !SCRIPT_TYPES.includes(request.resourceType())) return undefined;
  const url = new URL(request.url());
  if (url.origin === origin) return undefined;
  const author = Object.entries(headers).filter(([name]) => !BROWSER_HEADERS.includes(name));
  // Playwright does not tell the credentials mode.
  return { origin, url: url.href, method: request.method(), headers: author };
}

const matches = (pattern, url) => (typeof pattern === "string" ? url.startsWith(pattern) : typeof pattern === "function" ? pattern(url) : pattern.test(url));

/** The response that fulfill() would send, as the engine takes one. */
function fulfilled({ status, headers, contentType, response } = {}) {
  const lines = headers ? Object.entries(headers) : (response?.headersArray().map(({ name, value }) => [name, value]) ?? []);
  const type = contentType === undefined ? [] : [["content-type", contentType]];
  return { status: status ?? response?.status() ?? 200, headers: [...lines.map(([name, value]) => [name, String(value)]), ...type] };
}

class Enforcement {
  #cache;
  #profile;
  #ignored;
  #network;
  /** The exchange of each request, and its last step. */
  #states = new WeakMap();
  refusals = [];

  constructor({ profile, ignore, network }) {
    this.#profile = profile;
    this.#cache = new PreflightCache({ profile });
    this.#ignored = ignore;
    this.#network = network;
  }

  #stateOf(request) {
    if (!this.#states.has(request)) {
      const isIgnored = this.#ignored.some((pattern) => matches(pattern, request.url()));
      const call = isIgnored ? undefined : callOf(request);
      const exchange = call && new Exchange(call, { profile: this.#profile, cache: this.#cache });
      this.#states.set(request, { call, exchange, step: exchange?.next() });
    }
    return this.#states.get(request);
  }

  /** Handles a route as `handler` does, after the preflight that a browser would send. */
  async handle(route, request, handler) {
    const state = this.#stateOf(request);
    if (!state.call) return handler(route, request);
    if (state.step.kind === "preflight") {
      // A handler that falls back leaves the preflight to the next one.
      const { request: preflight } = state.step;
      const response = await syntheticRoute(route, preflight, () => this.#network(preflight)).answeredBy(handler);
      if (response) state.step = state.exchange.next(response);
    }
    if (state.step.kind === "error") return this.#refuse(route, state);
    return handler(this.#guarded(route, state), request);
  }

  /** The test's route, which checks what the handler does. */
  #guarded(route, state) {
    const settled = async () => {
      if (state.step.kind === "preflight") state.step = state.exchange.next(await this.#network(state.step.request));
      return state.step.kind !== "error";
    };
    const guards = {
      fulfill: async (options) => {
        if (!(await settled())) return this.#refuse(route, state);
        if (state.step.kind === "request") state.step = state.exchange.next(fulfilled(options));
        return state.step.kind === "error" ? this.#refuse(route, state) : route.fulfill(options);
      },
      // The browser checks the response itself.
      continue: async (options) => ((await settled()) ? route.continue(options) : this.#refuse(route, state)),
    };
    return new Proxy(route, {
      get: (target, name) => {
        const value = guards[name] ?? target[name];
        return typeof value === "function" && !guards[name] ? value.bind(target) : value;
      },
    });
  }

  async #refuse(route, { call, step, isRefused }) {
    if (isRefused) return undefined;
    this.#states.get(route.request()).isRefused = true;
    this.refusals.push({ method: call.method, url: call.url, origin: call.origin, when: step.when, reasons: step.reasons });
    return route.abort("failed");
  }

  /** Adds what the browser itself has refused, as its console says. */
  readConsole(message) {
    if (message.type() !== "error") return;
    const explanation = explain(message.text());
    if (!explanation || !/CORS|cross-origin/i.test(message.text())) return;
    const { reason, values } = explanation;
    this.refusals.push({ method: values.method, url: values.url, origin: values.origin, when: explanation.answerTo ?? "response", reasons: [reason] });
  }
}

/** Replaces route() and unroute() of a page or a context, so that handlers are called through the enforcement. */
function watchRoutes(target, enforcement, activate) {
  const { route, unroute } = target;
  const wrapped = new WeakMap();
  target.route = async function routed(url, handler, options) {
    if (!wrapped.has(handler)) wrapped.set(handler, (given, request) => enforcement.handle(given, request, handler));
    await activate();
    return route.call(target, url, wrapped.get(handler), options);
  };
  target.unroute = (url, handler) => unroute.call(target, url, handler && (wrapped.get(handler) ?? handler));
  return route;
}

/**
 * Enforces CORS in a browser context. `network(request)` sends a preflight and gives its response, or null if there is none.
 */
export function enforce(context, options) {
  const enforcement = new Enforcement(options);
  let active;
  // A route of its own, which gets what no handler of the test takes. Without routes the browser enforces CORS itself.
  const activate = () => {
    active ??= contextRoute.call(context, "**/*", (route, request) => enforcement.handle(route, request, (given) => given.continue()));
    return active;
  };
  const contextRoute = watchRoutes(context, enforcement, activate);
  const watchPage = (page) => {
    watchRoutes(page, enforcement, activate);
    page.on("console", (message) => enforcement.readConsole(message));
  };
  context.pages().forEach(watchPage);
  context.on("page", watchPage);
  return enforcement;
}
