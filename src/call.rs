//! A request as its author wrote it.

use crate::url::origin::Origin;

/// What is handed to `fetch()` or another sender, and the page's origin: as typed, nothing checked
/// yet. A sender takes what it has a place for, and leaves the rest alone.
///
/// Texts are what JavaScript calls strings. A header's value is later taken as bytes, one a code
/// point; [`isomorphic_decode`](crate::isomorphic_decode) makes such a text of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The page's origin.
    pub origin: Origin,
    /// Who sends it.
    pub via: Via,
    /// The browser's own `Accept-Language`, where it is known: it counts among the request's
    /// headers unless the author sets one. A header value.
    pub accept_language: Option<Vec<u8>>,
    /// Absolute.
    pub url: String,
    /// As typed, in any case.
    pub method: String,
    /// Pairs of a name and a value in order, duplicates kept.
    pub headers: Vec<(String, String)>,
    /// What of the body matters here.
    pub body: Option<Body>,
    /// The request's mode.
    pub mode: Mode,
    /// The request's credentials mode.
    pub credentials: Credentials,
    /// The request's redirect mode.
    pub redirect: Redirect,
    /// The request's cache mode.
    pub cache: Cache,
    /// Whether the request outlives its page.
    pub keepalive: bool,
    /// The request's referrer policy, the page's own where it is empty.
    pub referrer_policy: ReferrerPolicy,
    /// The network partition that the preflight cache keeps apart, an opaque key.
    pub partition: Option<String>,
    /// Whether `duplex: "half"` was given.
    pub duplex: bool,
    /// Whether `withCredentials` is set, of an XMLHttpRequest or an EventSource.
    pub with_credentials: bool,
    /// Whether a listener is registered on an XMLHttpRequest's `upload` when `send()` runs.
    pub upload: bool,
    /// The `crossorigin` attribute of an element, where it has one.
    pub cross_origin: Option<CrossOrigin>,
    /// What the conversion of the arguments refused before there was a call at all, such as Web
    /// IDL's at the JavaScript border: it makes the call throw. Empty in Rust.
    pub unconverted: Vec<Unconverted>,
}

impl Call {
    /// `fetch(url)` on a page of `origin`, with nothing else said.
    pub fn new(origin: Origin, url: impl Into<String>) -> Call {
        Call {
            origin,
            via: Via::Fetch,
            accept_language: None,
            url: url.into(),
            method: "GET".to_owned(),
            headers: Vec::new(),
            body: None,
            mode: Mode::Cors,
            credentials: Credentials::SameOrigin,
            redirect: Redirect::Follow,
            cache: Cache::Default,
            keepalive: false,
            referrer_policy: ReferrerPolicy::Empty,
            partition: None,
            duplex: false,
            with_credentials: false,
            upload: false,
            cross_origin: None,
            unconverted: Vec::new(),
        }
    }
}

/// An argument that does not convert to what the API takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unconverted {
    /// A member takes one of a few words, and was given another.
    Word {
        /// What the member is called.
        member: &'static str,
        /// What it was given.
        value: String,
        /// What it takes.
        words: &'static [&'static str],
    },
    /// A symbol is given where a string is due.
    Symbol {
        /// What the member is called.
        member: &'static str,
    },
    /// The body is a buffer that is shared or can be resized.
    Buffer,
    /// The headers, or one of them, are given in no form that headers have.
    Headers {
        /// What was given.
        value: String,
    },
    /// A header is given as another number of values than two.
    HeaderPair {
        /// Which of the headers it is, counted from one.
        position: usize,
        /// How many values it holds.
        length: usize,
    },
}

/// A [body], by what of it [extracting] looks at.
///
/// [body]: https://fetch.spec.whatwg.org/#bodyinit
/// [extracting]: https://fetch.spec.whatwg.org/#concept-bodyinit-extract
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A string.
    Text,
    /// A `URLSearchParams`.
    Params,
    /// A `FormData`.
    Form,
    /// A `Blob`, with its type, which may be empty.
    Blob(String),
    /// An `ArrayBuffer`, or a view of one.
    Buffer,
    /// A `ReadableStream`, and whether it is locked.
    Stream {
        /// Whether somebody is reading it already.
        locked: bool,
    },
    /// A document, which XMLHttpRequest alone knows how to send.
    Document(DocumentType),
    /// Another object of no class that is sent as it is: it becomes a string.
    Other,
}

/// A [document's type](https://dom.spec.whatwg.org/#concept-document-type).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentType {
    /// An HTML document.
    Html,
    /// An XML document.
    Xml,
}

