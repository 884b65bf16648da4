// A team's test, under the DOM that happy-dom makes of Node: its Headers, Blob and FormData are classes of its own.
import * as cors from "cors-preflight";
import { expect, test } from "vitest";
import expected from "../expected.json";
import { ask } from "../program.js";

test("the window is happy-dom's", () => {
  expect(window.happyDOM).toBeDefined();
  expect(Headers).toBe(window.Headers);
});

test("the engine answers as it does elsewhere", () => {
  expect(ask(cors)).toEqual(expected);
});
