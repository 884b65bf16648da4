// Completes the folder of the published package, in which the scripts are bundled: what differs between an ES module, CommonJS and
// Cloudflare's workers is which other script a script uses.
//
//     node publish.mjs FOLDER

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [, , folder] = process.argv;
const read = (name) => readFileSync(join(folder, name), "utf8");
const write = (name, text) => writeFileSync(join(folder, name), text);
const has = (name) => readdirSync(join(folder, name, "..")).includes(name.split("/").at(-1));

/** The scripts that others use. */
const USED = /(["'])(\.\.?\/(?:index|fetch\/engine|testing))\.js\1/g;

/** Scripts over the engine for Cloudflare's workers, where the engine's module is imported. */
for (const name of ["fetch", "fetch/engine", "engine", "testing"]) write(`${name}.workerd.js`, read(`${name}.js`).replace(USED, "$1$2.workerd.js$1"));

/** CommonJS scripts use each other. */
const common = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".cjs"));
for (const name of common) write(name, read(name).replace(USED, "$1$2.cjs$1"));

// The manifest names the ES modules alone, which is what a checkout has.
const manifest = JSON.parse(read("package.json"));
for (const [entry, conditions] of Object.entries(manifest.exports)) {
  const name = /^\.\/(.*)\.js$/.exec(conditions.default)?.[1];
  if (!name || !has(`${name}.cjs`)) continue;
  const { types, default: module } = conditions;
  const commonTypes = types.replace(".d.ts", ".d.cts");
  write(commonTypes, read(types).replace(/(["']\.\/(\w+))\.js(["'])/g, (all, path, used, quote) => (has(`${used}.cjs`) ? `${path}.cjs${quote}` : all)));
  const asCommon = { types: commonTypes, default: `./${name}.cjs` };
  // In Node, both import and require() get the one CommonJS script: a program never has two engines, nor two classes of a name.
  const names = /^0 && \(module\.exports = \{\n(.*?)\}\);/ms.exec(read(`${name}.cjs`))?.[1].match(/\w+/g) ?? [];
  write(`${name}.node.js`, names.length > 0 ? `export { ${names.join(", ")} } from "./${name}.cjs";\n` : `import "./${name}.cjs";\n`);
  manifest.exports[entry] = {
    ...(has(`${name}.workerd.js`) && { workerd: { types, default: `./${name}.workerd.js` } }),
    node: { import: { types, default: `./${name}.node.js` }, default: asCommon },
    require: asCommon,
    types,
    default: module,
  };
}
write("package.json", `${JSON.stringify(manifest, undefined, 2)}\n`);
