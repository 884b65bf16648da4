/**
 * The rules to use: those of the Fetch standard, or those that a browser was measured to follow.
 *
 * @defaultValue "standard"
 */
export type Profile = "standard" | "chromium" | "firefox" | "webkit";

/** The options of fetch(). The types of browsers and of Node have this name in common. */
type Init = Required<RequestInit>;

/**
 * A request as its author wrote it: the arguments of fetch() or of another initiator, and the page's origin.
 *
 * Members of a RequestInit that do not matter to CORS are accepted, such as `signal`. Any other unknown member of a plain object is a
 * TypeError. Instances of classes may have more members.
 */
export interface Call {
  /** The page's serialized origin, such as "https://app.example", or "null". */
  origin: string;
  /**
   * The browser's own Accept-Language, which counts towards the limit of 1,024 bytes for all safelisted header values together.
   *
   * @defaultValue no Accept-Language
   */
  acceptLanguage?: string;
  /** An absolute URL. The outcome of a URL that does not parse is "throws". The fragment is never sent. */
  url: string | URL;
  /**
   * The initiator of the request.
   *
   * The mode of "xhr" is always cors. It uses `withCredentials` instead of `credentials`, and ignores `mode`, `redirect`, `cache`, `keepalive`
   * and `duplex`. All other initiators except "fetch" set mode, credentials and method themselves. They use only the `url` and the
   * members whose description names them; a beacon also uses the `body`.
   *
   * @defaultValue "fetch"
   */
  via?: "fetch" | "xhr" | "beacon" | "event-source" | "module-script" | "font" | "image" | "stylesheet";
  /**
   * The method as the author wrote it.
   *
   * @defaultValue "GET"
   */
  method?: string;
  /**
   * The headers. An array of pairs keeps order and duplicates, as in fetch(). A Headers object is combined already, as in fetch().
   *
   * Values are byte strings: the outcome of a code unit above U+00FF is "throws", as in a browser.
   */
  headers?: Init["headers"];
  /** A `BodyInit`, of which only the class is read, or a description of a body. */
  body?: Init["body"] | BodyKind;
  mode?: Init["mode"];
  credentials?: Init["credentials"];
  redirect?: Init["redirect"];
  cache?: "default" | "no-store" | "reload" | "no-cache" | "force-cache" | "only-if-cached";
  keepalive?: boolean;
  referrerPolicy?: Init["referrerPolicy"];
  /**
   * The network partition key, which separates entries of the preflight cache. Any text.
   *
   * @defaultValue no partition
   */
  partition?: string;
  duplex?: "half";
  /** `withCredentials` of an XMLHttpRequest or an EventSource. */
  withCredentials?: boolean;
  /** Whether a listener is registered on `upload` of an XMLHttpRequest when send() runs. */
  upload?: boolean;
  /**
   * The crossorigin attribute of an image, a stylesheet or a module script.
   *
   * @defaultValue no attribute
   */
  crossOrigin?: string | null;
}

/** The description of a body, for callers that have none. */
export interface BodyKind {
  kind: "string" | "params" | "form" | "blob" | "buffer" | "stream" | "document";
  /** The type of a Blob, or of a document: "text/html", which is the default, or the type of an XML document. */
  type?: string;
}

/**
 * A server's response. Header lines are in order, with duplicates. Values lose the spaces and tabs around them, as on the wire. A `Response` is
 * accepted, and so are headers in the format of Playwright's `headersArray()`.
 */
export interface HttpResponse {
  /** An integer from 0 to 999. */
  status: number;
  /** Pairs, a Headers object, a record, or `{ name, value }` objects. */
  headers: Iterable<readonly [string, string] | readonly string[] | { name: string; value: string }> | Record<string, string> | Init["headers"];
}

