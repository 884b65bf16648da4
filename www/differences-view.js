// The list of browser differences, generated from the engine's profiles.

import { differences, versions } from "./differences.js";

/** Creates an element with `parts` as its children. */
function make(name, ...parts) {
  const element = document.createElement(name);
  element.append(...parts);
  return element;
}

/** Fills the section `id`. `prose` turns text in backticks into code. */
export function showDifferences(id, prose) {
  const section = document.getElementById(id);
  section.querySelector(".versions").textContent = versions.join(", ");
  section.querySelector("summary").textContent = `The ${differences.length} differences`;
  const rows = differences.map(({ what, address, standard, browsers }) => {
    const link = make("a", ...prose(what));
    link.href = address;
    const values = Object.entries({ standard, ...browsers }).map(([profile, words]) =>
      make("div", make("dt", profile), make("dd", ...prose(words))),
    );
    return make("li", make("h3", link), make("dl", ...values));
  });
  section.querySelector("ul").replaceChildren(...rows);
}
