// The explanation of a console message, as the page shows it.

const BROWSERS = { chromium: "Chromium", firefox: "Firefox", webkit: "WebKit" };

/** Returns a sentence that names the browsers that print the message, and a line with its values. */
export function describeExplanation({ browsers, current, answerTo, values, missing }) {
  const names = browsers.map((browser) => BROWSERS[browser]).join(" and ");
  const verb = current ? (browsers.length > 1 ? "print" : "prints") : "printed";
  const former = current ? "" : " in the past";
  const subject = answerTo ? ` about the response to the ${answerTo}` : "";
  const found = Object.entries(values).map(([name, value]) => `${name}: ${value}`);
  const absent = missing.map((name) => `${name}: not in the message`);
  return { summary: `${names} ${verb} this message${subject}${former}.`, extra: [...found, ...absent].join(" · ") };
}
