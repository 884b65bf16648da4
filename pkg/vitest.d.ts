// The types of the matchers come with cors-preflight/testing: Vitest's assertions extend Jest's interface.
import type { CorsAsymmetricMatchers } from "./testing.js";

export {};

declare module "vitest" {
  interface AsymmetricMatchersContaining extends CorsAsymmetricMatchers {}
}
