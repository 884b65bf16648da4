// The app, built by each bundler as its own documentation has it.

import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import * as vite from "vite";
import webpack from "webpack";

const app = fileURLToPath(new URL("app/", import.meta.url));
/** The modules that a browser asks for by name: Vite and webpack find the worker by themselves. */
const entries = { main: join(app, "main.js"), "service-worker": join(app, "service-worker.js") };

async function byVite(folder) {
  await vite.build({
    root: app,
    configFile: false,
    logLevel: "warn",
    build: {
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: {
        input: { ...entries, main: join(app, "index.html") },
        output: { entryFileNames: "[name].js" },
      },
    },
  });
}

async function byWebpack(folder) {
  const compiler = webpack({
    mode: "production",
    context: app,
    entry: entries,
    output: { path: folder, filename: "[name].js" },
    performance: { hints: false },
  });
  const stats = await promisify(compiler.run).call(compiler);
  await promisify(compiler.close).call(compiler);
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString("errors-warnings"));
  await copyFile(join(app, "index.html"), join(folder, "index.html"));
}

async function byEsbuild(folder) {
  await esbuild.build({
    entryPoints: { ...entries, worker: join(app, "worker.js") },
    bundle: true,
    minify: true,
    format: "esm",
    outdir: folder,
  });
  await copyFile(join(app, "index.html"), join(folder, "index.html"));
}

/** Each builds the app into an empty folder, ready to be served. */
export const bundlers = { Vite: byVite, webpack: byWebpack, esbuild: byEsbuild };

/** The app under Vite's server for development: its address, and how to end it. */
export async function develop(folder) {
  const server = await vite.createServer({
    root: app,
    configFile: false,
    logLevel: "warn",
    cacheDir: folder,
    server: { host: "127.0.0.1", port: 0, fs: { allow: [join(app, "..")] } },
  });
  await server.listen();
  const { port } = server.httpServer.address();
  return { address: `http://127.0.0.1:${port}/`, stop: () => server.close() };
}
