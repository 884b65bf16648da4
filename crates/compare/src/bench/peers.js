// The checks of peers that are made for Node and that a browser runs as well. Bundled, for both.

export { isCORSSafelistedRequestHeader, isNoCORSSafelistedRequestHeaderName } from "jsdom/lib/jsdom/living/fetch/header-types.js";
export { default as FetchCORSUtility } from "happy-dom/lib/fetch/utilities/FetchCORSUtility.js";
