// An answer as raw text: the status line, then header lines.

import { readHeaders } from "./call.js";

const STATUS_LINE = /^HTTP\/\d+(?:\.\d+)? (\d{3})(?: .*)?$/;

/**
 * Reads a raw answer. `answer` is missing where the status line cannot be read; lines that are no
 * header lines are problems and are left out, and so is what follows a blank line, the body.
 */
export function readAnswer(text) {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  const status = STATUS_LINE.exec(lines[0]);
  const end = lines.indexOf("", 1);
  const head = lines.slice(1, end < 0 ? undefined : end);
  const { headers, problems } = readHeaders(head, 2);
  if (!status) {
    const shown = lines[0] === "" ? "it is empty" : `it is “${lines[0]}”`;
    problems.unshift({
      line: 1,
      message: `a status line such as “HTTP/1.1 204 No Content” belongs here, and ${shown}.`,
    });
    return { problems };
  }
  if (end >= 0 && lines.slice(end).some((line) => line !== "")) {
    problems.push({
      line: end + 1,
      message: "a blank line ends the headers; what follows is the body and is not judged.",
    });
  }
  return { answer: { status: Number(status[1]), headers }, problems };
}

/** Applies a fix: a status line replaces the first line, a header line all lines of its name. */
export function applyFix(text, fix) {
  const lines = text.split("\n");
  if (STATUS_LINE.test(fix)) return [fix, ...lines.slice(1)].join("\n");
  const name = nameOf(fix);
  const end = lines.indexOf("", 1);
  const head = end < 0 ? lines : lines.slice(0, end);
  const isNamed = (line, index) => index > 0 && nameOf(line) === name;
  const first = head.findIndex(isNamed);
  const kept = head.filter((line, index) => index === first || !isNamed(line, index));
  kept.splice(first < 0 ? kept.length : first, first < 0 ? 0 : 1, fix);
  return [...kept, ...(end < 0 ? [] : lines.slice(end))].join("\n");
}

function nameOf(line) {
  const colon = line.indexOf(":");
  return colon < 0 ? undefined : line.slice(0, colon).toLowerCase();
}
