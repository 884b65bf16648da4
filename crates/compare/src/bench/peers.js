// The checks of the peers for Node, bundled for Node and for browsers.

export { isCORSSafelistedRequestHeader, isNoCORSSafelistedRequestHeaderName } from "jsdom/lib/jsdom/living/fetch/header-types.js";
export { default as FetchCORSUtility } from "happy-dom/lib/fetch/utilities/FetchCORSUtility.js";
