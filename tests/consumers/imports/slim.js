export { classify, init } from "cors-preflight/slim";
