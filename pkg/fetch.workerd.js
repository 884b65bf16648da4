import { fetching } from "./fetching.js";
import { Exchange, PreflightCache, classify } from "./index.workerd.js";

export const { CorsError, corsFetch, diagnose } = /* @__PURE__ */ fetching({ classify, Exchange, PreflightCache });
