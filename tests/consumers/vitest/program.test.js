// A team's tests, under the DOM that happy-dom makes of Node: its Headers, Blob, FormData and fetch are its own.
import * as cors from "cors-preflight";
import * as explaining from "cors-preflight/explain";
import * as fetching from "cors-preflight/fetch";
import { expect, test } from "vitest";
import expected from "../expected.json";
import { run } from "../program.js";

test("the window is happy-dom's", () => {
  expect(window.happyDOM).toBeDefined();
  expect(Headers).toBe(window.Headers);
});

test("the engine has the same results as elsewhere", async () => {
  const { answers, explained, fetched } = await run({ cors, explaining, fetching }, process.env.SERVER, window.location.origin);
  expect(answers).toEqual(expected.answers);
  expect(explained).toEqual(expected.explained);
  expect(fetched).toEqual(expected.enforced);
});