/** The codes of reasons. Later versions may add codes. They never rename one. */
export type Code =
  | "not-a-byte-string"
  | "not-a-string"
  | "buffer-shared-or-resizable"
  | "enumeration-value-unknown"
  | "headers-invalid"
  | "header-pair-invalid"
  | "url-invalid"
  | "url-has-credentials"
  | "mode-navigate"
  | "only-if-cached-mode"
  | "method-invalid"
  | "method-forbidden"
  | "no-cors-method"
  | "header-name-invalid"
  | "header-value-invalid"
  | "body-with-get-or-head"
  | "stream-keepalive"
  | "stream-locked"
  | "stream-without-duplex"
  | "stream-mode"
  | "beacon-scheme-not-http"
  | "port-blocked"
  | "mixed-content"
  | "mode-same-origin"
  | "scheme-not-http"
  | "no-cors-redirect-mode"
  | "blob-method"
  | "data-url-invalid"
  | "stream-unsupported"
  | "method-override-refused"
  | "body-stream"
  | "upload-listener"
  | "preflight-kept-by-redirect"
  | "method-not-safelisted"
  | "header-not-safelisted"
  | "header-value-too-long"
  | "header-value-unsafe-byte"
  | "language-value-unsafe-byte"
  | "content-type-unparsable"
  | "content-type-not-safelisted"
  | "range-not-simple"
  | "range-without-start"
  | "headers-too-long-together"
  | "allow-origin-missing"
  | "allow-origin-wildcard-with-credentials"
  | "allow-origin-multiple"
  | "allow-origin-mismatch"
  | "allow-credentials-missing"
  | "allow-credentials-not-true"
  | "preflight-redirected"
  | "preflight-status-not-ok"
  | "allow-methods-unparsable"
  | "allow-headers-unparsable"
  | "method-not-allowed"
  | "method-case-mismatch"
  | "allow-methods-wildcard-with-credentials"
  | "authorization-not-allowed"
  | "authorization-not-covered-by-wildcard"
  | "header-not-allowed"
  | "allow-headers-wildcard-with-credentials"
  | "resource-policy-blocked"
  | "response-opaque"
  | "redirect-mode-error"
  | "response-opaque-redirect"
  | "no-answer"
  | "redirect-location-repeated"
  | "redirect-location-invalid"
  | "redirect-scheme-not-http"
  | "too-many-redirects"
  | "redirect-has-credentials"
  | "redirect-of-stream"
  | "header-forbidden-dropped"
  | "method-override-dropped"
  | "header-no-cors-dropped"
  | "header-value-normalized"
  | "method-normalized"
  | "method-not-normalized"
  | "content-type-added"
  | "content-type-no-cors-dropped"
  | "fragment-not-sent"
  | "body-stringified"
  | "stream-needs-http2"
  | "body-dropped"
  | "header-combined"
  | "charset-rewritten"
  | "member-ignored"
  | "mixed-content-upgraded"
  | "no-preflight-same-origin"
  | "no-preflight-no-cors"
  | "no-preflight-simple"
  | "max-age-missing"
  | "max-age-unparsable"
  | "max-age-too-large"
  | "max-age-zero"
  | "cache-wildcard-with-credentials"
  | "redirect-judged-as-final"
  | "expose-headers-unparsable"
  | "expose-headers-wildcard-literal"
  | "headers-hidden"
  | "reason-not-said"
  | "failed-to-fetch"
  | "cors-disabled"
  | "origin-header-not-added"
  | "local-network-denied"
  | "local-network-insecure"
  | "local-network-mismatch"
  | "private-network-retired"
  | "redirect-after-preflight-retired";

/** A reason why a request fails or triggers a preflight, or a note about it. */
export interface Reason {
  /** Identifies the kind of reason, in kebab-case. A code never changes. */
  code: Code | (string & {});
  /** One or two sentences that name the exact value at fault. */
  message: string;
  /** The address of the definition or algorithm that decides, with its fragment. */
  spec: string;
  /** The header name in lower case, the method as it is sent, or another subject, if there is one. */
  subject?: string;
  /**
   * The smallest change to the response that fixes the reason, if there is one.
   *
   * The change is a status line, or a header line, which replaces all lines of its name and fixes every reason about that header. If every
   * reason of a verdict has a fix, the verdict passes once you apply them all. If more than 100 reasons concern one header, only the first 100
   * have a fix.
   */
  fix?: string;
}

