// The `expect` of Playwright Test, which knows what a matcher takes.
import { expect as base } from "@playwright/test";
import { matchers } from "cors-preflight/testing";

const expect = base.extend(matchers);
const call = { origin: "https://app.example", url: "https://api.example/notes" };
expect(call).not.toPreflight();
expect(call).toBeAllowedBy({ "Access-Control-Allow-Origin": "*" });
await expect([call]).toBeAllowedBy(async () => new Response());
