/** Whose rules: the Fetch standard's letter, or what a shipping engine was measured to do. Default "standard". */
export type Profile = "standard" | "chromium" | "firefox" | "webkit";

/** What fetch() takes beside a URL, by the name that the types of browsers and of Node share. */
type Init = Required<RequestInit>;

/** A request as its author wrote it: what is handed to fetch() or another sender, plus the page's origin. */
export interface Call {
  /** The page's serialised origin, e.g. "https://app.example", or "null". */
  origin: string;
  /** The browser's own Accept-Language, which counts towards the 1,024 total; default none. */
  acceptLanguage?: string;
  /** Absolute; one that does not parse is outcome "throws". Its fragment is never sent. */
  url: string | URL;
  /**
   * Who sends it; default "fetch". For "xhr" the mode is always cors, withCredentials counts instead of credentials, and mode,
   * redirect, cache, keepalive and duplex are ignored. The others say mode, credentials and method by themselves; of a call they take
   * the url and what is named below, a beacon the body too.
   */
  via?: "fetch" | "xhr" | "beacon" | "event-source" | "module-script" | "font" | "image" | "stylesheet";
  /** As typed; default "GET". */
  method?: string;
  /**
   * An array of pairs keeps order and duplicates, as fetch() keeps them; a Headers object arrives combined, as it does at
   * fetch(). Values are byte strings: a code unit above U+00FF is outcome "throws", as in a browser.
   */
  headers?: Init["headers"];
  /** A live body, told by its class and never read, or its description. */
  body?: Init["body"] | BodyKind;
  mode?: Init["mode"];
  credentials?: Init["credentials"];
  redirect?: Init["redirect"];
  cache?: "default" | "no-store" | "reload" | "no-cache" | "force-cache" | "only-if-cached";
  keepalive?: boolean;
  referrerPolicy?: Init["referrerPolicy"];
  /** Opaque network partition key, for the preflight cache; default none. */
  partition?: string;
  duplex?: "half";
  /** Of XMLHttpRequest and EventSource. */
  withCredentials?: boolean;
  /** XMLHttpRequest only: whether a listener is registered on .upload when send() runs. */
  upload?: boolean;
  /** The crossorigin attribute of an image, a stylesheet or a module script; default none. */
  crossOrigin?: string | null;
}

/**
 * A body by what matters of it, for callers that hold no live one. `type` is a Blob's type, or a document's: "text/html", the default,
 * or that of an XML document.
 */
export interface BodyKind {
  kind: "string" | "params" | "form" | "blob" | "buffer" | "stream" | "document";
  type?: string;
}

/**
 * A server's response. Header lines are in order, with duplicates; values lose the spaces and tabs around them, as on the wire. A live Response
 * fits, and so does what Playwright gives.
 */
export interface HttpResponse {
  /** An integer from 0 to 999. */
  status: number;
  /** Pairs, a Headers object, a record, or `{ name, value }` objects. */
  headers: Iterable<readonly [string, string] | readonly string[] | { name: string; value: string }> | Record<string, string> | Init["headers"];
}

/** What findings are called. More may be added; none is ever renamed. */
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

/** One finding. `code` is stable and kebab-case; `message` is one or two plain sentences naming the exact value at fault. */
export interface Reason {
  code: Code | (string & {});
  message: string;
  /** Address of the definition or algorithm that decides it, with its fragment. */
  spec: string;
  /** The header name (lower-case), method (as sent) or other thing it is about, where there is one. */
  subject?: string;
  /**
   * The smallest change to the answer that mends it, where there is one: a header line, which replaces all lines of its
   * name and mends every reason about that header, or a status line. Applying all fixes of a verdict makes it pass,
   * wherever every reason has a fix. Of more than a hundred reasons about one header only the first hundred carry the line
   * that mends them all.
   */
  fix?: string;
}

