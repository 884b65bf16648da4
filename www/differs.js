// The list of what browsers do otherwise, shown as it was written from the engine's profiles.

import { differences, versions } from "./differences.js";

/** A new element that holds `parts`. */
function make(name, ...parts) {
  const element = document.createElement(name);
  element.append(...parts);
  return element;
}

/** Fills the section `id`. `prose` makes code of what stands in backticks. */
export function showDifferences(id, prose) {
  const section = document.getElementById(id);
  section.querySelector(".versions").textContent = versions.join(", ");
  section.querySelector("summary").textContent = `The ${differences.length} differences`;
  const rows = differences.map(({ what, address, standard, browsers }) => {
    const link = make("a", ...prose(what));
    link.href = address;
    const said = Object.entries({ standard, ...browsers }).map(([who, says]) =>
      make("div", make("dt", who), make("dd", ...prose(says))),
    );
    return make("li", make("h3", link), make("dl", ...said));
  });
  section.querySelector("ul").replaceChildren(...rows);
}
