import type { BrowserContext, Expect, Page, PlaywrightTestArgs, PlaywrightTestOptions, PlaywrightWorkerArgs, PlaywrightWorkerOptions, TestType } from "@playwright/test";
import type { Profile, Reason } from "./index.js";
import type { matchers } from "./testing.js";

/** A request that CORS refuses. */
export interface Refusal {
  /** Missing if the browser's console message does not contain it. */
  method?: string;
  url?: string;
  origin?: string;
  /** Which response refuses the request. */
  when: string;
  reasons: Reason[];
}

export interface CorsOptions {
  /** @defaultValue the profile of the browser */
  profile?: Profile;
  /** URLs that are left alone: prefixes, regular expressions or functions. */
  ignore?: string | RegExp | ((url: string) => boolean) | (string | RegExp | ((url: string) => boolean))[];
  /**
   * Whether a preflight accepts an invalid certificate.
   *
   * @defaultValue true
   */
  ignoreHTTPSErrors?: boolean;
}

/** The requests that CORS refused in a context. */
export interface Cors {
  /** Every refused request, in order. */
  readonly refusals: Refusal[];
  /** Removes every refusal. */
  clear(): void;
  /** Releases what the preflights use. The fixture does this after each test. */
  dispose(): Promise<void>;
}

/**
 * Enforces CORS in a browser context, or in that of a page.
 *
 * As soon as a route exists, Playwright responds to every preflight itself, and adds Access-Control-Allow-Origin to fulfilled responses. This sends
 * the preflight to the route handler as an OPTIONS request. If the handler calls `fallback()`, the preflight goes to the next handler, and finally
 * to the server. If CORS refuses the request, the request is aborted. Without routes, the browser's own CORS errors are read from its console.
 *
 * Playwright does not expose the credentials mode of a request, and does not distinguish a `no-cors` POST from one in mode `cors`. Requests after
 * a redirect are not routed. Call this before the first `route()`.
 *
 * @example
 * ```js
 * const cors = await enforceCors(page, { ignore: "https://cdn.example/" });
 * ```
 */
export function enforceCors(target: Page | BrowserContext, options?: CorsOptions): Promise<Cors>;

/**
 * Playwright's `test` with the fixture `cors`, which enforces CORS in every test, and the option `corsOptions`.
 *
 * @example
 * ```js
 * import { expect, test } from "cors-preflight/playwright";
 *
 * test("the notes are shown", async ({ page, cors }) => {
 *   await page.route("https://api.example/notes", (route) => route.fulfill({ json: [], headers: { "Access-Control-Allow-Origin": "*" } }));
 *   await page.goto("/");
 *   expect(cors).toHaveNoRefusals();
 * });
 * ```
 */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & { cors: Cors; corsOptions: CorsOptions },
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
>;

/** Playwright's `expect` with the matchers of cors-preflight/testing and one for the fixture. */
export const expect: Expect<
  typeof matchers & {
    /** Expects that CORS has refused no request. */
    toHaveNoRefusals(cors: Cors): { pass: boolean; message: () => string };
  }
>;