/** A request as it is sent. */
export interface HttpRequest {
  method: string;
  /** The serialized URL, without its fragment. */
  url: string;
  /**
   * The headers, with names as they are sent.
   *
   * A preflight has exactly Accept, Access-Control-Request-Method, Access-Control-Request-Headers (if there is a name to list) and Origin. The
   * request itself has the author's headers that survive, the Content-Type of its body, and Origin if one is sent. Headers that the browser
   * adds, such as User-Agent, Cookie, Referer and Accept, are left out. The boundary of a form is "boundary=generated".
   */
  headers: [string, string][];
  /** Whether the call's body is sent. Some redirects drop the body. */
  body: boolean;
  /** Whether cookies and HTTP authentication are sent. */
  credentials: boolean;
}

/** The result of classify(). */
export interface Classification {
  /** The outcome in one sentence. */
  summary: string;
  /**
   * The outcome of the call. No preflight cache is considered.
   *
   * - throws: the API throws, and nothing is sent. fetch() throws the TypeError of the Request constructor. XMLHttpRequest throws in open(),
   *   setRequestHeader() or send(), also a SyntaxError or a SecurityError. An invalid URL of an element also has this outcome.
   * - blocked: the call ends in a network error before anything is sent. Causes include mode same-origin across origins, a scheme that is not HTTP
   *   or HTTPS, a bad port, mode no-cors with a redirect mode other than follow, and mixed content.
   * - same-origin: CORS does not apply, whatever the method and headers. The same is true of data: URLs and of blob: URLs of the page's origin,
   *   which have no `request`. For these, the first step of an Exchange is done.
   * - no-cors: the request is sent, and the response is opaque.
   * - simple: a CORS request without a preflight.
   * - preflight: a CORS request after a preflight.
   */
  outcome: "throws" | "blocked" | "same-origin" | "no-cors" | "simple" | "preflight";
  /**
   * Every reason for the outcome. Empty for same-origin, no-cors and simple.
   *
   * Reasons for a preflight are in this order: an upload listener or a stream, the method, then headers in the order of
   * Access-Control-Request-Headers. A header has one reason for each rule that it breaks. The limit of 1,024 bytes is one reason.
   */
  reasons: Reason[];
  /** Surprises that the browser does not report, such as forbidden headers that are dropped and a Content-Type that the body adds. */
  notes: Reason[];
  /** The preflight request, if the outcome is "preflight". */
  preflight?: HttpRequest;
  /** The request itself, if one is sent. */
  request?: HttpRequest;
}

/**
 * Classifies a call: whether it throws, is blocked, is sent without a preflight, or is preflighted, and why.
 *
 * If fetch() would throw, the outcome is "throws".
 *
 * @param call - The call as its author wrote it.
 * @param options - `profile`: the rules to use.
 * @throws TypeError, naming the member, for a call that no browser could make: an `origin` that is not serialized, an `acceptLanguage` that is
 * not a header value, an unknown `via`, `profile`, `kind` or member, a string of more than 2^25 code units.
 * @example
 * ```js
 * classify({ origin: "https://app.example", url: "https://api.example/notes", method: "DELETE" }).outcome; // preflight
 * ```
 */
export function classify(call: Call, options?: { profile?: Profile }): Classification;
/**
 * Classifies fetch(input, init) on a page.
 *
 * The body of a Request is not read. Not every platform reveals whether the body came from a stream, so it is treated as if it did not.
 *
 * @param input - A URL or a Request. A relative URL is resolved as corsFetch() resolves it.
 * @param init - The init, if there is one.
 * @param options - `origin`: the page's origin. `profile`: the rules to use.
 * @throws TypeError if there is no `origin`, and what classify(call) throws.
 */
