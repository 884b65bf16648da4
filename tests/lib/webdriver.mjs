// A small WebDriver client: chromedriver, geckodriver or WebKitWebDriver, a browser, and the few commands the tests use.

import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { chromiumArguments, launch } from "./launch.mjs";
import { listen } from "./serve.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

async function freePort() {
  const server = createServer();
  const { port } = new URL(await listen(server));
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts chromedriver (CHROMEDRIVER, or the one on the PATH) and a Chromium of its own. */
export function startChromium() {
  return start(process.env.CHROMEDRIVER ?? "chromedriver", (profile) => ({
    browserName: "chrome",
    "goog:loggingPrefs": { browser: "ALL" },
    "goog:chromeOptions": { args: chromiumArguments(profile) },
  }));
}

/** Starts geckodriver (GECKODRIVER, or the one on the PATH) and a Firefox (FIREFOX, or the one it finds) of its own. */
export function startFirefox() {
  const binary = process.env.FIREFOX ? { binary: process.env.FIREFOX } : {};
  return start(process.env.GECKODRIVER ?? "geckodriver", () => ({
    browserName: "firefox",
    "moz:firefoxOptions": { ...binary, args: ["-headless"] },
  }));
}

/** Starts WebKitWebDriver (WEBKITDRIVER, or the one on the PATH) and a WebKitGTK of its own, which need a display. */
export function startWebKit() {
  return start(process.env.WEBKITDRIVER ?? "WebKitWebDriver", () => ({}));
}

/** Starts a driver, and the browser that `capabilities` makes of an empty folder. */
async function start(program, capabilities) {
  const port = await freePort();
  const { child, folder, stop } = await launch(program, () => [`--port=${port}`]);
  const failed = new Promise((_, reject) => {
    child.once("exit", (code) => reject(new Error(`${program} ended early, with code ${code}`)));
  });
  failed.catch(() => {});
  const base = `http://127.0.0.1:${port}`;

  async function send(method, path, body) {
    const response = await fetch(base + path, {
      method,
      headers: { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const { value } = await response.json();
    if (value?.error) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }

  try {
    const ready = async () => {
      const end = Date.now() + 20_000;
      while (Date.now() < end) {
        if (
          await send("GET", "/status").then(
            ({ ready }) => ready,
            () => false,
          )
        )
          return;
        await delay(50);
      }
      throw new Error(`${program} is not ready after 20 seconds`);
    };
    await Promise.race([ready(), failed]);
    const { sessionId } = await send("POST", "/session", {
      capabilities: { alwaysMatch: capabilities(folder) },
    });
    return new Browser(
      (method, path, body) => send(method, `/session/${sessionId}${path}`, body),
      stop,
    );
  } catch (error) {
    await stop();
    throw error;
  }
}

class Browser {
  #send;
  #stop;

  constructor(send, stop) {
    this.#send = send;
    this.#stop = stop;
  }

  /** Ends the browser and its driver. */
  async quit() {
    await this.#send("DELETE", "").catch(() => {});
    await this.#stop();
  }

  open(url) {
    return this.#send("POST", "/url", { url });
  }

  /** Runs a function in the page; a promise is awaited. */
  run(script, ...args) {
    return this.#send("POST", "/execute/sync", {
      script: `return (${script})(...arguments)`,
      args,
    });
  }

  /** Runs a function in the page until it returns something true, and returns that. */
  async until(script, ...args) {
    const end = Date.now() + 20_000;
    while (Date.now() < end) {
      const value = await this.run(script, ...args);
      if (value) return value;
      await delay(25);
    }
    throw new Error(`20 seconds have passed, and still not: ${script}`);
  }

  async find(selector) {
    const found = await this.#send("POST", "/element", { using: "css selector", value: selector });
    return found[ELEMENT];
  }

  async click(selector) {
    await this.#send("POST", `/element/${await this.find(selector)}/click`, {});
  }

  /** Types into a field, key by key, after what is there. */
  async type(selector, text) {
    await this.#send("POST", `/element/${await this.find(selector)}/value`, { text });
  }

  async clear(selector) {
    await this.#send("POST", `/element/${await this.find(selector)}/clear`, {});
  }

  /** Presses a key wherever the focus is. */
  async press(key) {
    const actions = ["keyDown", "keyUp"].map((type) => ({ type, value: key }));
    await this.#send("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  /** A command of the DevTools protocol. */
  devtools(cmd, params) {
    return this.#send("POST", "/goog/cdp/execute", { cmd, params });
  }

  /** Returns the entries of Chromium's console since the last call. */
  log() {
    return this.#send("POST", "/se/log", { type: "browser" });
  }
}
