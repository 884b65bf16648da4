// What every consumer runs: the engine is asked about values of the platform's own making, and a fetch is run to its end.

const origin = "https://app.example";
const url = "https://api.example/notes";

/** The outcome of a call, what its reasons are about, and the Content-Type that goes along. */
function outcome(cors, members) {
  const { outcome, reasons, request } = cors.classify({ origin, url, ...members });
  const [, type] = request.headers.find(([name]) => name.toLowerCase() === "content-type") ?? [];
  return [outcome, ...reasons.map(({ subject }) => subject), ...(type ? [type] : [])].join(", ");
}

/** Live bodies and headers, which the engine tells by their classes. */
function live(cors) {
  const form = new FormData();
  form.append("name", "value");
  const body = {
    string: "text",
    params: new URLSearchParams({ name: "value" }),
    form,
    blob: new Blob(["{}"], { type: "application/vnd.notes+json" }),
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

/** The engine's answers, as plain data. `cors` is the module "cors-preflight", or one with the same functions. */
export function ask(cors) {
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
