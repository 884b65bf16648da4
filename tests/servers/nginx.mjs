// nginx, as Debian packs it.

import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { launch } from "../lib/launch.mjs";

const MISSING = `nginx cannot be started. \`cargo xtask test --only servers\` finds it and installs it where that is allowed; by hand:
    sudo apt-get update && sudo apt-get install -y --no-install-recommends nginx
or name it in the variable NGINX`;

/** How often, at a twentieth of a second each, to look whether it listens. */
const LOOKS = 200;

/** Every configuration's socket, as net.connect() takes it. `behind` says where each server's apps listen: nginx stands before some. */
export async function start({ page, at }, behind) {
  const template = await readFile(new URL("nginx.conf", import.meta.url), "utf8");
  const names = [...template.matchAll(/unix:\{folder\}\/([\w-]+)\.sock/g)].map(([, name]) => name);
  const prepare = async (folder) => {
    const known = { page, host: page.replace("http://", ""), folder, other: at("express/defaults") };
    const text = template.replace(/\{([\w-]+)\}/g, (all, name) => {
      if (name in known) return known[name];
      const [server, ...configuration] = name.split("-");
      const target = behind[server]?.[configuration.join(" ")];
      if (target) return `${target.host}:${target.port}`;
      throw new Error(`nginx.conf asks for ${all}, which nobody knows`);
    });
    const file = join(folder, "nginx.conf");
    await writeFile(file, text);
    await writeFile(join(folder, "items"), '["a","b"]');
    await writeFile(join(folder, "passwords"), "user:{PLAIN}secret\n");
    return ["-p", folder, "-e", "stderr", "-c", file];
  };
  const { child, folder, stop } = await launch(process.env.NGINX ?? "nginx", prepare, {
    missing: MISSING,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  let ended;
  child.once("close", (code) => (ended = `nginx ended early, with code ${code}: ${said}`));
  const socket = (name) => join(folder, `${name}.sock`);
  for (let look = 0; ended === undefined && look < LOOKS; look += 1) {
    const missing = await Promise.all(names.map((name) => access(socket(name)).then(() => false, () => true)));
    if (!missing.includes(true)) {
      const targets = names.map((name) => [name.replaceAll("-", " "), { path: socket(name) }]);
      return { targets: Object.fromEntries(targets), stop };
    }
    await delay(50);
  }
  await stop();
  throw new Error(ended);
}
