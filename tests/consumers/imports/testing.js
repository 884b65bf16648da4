export { matchers } from "cors-preflight/testing";
