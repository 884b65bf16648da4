export { corsFetch } from "cors-preflight/fetch";
