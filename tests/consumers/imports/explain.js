export { explain } from "cors-preflight/explain";
