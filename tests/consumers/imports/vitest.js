export { matchers } from "cors-preflight/vitest";