enumeration! {
    /// Who sends a request: a script's API, or an element of the page.
    ///
    /// A form, a link and a frame navigate, in a mode that knows neither preflight nor CORS check,
    /// though a POST carries `Origin`; a WebSocket carries `Origin` too, and its server has to look
    /// at it, since no CORS check is made. They are not among these.
    Via {
        /// [`fetch()`](https://fetch.spec.whatwg.org/#fetch-method).
        Fetch = "fetch",
        /// [XMLHttpRequest](https://xhr.spec.whatwg.org/#interface-xmlhttprequest).
        Xhr = "xhr",
        /// [`navigator.sendBeacon()`](https://w3c.github.io/beacon/#sendbeacon-method).
        Beacon = "beacon",
        /// [EventSource](https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource).
        EventSource = "event-source",
        /// A [module script](https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-module-script-tree),
        /// `import()` and `modulepreload` among them.
        ModuleScript = "module-script",
        /// A [font of a style sheet](https://drafts.csswg.org/css-fonts/#font-fetching-requirements).
        Font = "font",
        /// An [image](https://html.spec.whatwg.org/multipage/images.html#update-the-image-data).
        Image = "image",
        /// A [linked style sheet](https://html.spec.whatwg.org/multipage/links.html#link-type-stylesheet).
        Stylesheet = "stylesheet",
    }
}

enumeration! {
    /// What a [`crossorigin` attribute] says.
    ///
    /// [`crossorigin` attribute]: https://html.spec.whatwg.org/multipage/urls-and-fetching.html#cors-settings-attribute
    CrossOrigin {
        /// CORS, without credentials across origins.
        Anonymous = "anonymous",
        /// CORS with credentials.
        UseCredentials = "use-credentials",
    }
}

impl CrossOrigin {
    /// What an attribute of this value says: `use-credentials` in any case, or else, whatever it is,
    /// `anonymous`.
    pub fn of_attribute(value: &str) -> CrossOrigin {
        let credentials = CrossOrigin::UseCredentials;
        match value.eq_ignore_ascii_case(credentials.as_str()) {
            true => credentials,
            false => CrossOrigin::Anonymous,
        }
    }
}

enumeration! {
    /// A [mode](https://fetch.spec.whatwg.org/#concept-request-mode) that an author can ask for.
    Mode {
        /// Always a reason to throw.
        Navigate = "navigate",
        /// A network error across origins.
        SameOrigin = "same-origin",
        /// Sent without CORS, the answer hidden.
        NoCors = "no-cors",
        /// The CORS protocol; `fetch()`'s default.
        Cors = "cors",
    }
}

enumeration! {
    /// A [credentials mode](https://fetch.spec.whatwg.org/#concept-request-credentials-mode).
    Credentials {
        /// Never.
        Omit = "omit",
        /// To the page's own origin only; `fetch()`'s default.
        SameOrigin = "same-origin",
        /// Always.
        Include = "include",
    }
}

enumeration! {
    /// A [redirect mode](https://fetch.spec.whatwg.org/#concept-request-redirect-mode).
    Redirect {
        /// Go on; `fetch()`'s default.
        Follow = "follow",
        /// A redirect is a network error.
        Error = "error",
        /// A redirect is handed over, hidden.
        Manual = "manual",
    }
}

enumeration! {
    /// A [cache mode](https://fetch.spec.whatwg.org/#concept-request-cache-mode).
    Cache {
        /// The HTTP cache as usual; `fetch()`'s default.
        Default = "default",
        /// Past the cache.
        NoStore = "no-store",
        /// Past the cache, then into it.
        Reload = "reload",
        /// After revalidation.
        NoCache = "no-cache",
        /// From the cache, fresh or not.
        ForceCache = "force-cache",
        /// From the cache or not at all; with mode `same-origin` only.
        OnlyIfCached = "only-if-cached",
    }
}

enumeration! {
    /// A [referrer policy](https://w3c.github.io/webappsec-referrer-policy/#referrer-policies).
    ReferrerPolicy {
        /// The page's own, taken to be the default, `strict-origin-when-cross-origin`.
        Empty = "",
        /// `no-referrer`.
        NoReferrer = "no-referrer",
        /// `no-referrer-when-downgrade`.
        NoReferrerWhenDowngrade = "no-referrer-when-downgrade",
        /// `same-origin`.
        SameOrigin = "same-origin",
        /// `origin`.
        Origin = "origin",
        /// `strict-origin`.
        StrictOrigin = "strict-origin",
        /// `origin-when-cross-origin`.
        OriginWhenCrossOrigin = "origin-when-cross-origin",
        /// `strict-origin-when-cross-origin`.
        StrictOriginWhenCrossOrigin = "strict-origin-when-cross-origin",
        /// `unsafe-url`.
        UnsafeUrl = "unsafe-url",
    }
}