export function classify(input: Request | URL | string, init: RequestInit | undefined, options: { origin: string; profile?: Profile }): Classification;
export function classify(request: Request, options: { origin: string; profile?: Profile }): Classification;

/**
 * Returns whether a cross-origin request in mode "cors" with this method and these headers would be preflighted.
 *
 * Always agrees with classify(), and is faster. No cache is considered.
 *
 * @throws TypeError where fetch() would throw one.
 */
export function needsPreflight(method: string, headers?: Init["headers"], options?: { profile?: Profile }): boolean;
export function needsPreflight(request: Request, options?: { profile?: Profile }): boolean;

/**
 * Compiles the engine without blocking the thread.
 *
 * Every function works without this: the first call then compiles the engine, which takes about ten milliseconds.
 *
 * @throws CompileError, as a rejection, where the Content Security Policy forbids WebAssembly.
 */
export function load(): Promise<void>;

/** The result of checkPreflight(). */
export interface PreflightVerdict {
  /** The verdict in one sentence. */
  summary: string;
  /** Whether the request may be sent. */
  allowed: boolean;
  /**
   * Every check that fails, in the order of a browser's checks. Empty if the request is allowed.
   *
   * Access-Control-Allow-Origin and Access-Control-Allow-Credentials are both checked. A list that does not parse is one reason, and its items
   * are not checked. An `authorization` that is not allowed is one reason.
   */
  reasons: Reason[];
  notes: Reason[];
  /** The permissions that may be cached, if the request is allowed and a preflight happens. `maxAge` is in seconds, at most 2^31. */
  grant?: { maxAge: number; methods: string[]; headers: string[] };
}

/**
 * Checks the response to the preflight of a call.
 *
 * A call without a preflight is checked as if it had one. For a call that throws or is blocked, `allowed` is false and `reasons` are those of classify().
 * A same-origin or no-cors call is allowed, with a note that no preflight happens.
 *
 * @param call - The call as its author wrote it.
 * @param response - The response to the preflight request.
 * @param options - `profile`: the rules to use.
 * @throws TypeError, naming the member, for a call or options as in classify(), and for a response that no browser can receive: a status that
 * is not an integer from 0 to 999, a header name that is not a token, or a value with NUL, CR, LF or a code unit above U+00FF.
 * @example
 * ```js
 * const call = { origin: "https://app.example", url: "https://api.example/notes", method: "PUT" };
 * const headers = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "PUT" };
 * checkPreflight(call, { status: 204, headers }).allowed; // true
 * ```
 */
export function checkPreflight(call: Call, response: HttpResponse, options?: { profile?: Profile }): PreflightVerdict;

/** The result of checkResponse(). */
export interface ResponseVerdict {
  /** The verdict in one sentence. */
  summary: string;
  /** Whether the script may read the response. */
  readable: boolean;
  /** Every reason why the script may not read the response. */
  reasons: Reason[];
  notes: Reason[];
  type: "basic" | "cors" | "opaque" | "opaqueredirect" | "error";
  /** Names of the response headers that the script may read: in lower case, sorted, without duplicates. Empty unless basic or cors. */
  exposed: string[];
}

/**
 * Checks the response to the request of a call, as the last response of the fetch. An Exchange follows redirects; this function does not.
 *
 * A cross-origin response has to pass the CORS check. A same-origin response is basic and readable, without Set-Cookie. A no-cors response is
 * opaque, or Cross-Origin-Resource-Policy blocks it; the engine has no public-suffix list, so a site is the last two labels of a host. A call
 * that throws or is blocked is an error, with the reasons of classify(). A redirect is an error in redirect mode "error". It is an
 * opaqueredirect in redirect mode "manual"; a cross-origin redirect must pass the CORS check first. In redirect mode "follow" it is checked like any other response, with a note.
 *
 * @param call - The call as its author wrote it.
 * @param response - The response to the request.
 * @param options - `profile`: the rules to use.
 * @throws TypeError as checkPreflight().
 */
