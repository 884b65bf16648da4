// A response as raw text: the status line, then header lines.

import { readHeaders } from "./call.js";

const STATUS_LINE = /^HTTP\/\d+(?:\.\d+)? (\d{3})(?: .*)?$/;

/**
 * Reads a raw response. `response` is missing if the status line is invalid. Lines that are not header lines are
 * problems and are left out. The body, after a blank line, is left out too.
 */
export function readResponse(text) {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  const status = STATUS_LINE.exec(lines[0]);
  const end = lines.indexOf("", 1);
  const head = lines.slice(1, end < 0 ? undefined : end);
  const { headers, problems } = readHeaders(head, 2);
  if (!status) {
    const found = lines[0] === "" ? "an empty line" : `“${lines[0]}”`;
    problems.unshift({
      line: 1,
      message: `expected a status line such as “HTTP/1.1 204 No Content”, got ${found}.`,
    });
    return { problems };
  }
  if (end >= 0 && lines.slice(end).some((line) => line !== "")) {
    problems.push({
      line: end + 1,
      message: "the headers end at this blank line. The body after it is ignored.",
    });
  }
  return { response: { status: Number(status[1]), headers }, problems };
}

/** Applies a fix: a status line replaces the first line, a header line replaces all lines of its name. */
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
