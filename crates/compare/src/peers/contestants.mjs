// Who is asked, and how: each makes a page's call the way its users would, and says how that ended.

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

/** Makes a call by a fetch(), with the classes of its realm. */
async function byFetch(fetch, realm, { origin, via, url, body, ...init }) {
  if (body !== undefined) init.body = bodyOf(body, realm);
  const { type, headers } = await fetch(url, init);
  const isReadable = type !== "opaque" && type !== "opaqueredirect" && type !== "error";
  return { isReadable, names: isReadable ? [...headers.keys()] : [] };
}

/** Makes a call by the XMLHttpRequest of a window. */
function byXhr(window, { url, method = "GET", headers = [], body, withCredentials, credentials, upload }) {
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

/** A thing per page origin, made when it is first needed. */
const perPage = (make) => {
  const made = new Map();
  return (origin) => {
    if (!made.has(origin)) made.set(origin, make(origin));
    return made.get(origin);
  };
};

/**
 * Everybody who opens sockets or answers itself: `ask(call)` makes the call from its page. `isRefusal(error)`, where it can be told, says
 * whether that was refused; anything else is a failure.
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
      how: "enforcing, over Node's own fetch and sockets",
      sender: "fetch",
      isRefusal: (error) => error instanceof CorsError && error.certain,
      ask: (call) => byFetch(corsFetch({ origin: call.origin, how: "enforce", profile: "standard" }), globalThis, call),
    },
    {
      name: "mentoss",
      version: version("mentoss"),
      how: "`FetchMocker`, a new one for each row, its server in memory",
      sender: "fetch",
      isInMemory: true,
      ask: (call) => byFetch(new FetchMocker({ servers: [server], baseUrl: call.origin }).fetch, globalThis, call),
    },
    {
      name: "happy-dom",
      version: version("happy-dom"),
      how: "`window.fetch`, over sockets",
      sender: "fetch",
      ask: (call) => byFetch((...given) => happy(call.origin).fetch(...given), happy(call.origin), call),
    },
    {
      name: "jsdom",
      version: version("jsdom"),
      how: "`window.XMLHttpRequest`, over sockets",
      sender: "xhr",
      ask: (call) => byXhr(jsdom(call.origin), call),
    },
    {
      name: "Node's own fetch",
      version: process.versions.node,
      how: "the baseline, which has no page and knows no CORS",
      sender: "fetch",
      ask: (call) => byFetch(globalThis.fetch, globalThis, call),
    },
  ];
}
