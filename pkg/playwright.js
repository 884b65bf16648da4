// Playwright Test with CORS.

import { expect as baseExpect, request as requests, test as baseTest } from "@playwright/test";
import { matchers } from "cors-preflight/testing";
import { enforce } from "./playwright/enforce.js";
import { formatReasons } from "./message.js";

const contextOf = (target) => (typeof target.context === "function" ? target.context() : target);

/** The engines of Playwright's browsers are the profiles of the package. */
const profileOf = (context) => context.browser()?.browserType().name() ?? "standard";

export async function enforceCors(target, /** @type {any} */ { profile, ignore = [], ignoreHTTPSErrors = true } = {}) {
  const context = contextOf(target);
  // Without the cookies of the context: a preflight has none.
  let client;
  const network = async ({ method, url, headers }) => {
    client ??= requests.newContext({ ignoreHTTPSErrors });
    try {
      const raw = await (await client).fetch(url, { method, headers: Object.fromEntries(headers), maxRedirects: 0, failOnStatusCode: false });
      return { status: raw.status(), headers: raw.headersArray(), raw };
    } catch {
      return null;
    }
  };
  const enforcement = enforce(context, { profile: profile ?? profileOf(context), ignore: [ignore].flat(), network });
  return {
    get refusals() {
      return [...enforcement.refusals];
    },
    clear() {
      enforcement.refusals.length = 0;
    },
    async dispose() {
      await (await client)?.dispose();
    },
  };
}

export const test = baseTest.extend({
  corsOptions: [{}, { option: true }],
  cors: [
    async ({ context, corsOptions }, use) => {
      const cors = await enforceCors(context, corsOptions);
      await use(cors);
      await cors.dispose();
    },
    { auto: true },
  ],
});

const describeRefusal = ({ method, url, origin, when, reasons }) =>
  `\n${[method, url].filter(Boolean).join(" ")}${origin ? ` from ${origin}` : ""} (${when})${formatReasons(reasons)}`;

export const expect = baseExpect.extend({
  ...matchers,
  toHaveNoRefusals(cors) {
    const { refusals } = cors;
    const details = refusals.map(describeRefusal).join("");
    return {
      pass: refusals.length === 0,
      message: () => (refusals.length === 0 ? "Expected refused requests, got none" : `Expected no refused requests, got ${refusals.length}:${details}`),
    };
  },
});
