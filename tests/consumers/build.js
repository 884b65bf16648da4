// The app, built by each bundler as its own documentation has it.

import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import * as vite from "vite";
import webpack from "webpack";
import { built, path } from "./programs.js";

const app = path("app/");
/** The modules that a browser asks for by name: Vite and webpack find the worker by themselves. */
const entries = { main: join(app, "main.js"), "service-worker": join(app, "service-worker.js") };
/** A page's frame around main.js. */
const frame = (folder) => copyFile(join(app, "index.html"), join(folder, "index.html"));

async function byVite(input, folder) {
  await vite.build({
    root: app,
    configFile: false,
    logLevel: "warn",
    build: {
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: { input, output: { entryFileNames: "[name].js" } },
    },
  });
}

/** Runs webpack as a config says, which may leave out what is the same here for every build. */
async function webpacked(config) {
  const compiler = webpack({ mode: "production", performance: { hints: false }, ...config });
  const stats = await promisify(compiler.run).call(compiler);
  await promisify(compiler.close).call(compiler);
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString("errors-warnings"));
  return stats;
}

async function byWebpack(entry, folder) {
  await webpacked({ entry, output: { path: folder, filename: "[name].js" } });
  await frame(folder);
}

async function byEsbuild(entryPoints, folder) {
  await esbuild.build({ entryPoints, bundle: true, minify: true, format: "esm", outdir: folder, loader: { ".wasm": "binary" } });
  await frame(folder);
}

/** Each builds a page into an empty folder, ready to be served: the app, and the page that brings the module itself. */
export const bundlers = {
  Vite: {
    app: (folder) => byVite({ ...entries, main: join(app, "index.html") }, folder),
    async slim(folder) {
      await byVite({ main: path("slim/vite.js") }, folder);
      await frame(folder);
    },
  },
  webpack: {
    app: (folder) => byWebpack(entries, folder),
    slim: (folder) => byWebpack({ main: path("slim/webpack.js") }, folder),
  },
  esbuild: {
    app: (folder) => byEsbuild({ ...entries, worker: join(app, "worker.js") }, folder),
    slim: (folder) => byEsbuild({ main: path("slim/esbuild.js") }, folder),
  },
};

/** The package's modules among those that a bundle holds, by their names within the package. */
function ofPackage(files) {
  const names = files.map((file) => file.split("node_modules/cors-preflight/")[1]);
  return names.filter((name) => name !== undefined).sort();
}

async function modulesByVite(entry) {
  const [{ output }] = await vite.build({
    configFile: false,
    logLevel: "warn",
    build: { write: false, lib: { entry, formats: ["es"] } },
  });
  return ofPackage(output.flatMap(({ modules }) => Object.keys(modules)));
}

async function modulesByWebpack(entry) {
  const stats = await webpacked({ entry, optimization: { minimize: false }, output: { path: path("imports/", built), library: { type: "commonjs2" } } });
  const { modules } = stats.toJson({ all: false, modules: true, nestedModules: true, modulesSpace: 100, nestedModulesSpace: 100 });
  return ofPackage(modules.flatMap((module) => module.modules ?? [module]).map(({ nameForCondition }) => nameForCondition ?? ""));
}

async function modulesByEsbuild(entry) {
  const { metafile } = await esbuild.build({ entryPoints: [entry], bundle: true, format: "esm", write: false, metafile: true, outdir: "." });
  const [{ inputs }] = Object.values(metafile.outputs);
  return ofPackage(Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0));
}

/** Each bundles one module: the package's modules that are in the bundle. */
export const modulesOf = { Vite: modulesByVite, webpack: modulesByWebpack, esbuild: modulesByEsbuild };

/** Each bundles one module for a page: the text of the first chunk, and those of the chunks that are loaded later. */
export const splitters = {
  async Vite(entry) {
    const [{ output }] = await vite.build({ configFile: false, logLevel: "warn", build: { write: false, lib: { entry, formats: ["es"] } } });
    return divided(output.map(({ code, isEntry }) => [isEntry, code]));
  },
  async webpack(entry) {
    const folder = path("split/", built);
    const stats = await webpacked({ entry, output: { path: folder, library: { type: "commonjs2" } } });
    const { assets } = stats.toJson({ all: false, assets: true });
    return divided(await Promise.all(assets.map(async ({ name, chunkNames }) => [chunkNames.includes("main"), await readFile(join(folder, name), "utf8")])));
  },
  async esbuild(entry) {
    const { outputFiles, metafile } = await esbuild.build({
      entryPoints: [entry], bundle: true, minify: true, splitting: true, format: "esm", write: false, metafile: true, outdir: path("esbuild-split/", built),
    });
    const [, { imports }] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint?.endsWith("imports/fetch.js"));
    const first = imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path.split("/").at(-1));
    return divided(outputFiles.map(({ path, text }) => [path.endsWith("/fetch.js") || first.includes(path.split("/").at(-1)), text]));
  },
};

function divided(chunks) {
  const texts = (isFirst) => chunks.filter(([first]) => Boolean(first) === isFirst).map(([, text]) => text);
  return { initial: texts(true).join("\n"), later: texts(false) };
}

/** The app under Vite's server for development: its address, and how to end it. */
export async function develop(folder) {
  const server = await vite.createServer({
    root: app,
    configFile: false,
    logLevel: "warn",
    cacheDir: folder,
    // Vite finds the imports of a service worker when that runs, and would reload the page then.
    optimizeDeps: { include: ["cors-preflight/engine"] },
    server: { host: "127.0.0.1", port: 0, fs: { allow: [join(app, "..")] } },
  });
  await server.listen();
  const { port } = server.httpServer.address();
  return { address: `http://127.0.0.1:${port}/`, stop: () => server.close() };
}
