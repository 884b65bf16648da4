// Starts programs for a test, each in a process group and with an empty folder.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** How long a program may take to end before it is killed, in milliseconds. */
const PARTING = 5_000;

const flags = readFileSync(new URL("chromium-flags.txt", import.meta.url), "utf8");

/** The arguments of a Chromium without a window, which contacts no server on its own. */
export const chromiumArguments = (profile) => ["--headless=new", ...flags.trim().split("\n"), `--user-data-dir=${profile}`];

/**
 * Starts a program. `prepare` gets the path of an empty folder and returns the arguments. `missing` is the message of the error
 * if the program cannot be started.
 *
 * Returns the child process, the folder, and `stop`, which ends the program with its child processes and removes the folder.
 */
export async function launch(program, prepare, { missing = `${program} does not start`, stdio = "ignore" } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "cors-preflight-"));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  const env = { ...process.env };
  // Browsers leave files in these folders.
  for (const name of ["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"]) env[name] = folder;
  const child = spawn(program, await prepare(folder), { stdio, detached: true, env });
  try {
    await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  } catch (error) {
    await remove();
    throw new Error(`${missing} (${error.message})`);
  }
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const signal = (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // The group has ended.
    }
  };
  const kill = () => signal("SIGKILL");
  process.once("exit", kill);
  const stop = async () => {
    signal("SIGTERM");
    await Promise.race([ended, delay(PARTING, undefined, { ref: false })]);
    kill();
    await ended;
    process.removeListener("exit", kill);
    await remove();
  };
  return { child, folder, stop };
}
