// Playwright Test, which knows what a matcher takes.
import { expect as base } from "@playwright/test";
import { enforceCors, expect, test, type Cors, type CorsOptions, type Refusal } from "cors-preflight/playwright";
import { matchers } from "cors-preflight/testing";

const extended = base.extend(matchers);
const call = { origin: "https://app.example", url: "https://api.example/notes" };
extended(call).not.toPreflight();
extended(call).toBeAllowedBy({ "Access-Control-Allow-Origin": "*" });
await extended([call]).toBeAllowedBy(async () => new Response());

const options: CorsOptions = { profile: "chromium", ignore: ["https://cdn.example/", /fonts/, (url) => url.endsWith(".png")], ignoreHTTPSErrors: false };
test.use({ corsOptions: options });

test("the fixture", async ({ page, cors }) => {
  await page.goto("/");
  expect(cors).toHaveNoRefusals();
  expect(call).not.toPreflight();
});

test("a context", async ({ page, context }) => {
  const found: Cors[] = [await enforceCors(page), await enforceCors(context, options)];
  const line = ({ method, url, origin, when, reasons }: Refusal) => [method, url, origin, when, ...reasons.map(({ code }) => code)].join(" ");
  for (const cors of found) {
    console.log(cors.refusals.map(line));
    cors.clear();
    await cors.dispose();
  }
});
