export { classify } from "cors-preflight";