export interface HttpRequest {
  method: string;
  /** Serialised, without fragment. */
  url: string;
  /**
   * Names as sent. Of a preflight exactly Accept, Access-Control-Request-Method, Access-Control-Request-Headers (when there
   * is anything to list) and Origin. Of the request itself the author's surviving headers, the Content-Type its body added,
   * and Origin where one is sent; never User-Agent, Cookie, Referer and the like, nor the Accept a browser adds. A form's
   * boundary is written "boundary=generated".
   */
  headers: [string, string][];
  /** Whether the call's body goes along (after some redirects it no longer does). */
  body: boolean;
  /** Whether cookies and HTTP authentication go along. */
  credentials: boolean;
}

export interface Classification {
  /** The outcome in one sentence. */
  summary: string;
  /**
   * throws: the API throws and nothing is sent (fetch: the Request constructor's TypeError; XMLHttpRequest: open(), setRequestHeader()
   * or send(), a SyntaxError or a SecurityError too); where an element's URL does not parse, nothing is sent either.
   * blocked: the call is accepted and ends in a network error without any request (mode same-origin across origins, a scheme that
   * is not HTTP(S), a bad port, no-cors with a redirect mode other than follow, mixed content: an https page and an http URL that is
   * not loopback).
   * same-origin: no CORS, whatever method and headers (also data: URLs, and blob: URLs of the page's origin, for which `request` is
   * absent and an Exchange goes straight to done). no-cors: sent, answer opaque.
   * simple: a CORS request without a preflight. preflight: an OPTIONS goes first (no cache is considered here).
   */
  outcome: "throws" | "blocked" | "same-origin" | "no-cors" | "simple" | "preflight";
  /**
   * Every cause of the outcome: all that force a preflight, not only the first. First an upload listener or a stream, then the method, then headers
   * by name in the order of Access-Control-Request-Headers, one reason per name and rule it breaks (the 1,024 total: one
   * reason naming all). Empty for same-origin, no-cors and simple.
   */
  reasons: Reason[];
  /** What happens silently and surprises people: forbidden headers dropped, a Content-Type added by the body, ... */
  notes: Reason[];
  /** Present exactly when outcome is "preflight". */
  preflight?: HttpRequest;
  /** The request itself; absent when nothing would be sent. */
  request?: HttpRequest;
}

/**
 * Classifies a call: whether it throws, is blocked, is sent without a preflight, or is preflighted, and why.
 *
 * What fetch() would throw is outcome "throws".
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
 * The body of a Request is not read. No platform tells whether the body was made of a stream, so it counts as if it was not.
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
 * Agrees with classify() always, and is faster. No cache is considered.
 *
 * @throws TypeError where fetch() would throw one.
 */
export function needsPreflight(method: string, headers?: Init["headers"], options?: { profile?: Profile }): boolean;
export function needsPreflight(request: Request, options?: { profile?: Profile }): boolean;

/**
 * Compiles the engine without blocking the thread.
 *
 * Every function works without this: the first call then compiles the engine, which takes some ten milliseconds.
 *
 * @throws CompileError, as a rejection, where the Content Security Policy forbids WebAssembly.
 */
export function load(): Promise<void>;

export interface PreflightVerdict {
  /** In one sentence. */
  summary: string;
  allowed: boolean;
  /**
   * Every check that fails, in the order a browser makes them: Access-Control-Allow-Origin and -Credentials are both judged; an
   * unparsable list is one reason and its membership is not judged; a refused authorization is reported once. Empty when allowed.
   */
  reasons: Reason[];
  notes: Reason[];
  /** What may be cached, when allowed; absent where no preflight happens. maxAge in seconds; above 2^31 counts as 2^31. */
  grant?: { maxAge: number; methods: string[]; headers: string[] };
}

/**
 * Judges an answer to an OPTIONS request for `call`, as if one had been sent: also for a call that is simple. A call that throws or is
 * blocked is not allowed, for its own reasons; a same-origin or no-cors call is allowed, with a note that no preflight happens.
 *
 * Beside what classify() throws, a TypeError for an answer whose status is not an integer from 0 to 999, whose name is no token, or
 * whose value holds NUL, CR, LF or a code unit above U+00FF.
 */
export function checkPreflight(call: Call, response: HttpResponse, options?: { profile?: Profile }): PreflightVerdict;

