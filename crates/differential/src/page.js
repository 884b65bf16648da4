// Receives cases, makes their calls, and posts the result of each call.

/** The milliseconds after which a call hangs. */
const TIMEOUT = 10_000;
/** The number of cases that run at once. */
const CONCURRENCY = { quick: 6, slow: 250 };

const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const BODIES = {
  string: () => "body",
  params: () => new URLSearchParams("a=b"),
  form: () => {
    const form = new FormData();
    form.set("a", "b");
    return form;
  },
  blob: ({ type }) => new Blob(["body"], type === undefined ? {} : { type }),
  buffer: () => new Uint8Array([98, 111, 100, 121]),
  stream: () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array([98, 111, 100, 121]));
        controller.close();
      },
    }),
  document: ({ type }) =>
    type === "application/xml" ? new DOMParser().parseFromString("<a/>", type) : document,
};

/** Returns a new init for fetch(), because a stream can be used only once. */
function init({ wait, via, url, headers, headersObject, body, ...rest }) {
  const made = rest;
  if (headers) made.headers = headersObject ? new Headers(headers) : headers;
  if (body) made.body = BODIES[body.kind](body);
  return made;
}

/** The ways to make a call. */
const CALLS = {
  fetch(call) {
    try {
      new Request(call.url, init(call));
    } catch {
      return { end: "throws" };
    }
    return fetch(call.url, init(call)).then(
      ({ type, status, url, redirected, headers }) => ({
        end: "response",
        type,
        status,
        url,
        redirected,
        names: [...headers.keys()],
      }),
      () => ({ end: "rejects" }),
    );
  },

  xhr({ url, method = "GET", headers = [], body, withCredentials = false, upload }) {
    const xhr = new XMLHttpRequest();
    const ended = new Promise((resolve) => {
      xhr.onerror = () => resolve({ end: "rejects" });
      xhr.onload = () => {
        const lines = xhr.getAllResponseHeaders().split("\r\n").slice(0, -1);
        resolve({
          end: "response",
          type: "xhr",
          status: xhr.status,
          url: xhr.responseURL,
          redirected: false,
          names: lines.map((line) => line.split(":")[0]),
        });
      };
    });
    try {
      xhr.open(method, url);
      xhr.withCredentials = withCredentials;
      for (const [name, value] of headers) xhr.setRequestHeader(name, value);
      if (upload) xhr.upload.onprogress = () => {};
      xhr.send(body ? BODIES[body.kind](body) : null);
    } catch {
      return { end: "throws" };
    }
    return ended;
  },
};

async function resultOf(call) {
  const hangs = delay(TIMEOUT).then(() => ({ end: "hangs" }));
  const end = await Promise.race([CALLS[call.via ?? "fetch"](call), hangs]);
  if (end.names) end.names = [...new Set(end.names)].sort();
  return end;
}

async function run({ id, calls }) {
  for (const call of calls) {
    if (call.wait) await delay(call.wait);
    const end = await resultOf(call);
    await fetch(`/ended/${id}`, { method: "POST", body: JSON.stringify(end) });
  }
}

/** Makes one extra preflight, because Firefox does not reuse the first preflight response of a session. */
async function warmUp(other) {
  for (let times = 0; times < 3; times++) {
    await fetch(`${other}/warm-up`, { method: "PUT" });
  }
}

const { other } = await (await fetch("/origins")).json();
await warmUp(other);
for (;;) {
  const { pace, cases } = await (await fetch(`/batch${location.search}`, { method: "POST" })).json();
  const remaining = cases.values();
  const worker = async () => {
    for (const one of remaining) await run(one);
  };
  await Promise.all(Array.from({ length: CONCURRENCY[pace] }, worker));
}
