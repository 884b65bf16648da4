// The contestants: each one makes a call as its users would, and returns the result.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const BODIES = {
  string: () => "body",
  params: () => new URLSearchParams("a=b"),
  form: ({ FormData }) => {
    const form = new FormData();
    form.set("a", "b");
    return form;
  },
  blob: ({ Blob }, { type }) => new Blob(["body"], type === undefined ? {} : { type }),
  buffer: () => new Uint8Array([98, 111, 100, 121]),
  stream: () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array([98, 111, 100, 121]));
        controller.close();
      },
    }),
};

const bodyOf = (body, realm) => (body?.kind ? BODIES[body.kind](realm, body) : body);

/** Makes a call with fetch() and the classes of its realm. */
async function callFetch(fetch, realm, { origin, via, url, body, ...init }) {
  if (body !== undefined) init.body = bodyOf(body, realm);
  const { type, headers } = await fetch(url, init);
  const isReadable = type !== "opaque" && type !== "opaqueredirect" && type !== "error";
  return { isReadable, names: isReadable ? [...headers.keys()] : [] };
}

/** Makes a call with the XMLHttpRequest of a window. */
function callXhr(window, { url, method = "GET", headers = [], body, withCredentials, credentials, upload }) {
  return new Promise((resolve, reject) => {
    const xhr = new window.XMLHttpRequest();
    xhr.onerror = reject;
    xhr.onload = () => {
      const lines = xhr.getAllResponseHeaders().split("\r\n").filter(Boolean);
      resolve({ isReadable: true, names: lines.map((line) => line.split(":")[0]) });
    };
    xhr.open(method, url);
    xhr.withCredentials = withCredentials ?? credentials === "include";
    for (const [name, value] of Array.isArray(headers) ? headers : Object.entries(headers)) xhr.setRequestHeader(name, value);
    if (upload) xhr.upload.onprogress = () => {};
    xhr.send(bodyOf(body, window) ?? null);
  });
}

/** Returns a function that makes one object for each page origin, when it is first needed. */
const perPage = (make) => {
  const made = new Map();
  return (origin) => {
    if (!made.has(origin)) made.set(origin, make(origin));
    return made.get(origin);
  };
};

/**
 * Returns the contestants. `ask(call)` makes a call from its page. `isRefusal(error)`, if present, tells
 * whether the call was rejected; any other error is a failure.
 */
export async function contestants({ node_modules, corsFetch, CorsError, told }) {
  const require = createRequire(`${node_modules}/`);
  const version = (name) => require(`${node_modules}/${name}/package.json`).version;

  const { FetchMocker } = await import(pathToFileURL(`${node_modules}/mentoss/dist/index.js`));
  const server = {
    async traceReceive(request, Response) {
      const { status, headers } = told.answer(request.method, request.headers);
      return { response: new Response(null, { status, headers }), traces: [] };
    },
  };

  const { Window } = await import(pathToFileURL(`${node_modules}/happy-dom/lib/index.js`));
  const happy = perPage((origin) => new Window({ url: `${origin}/` }));

  const { JSDOM, VirtualConsole } = require("jsdom");
  const jsdom = perPage((origin) => new JSDOM("", { url: `${origin}/`, virtualConsole: new VirtualConsole() }).window);

  return [
    {
      name: "cors-preflight, `corsFetch`",
      how: "in enforcing mode, over Node's own `fetch()` and sockets",
      sender: "fetch",
      // An invalid call rejects without a cause.
      isRefusal: (error) => error instanceof TypeError && (error.cause === undefined || (error.cause instanceof CorsError && error.cause.certain)),
      ask: (call) => callFetch(corsFetch({ origin: call.origin, how: "enforce", profile: "standard" }), globalThis, call),
    },
    {
      name: "mentoss",
      version: version("mentoss"),
      how: "`FetchMocker`, a new one for each row, with a server in memory",
      sender: "fetch",
      isInMemory: true,
      ask: (call) => callFetch(new FetchMocker({ servers: [server], baseUrl: call.origin }).fetch, globalThis, call),
    },
    {
      name: "happy-dom",
      version: version("happy-dom"),
      how: "`window.fetch`, over sockets",
      sender: "fetch",
      ask: (call) => callFetch((...given) => happy(call.origin).fetch(...given), happy(call.origin), call),
    },
    {
      name: "jsdom",
      version: version("jsdom"),
      how: "`window.XMLHttpRequest`, over sockets",
      sender: "xhr",
      ask: (call) => callXhr(jsdom(call.origin), call),
    },
    {
      name: "Node's own fetch",
      version: process.versions.node,
      how: "the baseline, without a page and without CORS",
      sender: "fetch",
      ask: (call) => callFetch(globalThis.fetch, globalThis, call),
    },
  ];
}