export interface ResponseVerdict {
  /** In one sentence. */
  summary: string;
  readable: boolean;
  reasons: Reason[];
  notes: Reason[];
  type: "basic" | "cors" | "opaque" | "opaqueredirect" | "error";
  /** Lower-case names of the answer's headers that the script may read, sorted, without duplicates. Empty unless basic or cors. */
  exposed: string[];
}

/**
 * Judges the answer to the request itself, taken as the last of its fetch (following redirects is Exchange's business): cors by the
 * CORS check; same-origin is basic and readable, less Set-Cookie; no-cors is opaque (or refused by Cross-Origin-Resource-Policy, whose
 * sites are told by the last two labels of a name, for want of a list of public suffixes): not readable, nothing exposed, with a
 * reason. A call that throws or is blocked: error, for its own reasons. A redirect status: error under "error", opaqueredirect under
 * "manual" (across origins after its CORS check), judged as it stands under "follow", with a note.
 */
export function checkResponse(call: Call, response: HttpResponse, options?: { profile?: Profile }): ResponseVerdict;

/** What a PreflightCache holds: one method or one header name that may go without asking. */
export interface CacheEntry {
  origin: string;
  /** With its fragment. */
  url: string;
  credentials: boolean;
  /** A method, or "*"; of an entry for a method alone. */
  method?: string;
  /** A header name as the server spelled it, or "*"; of an entry for a header name alone. */
  header?: string;
  /** In milliseconds on the caller's clock. */
  expires: number;
}

/**
 * The CORS-preflight cache of one browser session. Holds no clock: `now` is in milliseconds and comes from the caller. Collected like any
 * object: nobody has to free it, nor an Exchange.
 */
export class PreflightCache {
  /** A TypeError for an unknown `profile`. */
  constructor(options?: { profile?: Profile });
  /** Whose rules it goes by. */
  readonly profile: Profile;
  /** Forgets everything. */
  clear(): void;
  /** What is stored, for showing, in the order in which it was. What has expired stays until the next look-up. */
  entries(): CacheEntry[];
}

/**
 * What has to happen next.
 *
 * preflight: send this OPTIONS; `reasons` are all its causes. request: send this. Both are answered with next(). done: the script gets
 * a response; status and url are as the script sees them (opaque: 0 and ""), exposed as in a ResponseVerdict. error: the API throws or its
 * promise is rejected. Of errors, throws and blocked come before anything is sent; preflight: its answer refuses the request; redirect: the
 * hop is refused by its status, Location or new target; response: the CORS check of any hop fails, or Cross-Origin-Resource-Policy
 * forbids; network: no answer came.
 */
export type Step =
  | { kind: "preflight"; request: HttpRequest; reasons: Reason[] }
  | { kind: "request"; request: HttpRequest }
  | { kind: "done"; type: "basic" | "cors" | "opaque" | "opaqueredirect"; status: number; url: string; redirected: boolean; exposed: string[]; notes: Reason[] }
  | { kind: "error"; when: "throws" | "blocked" | "preflight" | "response" | "redirect" | "network"; reasons: Reason[] };

/**
 * One fetch from first to last, without doing any I/O: it says what to send, is told what came back, and ends in "done" or "error". It
 * consults and fills the cache, follows redirects as the call's redirect mode says, and preflights each hop that needs it.
 */
export class Exchange {
  /**
   * Reads the whole call. A TypeError for what is one to classify(), for a `partition` that is no string, a `cache` that is no
   * PreflightCache, or a `profile` that is not the cache's; without a profile it takes its cache's.
   */
  constructor(call: Call, options?: { profile?: Profile; cache?: PreflightCache });
  /**
   * First without an answer, then with the answer to the last step's request, or with null where no answer came (connection refused,
   * aborted), which ends it. Once it has ended, the last step comes again. `now` defaults to Date.now().
   *
   * A TypeError for an answer that nobody asked for, or none where one is due, for an answer that is one to checkPreflight(), and for a
   * `now` that is no finite number. The exchange is then as it was.
   */
  next(response?: HttpResponse | null, now?: number): Step;
}
