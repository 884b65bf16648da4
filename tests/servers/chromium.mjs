// Headless Chromium on one page, which makes call after call and says how each ended.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { chromiumArguments, launch } from "../lib/launch.mjs";
import { listen } from "../lib/serve.mjs";

const MISSING = `Chromium cannot be started. \`cargo xtask test --only servers\` finds it and installs it where that is allowed; by hand:
    sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium
or name it in the variable CHROMIUM`;

/** How long Chromium may take to start, and for one piece of work. */
const PATIENCE = 60_000;

/** How long a message may come after what it is about. */
const LATE = 10_000;

const BLOCKED = "has been blocked by CORS policy";
/** A message as Chromium logs it. */
const SAID = /:CONSOLE[^"]*"(.*)", source: /;

const FILES = { "/": "page.html", "/frame.html": "frame.html", "/end.mjs": "end.mjs" };
const TYPES = { html: "text/html", mjs: "text/javascript" };

/** The page's server, which hands out work piece by piece and takes what became of it. */
export class Page {
  #server = createServer((request, response) => this.#answer(request, response));
  /** A job without a worker, and a worker without a job. */
  #job;
  #worker;
  #settle;

  static async open() {
    const page = new Page();
    page.origin = await listen(page.#server);
    return page;
  }

  /** Has the page make these calls, one after the other, from its own origin or from "null"; resolves with their ends. */
  make(calls, from) {
    this.#job = { calls, from };
    this.#hand();
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("Chromium's page has said nothing for a minute")), PATIENCE);
      this.#settle = (ends) => {
        clearTimeout(late);
        resolve(ends);
      };
    });
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #hand() {
    if (!this.#job || !this.#worker) return;
    this.#worker.end(JSON.stringify(this.#job));
    this.#job = this.#worker = undefined;
  }

  async #answer(request, response) {
    if (request.method === "GET") {
      const file = FILES[request.url];
      response.setHeader("Content-Type", TYPES[file.split(".")[1]]);
      // The frame's origin is not the page's.
      response.setHeader("Access-Control-Allow-Origin", "*");
      return response.end(await readFile(new URL(file, import.meta.url)));
    }
    const ends = JSON.parse(await text(request));
    this.#worker = response;
    if (ends) this.#settle(ends);
    this.#hand();
  }
}

/** A Chromium with a profile of its own, on a page, and what its console says. */
export class Chromium {
  /** The lines of the console. */
  #lines = [];
  #heard = () => {};
  #stop;

  static async start(page) {
    const chromium = new Chromium();
    const logging = ["--enable-logging=stderr", "--log-level=0"];
    const { child, stop } = await launch(
      process.env.CHROMIUM ?? "chromium",
      (profile) => [...chromiumArguments(profile), ...logging, page],
      { missing: MISSING, stdio: ["ignore", "ignore", "pipe"] },
    );
    chromium.#stop = stop;
    createInterface(child.stderr).on("line", (line) => {
      chromium.#lines.push(line);
      chromium.#heard();
    });
    return chromium;
  }

  stop() {
    return this.#stop();
  }

  /** Returns the console lines about refused calls whose URLs end in `end`, once there are `count` of them. */
  async refusals(end, count) {
    const late = AbortSignal.timeout(LATE);
    for (;;) {
      const found = this.#lines.filter((line) => line.includes(BLOCKED) && line.includes(end));
      if (found.length >= count) return found.map((line) => SAID.exec(line)[1]);
      const heard = new Promise((resolve) => (this.#heard = resolve));
      const silence = new Promise((resolve, reject) => {
        late.onabort = () => reject(new Error(`${count} refusals are due, and Chromium's console says of them:\n${found.join("\n")}`));
      });
      await Promise.race([heard, silence]);
    }
  }
}
