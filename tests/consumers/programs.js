// Other people's programs, run to their end.

import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const here = new URL("./", import.meta.url);
/** The folder of the builds, created again in each run. */
export const built = new URL("node_modules/.built/", here);
export const path = (name, folder = here) => fileURLToPath(new URL(name, folder));

/** No colors. Deno keeps its cache in the same folder and does not look for a newer version. */
const QUIET = { NO_COLOR: "1", DENO_DIR: path("deno/", built), DENO_NO_UPDATE_CHECK: "1" };

/** Runs a program in this folder: what it writes to its standard output. A failure says all that it wrote. */
export async function run(program, given, environment) {
  const child = spawn(program, given, { cwd: path("."), env: { ...process.env, ...QUIET, ...environment } });
  const said = { stdout: "", stderr: "" };
  for (const stream of Object.keys(said)) {
    child[stream].setEncoding("utf8").on("data", (text) => (said[stream] += text));
  }
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0) throw new Error(`${program} ${given.join(" ")} ends with ${code}:\n${said.stdout}${said.stderr}`);
  return said.stdout;
}

/** Runs a program that Node runs: a file of a package, or one here. */
export function node(file, given, environment) {
  return run(process.execPath, [file, ...given], environment);
}

/** Bun's own program: its package on npm brings that for one platform. */
export function bun() {
  const [platform] = readdirSync(path("node_modules/@oven"));
  return path(`node_modules/@oven/${platform}/bin/bun`);
}
