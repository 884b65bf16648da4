// The contests in a browser. The results are posted to the server.

import { all } from "./contests.js";
import { FIRST } from "./first.js";

const post = (path, body) => fetch(path, { method: "POST", body });
const log = (line) => post("/log", line).catch(() => {});

/** Measures a first result in a frame on a site of its own, which has a process of its own. */
async function measureInFrame(what, number) {
  const frame = document.createElement("iframe");
  frame.allow = "cross-origin-isolated";
  frame.src = `http://site${number}.localhost:${location.port}/bench/first.html?${encodeURIComponent(what)}`;
  const result = new Promise((resolve, reject) => {
    const listen = ({ data, source }) => {
      if (source !== frame.contentWindow) return;
      removeEventListener("message", listen);
      if (typeof data === "number") resolve(data);
      else reject(new Error(`${what}: ${data}`));
    };
    addEventListener("message", listen);
  });
  document.body.append(frame);
  const took = await result;
  frame.remove();
  return took;
}

try {
  const { rounds, server } = await (await fetch("/work")).json();
  const empty = await import("/empty/empty.js");
  await empty.default({ module_or_path: "/empty/empty_bg.wasm" });
  const firsts = Object.keys(FIRST).map((name) => ({ name, took: [] }));
  await log("first results");
  for (let round = 0, number = 0; round < 11; round += 1) {
    for (const { name, took } of firsts) took.push((await measureInFrame(name, number++)) * 1e6);
  }
  const { FetchCORSUtility, ...jsdom } = await import("/peers/peers.js");
  const results = await all(
    {
      engine: await import("/pkg/index.js"),
      corsFetch: (await import("/pkg/fetch.js")).corsFetch,
      nothing: empty.nothing,
      mentoss: { ...(await import("/npm/mentoss/dist/cors.js")), ...(await import("/npm/mentoss/dist/fetch-mocker.js")) },
      jsdom,
      happyDom: FetchCORSUtility,
      page: location.origin,
      server,
    },
    rounds,
    log,
  );
  await post("/done", JSON.stringify({ ...results, firsts, isolated: crossOriginIsolated }));
} catch (error) {
  await post("/failed", `${error?.stack ?? error}`);
}
