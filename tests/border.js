// The tables of cases, sessions and messages through the package, and properties of random inputs. It runs in browsers and in Node.

const PLACES = { page: "https://app.example", other: "https://api.example", third: "https://cdn.example" };

export const PROFILES = ["standard", "chromium", "firefox", "webkit"];

const ORIGIN = PLACES.page;

/** Returns the rows of a table. Strings in a table are headings. */
export function parseTable(text) {
  const filled = text.replace(/\{(page|other|third)\}/g, (_, name) => PLACES[name]);
  return JSON.parse(filled).filter((item) => typeof item === "object");
}

/** JSON with sorted keys, in which undefined is null. */
const canonical = (value) =>
  JSON.stringify(value ?? null, (_, item) =>
    typeof item === "object" && item !== null && !Array.isArray(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );

const codes = (reasons) => reasons?.map(({ code, subject }) => (subject === undefined ? code : `${code} ${subject}`));

/** Returns the differences between a result and the members that are expected. */
function differences(result, expected) {
  const found = [];
  for (const [key, value] of Object.entries(expected)) {
    if (key === "answer") continue;
    let got = result[key];
    if (key === "reasons" || key === "notes") got = codes(got);
    if ((key === "request" || key === "preflight") && value && got) {
      got = Object.fromEntries(Object.keys(value).map((member) => [member, got[member]]));
    }
    if (canonical(got) !== canonical(value)) found.push(`${key}: expected ${canonical(value)}, got ${canonical(got)}`);
  }
  return found;
}

/** Puts every row to the package, by the rules of every profile. */
export function checkRows({ classify, checkPreflight, checkResponse }, rows) {
  const questions = { classify: (call, _, options) => classify(call, options), checkPreflight, checkResponse };
  const found = [];
  let count = 0;
  for (const row of rows) {
    for (const profile of PROFILES) {
      for (const [name, question] of Object.entries(questions)) {
        if (!row[name]) continue;
        count += 1;
        const expected = { ...row[name], ...row[profile]?.[name] };
        const where = `${row.name} (${name}, ${profile})`;
        try {
          const result = question(row.call, expected.answer, { profile });
          if ("typeError" in expected) found.push(`${where}: no TypeError`);
          else found.push(...differences(result, expected).map((difference) => `${where}: ${difference}`));
        } catch (error) {
          const isExpected = error instanceof TypeError && "typeError" in expected && error.message.includes(expected.typeError);
          if (!isExpected) found.push(`${where}: ${error}`);
        }
      }
    }
  }
  return { count, found };
}

/** Runs every session, by the rules of every profile. */
export function checkSessions({ Exchange, PreflightCache }, sessions) {
  const found = [];
  for (const session of sessions) {
    for (const profile of PROFILES) {
      const cache = new PreflightCache({ profile });
      const otherwise = session[profile];
      session.calls.forEach((made, number) => {
        const { answers = [], steps = [] } = otherwise?.calls?.[number] ?? made;
        const { call, now = 0 } = made;
        const exchange = new Exchange(call, { cache });
        const got = [undefined, ...answers].map((answer) => exchange.next(answer, now));
        if (got.length !== steps.length) found.push(`${session.name} (${profile}, call ${number}): ${got.length} steps`);
        steps.forEach((expected, turn) => {
          const members = typeof expected === "string" ? { kind: expected } : expected;
          const where = `${session.name} (${profile}, call ${number}, step ${turn})`;
          found.push(...differences(got[turn] ?? {}, members).map((difference) => `${where}: ${difference}`));
        });
      });
      const entries = otherwise?.entries ?? session.entries;
      if (entries && canonical(cache.entries()) !== canonical(entries)) {
        found.push(`${session.name} (${profile}): expected ${canonical(entries)}, got ${canonical(cache.entries())}`);
      }
    }
  }
  return { count: sessions.length, found };
}

/** Has every console message explained. */
export function checkMessages(explain, messages) {
  const found = [];
  const rows = messages.filter(({ text }) => text !== undefined);
  for (const { text, code, values } of rows) {
    const explanation = explain(text);
    if ((explanation?.reason.code ?? null) !== (code ?? null)) found.push(`${text}: ${explanation?.reason.code}`);
    if (values && canonical(explanation?.values) !== canonical(values)) found.push(`${text}: ${canonical(explanation?.values)}`);
  }
  return { count: rows.length, found };
}

/** Returns pseudo-random integers below a limit, the same in every run. */
function randomFrom(seed) {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

// The first third of each list is plain, and is picked more often.
const SCHEMES = ["https://", "https://", "https://", "http://", "http://", "HTTPS://", "https:/", "https:", "ftp://", "//", " https://", "wss://"];
const LABELS = ["a", "api", "example", "localhost", "a1", "a-b", "com", "1a", "1", "0x1", "127", "-a", "a-", "xn--a", "xn--nxasmq6b", "ab--c", "a_b", "A", "\u00e4", "", "test"];
const PORTS = ["", "", "", "", ":443", ":80", ":8080", ":", ":08080", ":0", ":65535", ":65536", ":3000", ":1", ":x"];
const SEGMENTS = ["", "a", "v1", "items.json", "a.", "%20", "~a", "(a)", "a;b=1", "a,b", "@", "C:", ".", "..", "...", ".a", "%2e", "%2E%2e", ".%2e", "%zz", "%41", "%7e", "a b", "\u00e9", "C|", "$&'*+!=", "[a]", "{a}", "^", "`", "|", "\\", "\t", "a//b"];
const TAILS = ["", "?", "?a=1&b=2", "?q=%20+x", "?a?b/c:@", "?a'b", "?a\"b", "?\u00e9", "?[a]", "?a|b^c`{d}", "#", "#a", "?a#b", "?<>"];

/** Compares the package's URLs and origins with those of the platform's own parser. */
export function checkUrls({ classify }, count) {
  const random = randomFrom(0x5eed);
  const pick = (list) => list[random(random(2) ? list.length : Math.ceil(list.length / 3))];
  const ascii = () => String.fromCharCode(32 + random(95));
  const parse = (text) => {
    try {
      return new URL(text);
    } catch {
      return undefined;
    }
  };
  const found = [];
  let kept = 0;
  for (let number = 0; number < count; number += 1) {
    const host = Array.from({ length: 1 + random(3) }, () => pick(LABELS)).join(".");
    const origin = pick(SCHEMES) + host + pick(PORTS);
    let url = origin + Array.from({ length: random(4) }, () => `/${pick(SEGMENTS)}`).join("") + pick(TAILS);
    if (random(4) === 0) {
      const place = random(url.length + 1);
      url = url.slice(0, place) + ascii() + url.slice(place);
    }
    const parsed = parse(url);
    const { outcome, reasons, request } = classify({ origin: "null", url });
    if ((outcome === "throws" && reasons.some(({ code }) => code === "url-invalid")) !== (parsed === undefined)) found.push(`${url}: ${outcome}`);
    if (request) {
      const [sent] = parsed.href.split("#");
      if (request.url !== sent) found.push(`${url}: ${request.url}, not ${sent}`);
      kept += Number(sent === url);
    }
    const page = parse(origin);
    if (page && !/^https?:$/.test(page.protocol)) continue;
    let isOrigin = true;
    try {
      classify({ origin, url: "https://api.example/" });
    } catch {
      isOrigin = false;
    }
    if (isOrigin !== (page?.origin === origin)) found.push(`${origin} is ${isOrigin ? "" : "not "}an origin`);
  }
  return { count: kept, found };
}

/** Compares needsPreflight() with classify(): for the headers of the rows, and for random headers whose names repeat. */
export function checkNeedsPreflight({ classify, needsPreflight }, rows, count) {
  const random = randomFrom(0xba4e);
  const pick = (list) => list[random(list.length)];
  const headers = rows.flatMap(({ call }) => (Array.isArray(call.headers) ? call.headers : []));
  const pairs = headers.filter((pair) => Array.isArray(pair) && pair.length === 2);
  const inputs = rows.filter(({ call }) => call.method !== null && typeof call.headers !== "string").map(({ call }) => [call.method ?? "GET", call.headers]);
  for (let number = 0; number < count; number += 1) {
    const some = Array.from({ length: random(5) }, () => pick(pairs));
    const repeated = some.flatMap(([name]) => (random(2) ? [[name, pick(pairs)[1]]] : []));
    inputs.push([pick(["GET", "POST", "PUT", "head"]), [...some, ...repeated]]);
  }
  const found = [];
  for (const [method, headers] of inputs) {
    for (const profile of PROFILES) {
      const { outcome, summary } = classify({ origin: ORIGIN, url: "https://api.example/x", method, headers }, { profile });
      const expected = outcome === "throws" ? summary : outcome === "preflight";
      let got;
      try {
        got = needsPreflight(method, headers, { profile });
      } catch ({ message }) {
        got = message;
      }
      if (got !== expected) found.push(`${canonical([method, headers, profile])}: ${got}, not ${expected}`);
    }
  }
  return { count: inputs.length, found };
}

/** Checks values that a table cannot hold. */
export function checkLiveValues({ classify }) {
  const code = (init) => classify({ origin: ORIGIN, url: "https://api.example/x", ...init }).reasons[0]?.code;
  const stream = () => {
    const stream = new ReadableStream();
    stream.getReader();
    return stream;
  };
  const cases = [
    ["not-a-string", { method: Symbol("s") }],
    ["stream-locked", { method: "POST", duplex: "half", body: stream() }],
    ["buffer-shared-or-resizable", { method: "POST", body: new ArrayBuffer(1, { maxByteLength: 2 }) }],
    ["method-invalid", { method: "a\0b" }],
    ["content-type-not-safelisted", { method: "POST", body: new Blob(["{}"], { type: "application/json" }) }],
    ["header-not-safelisted", { headers: new Headers({ "X-A": "1" }) }],
    ["url-invalid", { url: `https://[/${"x".repeat(2 ** 21)}` }],
  ];
  const found = cases.flatMap(([expected, init]) => (code(init) === expected ? [] : [`${expected}: ${code(init)}`]));
  return { count: cases.length, found };
}