export function checkResponse(call: Call, response: HttpResponse, options?: { profile?: Profile }): ResponseVerdict;

/** An entry of a PreflightCache: a method or a header name that needs no preflight. */
export interface CacheEntry {
  origin: string;
  /** The URL, with its fragment. */
  url: string;
  credentials: boolean;
  /** The method, or "*", if the entry is for a method. */
  method?: string;
  /** The header name as the server wrote it, or "*", if the entry is for a header name. */
  header?: string;
  /** The time of expiry in milliseconds, on the caller's clock. */
  expires: number;
}

/**
 * The CORS-preflight cache of one browser session.
 *
 * The cache has no clock: the caller passes the time to each step of an Exchange. Neither a cache nor an Exchange has to be freed.
 */
export class PreflightCache {
  /**
   * Makes an empty cache.
   *
   * @param options - `profile`: the rules to use.
   * @throws TypeError for an unknown `profile` or option.
   */
  constructor(options?: { profile?: Profile });
  /** The rules of the cache. */
  readonly profile: Profile;
  /** Removes all entries. */
  clear(): void;
  /** Returns the entries, in the order in which they were stored. The next look-up removes entries that have expired. */
  entries(): CacheEntry[];
}

/**
 * The next step of an Exchange.
 *
 * - preflight: send this OPTIONS request, then pass its response to next(). `reasons` has every reason for the preflight.
 * - request: send this request, then pass its response to next().
 * - done: the script gets a response. `status` and `url` are as the script sees them: 0 and "" if the response is opaque.
 * - error: the API throws, or its promise is rejected. `when` is the stage that failed: before anything is sent (throws, blocked), the preflight
 *   response (preflight), the CORS check or Cross-Origin-Resource-Policy (response), the status, Location or target of a redirect (redirect),
 *   or the connection (network).
 */
export type Step =
  | { kind: "preflight"; request: HttpRequest; reasons: Reason[] }
  | { kind: "request"; request: HttpRequest }
  | { kind: "done"; type: "basic" | "cors" | "opaque" | "opaqueredirect"; status: number; url: string; redirected: boolean; exposed: string[]; notes: Reason[] }
  | { kind: "error"; when: "throws" | "blocked" | "preflight" | "response" | "redirect" | "network"; reasons: Reason[] };

/**
 * One fetch from start to end, without I/O: it returns the requests to send, receives their responses, and ends in "done" or "error".
 *
 * An Exchange reads and fills the cache, follows redirects as the redirect mode requires, and sends a preflight for each redirect that needs one.
 *
 * @example
 * ```js
 * const exchange = new Exchange({ origin: "https://app.example", url: "https://api.example/notes", method: "PUT" });
 * exchange.next().kind; // preflight
 * exchange.next({ status: 404, headers: {} }).kind; // error
 * ```
 */
export class Exchange {
  /**
   * Reads the whole call.
   *
   * @param call - The call as its author wrote it.
   * @param options - `cache`: the cache of the browser session. `profile`: the rules to use, by default those of the cache.
   * @throws TypeError for a call as in classify(), a `partition` that is not a string, a `cache` that is not a PreflightCache, a `profile` that
   * is not the profile of the cache, and an unknown option.
   */
  constructor(call: Call, options?: { profile?: Profile; cache?: PreflightCache });
  /**
   * Takes the next step. After the end it returns the last step again.
   *
   * @param response - Omitted in the first step. Then the response to the last request, or null if the connection failed or the fetch was
   * aborted.
   * @param now - The time in milliseconds. The default is Date.now().
   * @throws TypeError if `response` is passed to the first step or omitted in a later one, for a response as in checkPreflight(), and for a
   * `now` that is not finite. The exchange is then unchanged.
   */
  next(response?: HttpResponse | null, now?: number): Step;
}
