// The program that every consumer runs. It passes the platform's own values to the engine and fetches from a server of another origin. The modules come as arguments, because each consumer imports them in its own way.

const origin = "https://app.example";
const url = "https://api.example/notes";
/** The type of a Blob. Bun adds a charset to types that it knows. */
const TYPE = "application/vnd.notes+json";

/** The outcome of a call, what its reasons are about, and the Content-Type that goes along. */
function outcome(cors, members) {
  const { outcome, reasons, request } = cors.classify({ origin, url, ...members });
  const [, type] = request.headers.find(([name]) => name.toLowerCase() === "content-type") ?? [];
  return [outcome, ...reasons.map(({ subject }) => subject), ...(type ? [type] : [])].join(", ");
}

function form() {
  const form = new FormData();
  form.append("name", "value");
  return form;
}

/** Live bodies and headers, which the package distinguishes by their classes. */
function live(cors) {
  const body = {
    string: "text",
    params: new URLSearchParams({ name: "value" }),
    form: form(),
    blob: new Blob(["{}"], { type: TYPE }),
    buffer: new Uint8Array([1, 2, 3]),
    stream: new ReadableStream(),
  };
  const outcomes = {};
  for (const [kind, value] of Object.entries(body)) {
    const duplex = kind === "stream" ? { duplex: "half" } : {};
    outcomes[kind] = outcome(cors, { method: "POST", body: value, ...duplex });
  }
  outcomes.headers = outcome(cors, { headers: new Headers({ "X-Trace": "1", Accept: "*/*" }) });
  outcomes.url = outcome(cors, { url: new URL(url), method: "DELETE" });
  return outcomes;
}

/** A PUT, from the first step to the last, and the same again under the cache that it filled. */
function fetches(cors) {
  const cache = new cors.PreflightCache({ profile: "chromium" });
  const granted = { status: 204, headers: [["Access-Control-Allow-Origin", origin], ["Access-Control-Allow-Methods", "PUT"]] };
  const readable = { status: 200, headers: new Headers({ "Access-Control-Allow-Origin": "*", "X-Secret": "1" }) };
  const steps = [];
  for (const answers of [[granted, readable], [{ status: 200, headers: [] }]]) {
    const exchange = new cors.Exchange({ origin, url, method: "PUT" }, { cache });
    let step = exchange.next(undefined, 0);
    steps.push(step.kind);
    for (const answer of answers) {
      step = exchange.next(answer, 0);
      steps.push(step.kind === "error" ? step.reasons[0].code : (step.type ?? step.kind));
    }
  }
  return { steps, entries: cache.entries().length };
}

/** The class of what is thrown, and how its message begins. */
function thrown(act) {
  try {
    return act();
  } catch (error) {
    return `${error instanceof TypeError ? "TypeError" : error}: ${error.message.split(":")[0]}`;
  }
}

/** The results of the engine. */
export function answers(cors) {
  const asked = { origin, url, method: "DELETE", headers: { "X-Requested-With": "x" } };
  const answer = { status: 204, headers: new Map([["Access-Control-Allow-Origin", "*"], ["Access-Control-Allow-Methods", "DELETE"]]) };
  return {
    live: live(cors),
    needed: [cors.needsPreflight("DELETE"), cors.needsPreflight("POST", new Headers({ "Content-Type": "text/plain" }))],
    fix: cors.checkPreflight(asked, answer).reasons[0].fix,
    type: cors.checkResponse(asked, answer).type,
    fetches: fetches(cors),
    thrown: [
      thrown(() => cors.classify({ origin: "app.example", url })),
      thrown(() => cors.needsPreflight("no method")),
    ],
  };
}

/** The message of a browser's console, explained. */
function explained({ explain }) {
  const said = "Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.";
  return explain(said).reason.code;
}

/** The results of corsFetch with a server whose address ends in a slash; `origin` where the platform has none. */
async function fetched({ corsFetch, CorsError, diagnose }, server, origin) {
  const options = origin === undefined ? {} : { origin };
  const fetch = corsFetch(options);
  const read = async (response) => {
    const shown = ["x-shown", "x-hidden"].map((name) => response.headers.get(name));
    return [response.type, response.status, ...shown, await response.text()];
  };
  const refused = async (promise) => {
    const error = await promise.then(() => "the call is not refused", (error) => error);
    if (!(error.cause instanceof CorsError)) throw error;
    const { certain, message, reasons: [reason] } = error.cause;
    return [error.name, certain, reason.code, message.includes(reason.message), (await diagnose(error)).conclusion];
  };
  const strict = corsFetch({ ...options, preflights: "forbid" });
  return {
    simple: await read(await fetch(`${server}open`)),
    granted: await read(await fetch(`${server}granted`, { method: "PUT", headers: { "X-Trace": "1" }, body: "text" })),
    blob: await read(await fetch(`${server}granted`, { method: "POST", body: new Blob(["{}"], { type: TYPE }) })),
    form: await read(await fetch(`${server}open`, { method: "POST", body: form() })),
    refused: await refused(fetch(`${server}closed`, { method: "DELETE" })),
    forbidden: await refused(strict(`${server}open`, { headers: { "X-Trace": "1" } })),
  };
}

/** All of it, as plain data. */
export async function run({ cors, fetching, explaining }, server, origin) {
  return {
    answers: answers(cors),
    explained: explained(explaining),
    fetched: await fetched(fetching, server, origin),
  };
}
