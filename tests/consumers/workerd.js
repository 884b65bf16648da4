// The runtime of Cloudflare's workers, serving a worker built for it as Cloudflare's own tool builds one: WebAssembly is in modules
// next to the worker, because the runtime compiles none.

import { spawn } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as esbuild from "esbuild";
import workerd from "workerd";
import { path } from "./programs.js";

const settings = (modules) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = .worker),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [${modules.map((name) => `(name = "${name}", ${name.endsWith(".wasm") ? "wasm" : "esModule"} = embed "${name}")`).join(", ")}],
  compatibilityDate = "2026-11-01",
);
`;

/** Builds the worker in a folder and serves it: its address, and how to end it. */
export async function serveWorker(folder) {
  await esbuild.build({
    entryPoints: [path("workerd/worker.js")],
    bundle: true,
    format: "esm",
    outdir: folder,
    conditions: ["workerd", "worker", "browser"],
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
  });
  // The first is the worker.
  const modules = (await readdir(folder)).filter((name) => /\.(js|wasm)$/.test(name)).sort((one) => (one === "worker.js" ? -1 : 1));
  await writeFile(join(folder, "config.capnp"), settings(modules));

  const child = spawn(workerd.default, ["serve", "config.capnp", "--control-fd=3"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  const ended = new Promise((resolve) => child.once("close", resolve));
  const port = await new Promise((resolve, reject) => {
    child.once("error", reject);
    ended.then(() => reject(new Error(`workerd ended: ${said}`)));
    child.stdio[3].setEncoding("utf8").on("data", (line) => {
      const { event, port } = JSON.parse(line);
      if (event === "listen") resolve(port);
    });
  });
  const stop = async () => {
    child.kill();
    await ended;
  };
  return { address: `http://127.0.0.1:${port}/`, stop, said: () => said };
}
