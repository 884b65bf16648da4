import type { CorsAsymmetricMatchers, CorsMatchers } from "./testing.js";

export {};

declare module "bun:test" {
  interface Matchers<T = unknown> extends CorsMatchers {}
  interface AsymmetricMatchers extends CorsAsymmetricMatchers {}
}
