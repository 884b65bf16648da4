// The list of the differences between browsers and the standard.

import { differences, versions } from "./differences.data.js";

/** Creates an element that contains `parts`. */
function make(name, ...parts) {
  const element = document.createElement(name);
  element.append(...parts);
  return element;
}

/** Fills the section with the given `id`. `prose` turns text in backticks into code. */
export function showDifferences(id, prose) {
  const section = document.getElementById(id);
  section.querySelector(".versions").textContent = versions.join(", ");
  section.querySelector("summary").textContent = `The ${differences.length} differences`;
  const rows = differences.map(({ subject, spec, standard, browsers }) => {
    const link = make("a", ...prose(subject));
    link.href = spec;
    const values = Object.entries(browsers).map(([name, { words, evidence }]) => [
      name,
      evidence === "seen" ? words : `${words} (${evidence})`,
    ]);
    const list = [["standard", standard], ...values].map(([name, words]) =>
      make("div", make("dt", name), make("dd", ...prose(words))),
    );
    return make("li", make("h3", link), make("dl", ...list));
  });
  section.querySelector("ul").replaceChildren(...rows);
}
