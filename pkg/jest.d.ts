// The types of the matchers for the global `expect` come with cors-preflight/testing. These are for that of @jest/globals.
import type { CorsAsymmetricMatchers, CorsMatchers } from "./testing.js";

export {};

declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends CorsMatchers {}
  interface AsymmetricMatchers extends CorsAsymmetricMatchers {}
}
