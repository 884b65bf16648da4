// What the engine makes of a console's message, as it is told on the page.

const BROWSERS = { chromium: "Chromium", firefox: "Firefox", webkit: "WebKit" };

/** One sentence on who prints the message, and one line on what it tells and leaves out. */
export function told({ browsers, current, answerTo, values, missing }) {
  const names = browsers.map((browser) => BROWSERS[browser]).join(" and ");
  const verb = current ? (browsers.length > 1 ? "print" : "prints") : "printed";
  const once = current ? "" : ", once";
  const of = answerTo ? ` of the answer to the ${answerTo}` : "";
  const tells = Object.entries(values).map(([name, value]) => `${name}: ${value}`);
  const leaves = missing.map((name) => `${name}: not told`);
  return { summary: `${names} ${verb} this${of}${once}.`, extra: [...tells, ...leaves].join(" · ") };
}
