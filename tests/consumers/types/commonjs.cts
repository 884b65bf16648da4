// A CommonJS module, of TypeScript's "node16".
import { classify } from "cors-preflight";
import { CorsError, corsFetch } from "cors-preflight/fetch";
import { assertNoPreflight } from "cors-preflight/testing";

export const used = [classify, CorsError, corsFetch, assertNoPreflight];
