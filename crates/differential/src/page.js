// Fetches cases, has the browser make their calls, and posts how each ended.

const PATIENCE = 10_000;
const AT_ONCE = { quick: 6, slow: 250 };

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

/** What fetch() takes, made anew each time: a stream can be taken once only. */
function init({ wait, via, url, headers, headersObject, body, ...rest }) {
  const made = rest;
  if (headers) made.headers = headersObject ? new Headers(headers) : headers;
  if (body) made.body = BODIES[body.kind](body);
  return made;
}

const ENDS = {
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

async function make(call) {
  const hangs = delay(PATIENCE).then(() => ({ end: "hangs" }));
  const end = await Promise.race([ENDS[call.via ?? "fetch"](call), hangs]);
  if (end.names) end.names = [...new Set(end.names)].sort();
  return end;
}

async function run({ id, calls }) {
  for (const call of calls) {
    if (call.wait) await delay(call.wait);
    const end = await make(call);
    await fetch(`/ended/${id}`, { method: "POST", body: JSON.stringify(end) });
  }
}

/** The first reusable preflight of a session is not reused by every browser: one to throw away. */
async function warmUp(other) {
  for (let times = 0; times < 3; times++) {
    await fetch(`${other}/warm-up`, { method: "PUT" });
  }
}

const { other } = await (await fetch("/places")).json();
await warmUp(other);
for (;;) {
  const { pace, cases } = await (await fetch(`/work${location.search}`, { method: "POST" })).json();
  const left = cases.values();
  const worker = async () => {
    for (const one of left) await run(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE[pace] }, worker));
}
