//! A request as its author wrote it.

use crate::http::isomorphic::isomorphic_decode;
use crate::url::origin::Origin;
use crate::web_enum::UnknownKeyword;

/// The arguments of `fetch()`, or of another API or element, and the origin of the page.
///
/// A call is as its author typed it: nothing is checked yet. [`Browser::classify`] reports what the
/// API throws for.
///
/// An initiator ignores the options that its API does not have. The mode, the credentials mode, the
/// redirect mode, the cache mode, `keepalive` and `duplex` are options of `fetch()` alone. The options
/// of the others are fields of their [`Initiator`].
///
/// ```
/// use cors_preflight::{Body, Call, CredentialsMode, Initiator};
///
/// let call = Call::fetch("https://app.example", "https://api.example/notes")?
///     .method("POST")
///     .header("Content-Type", "application/json")
///     .body(Body::Text)
///     .credentials(CredentialsMode::Include);
///
/// let by_xhr = call.initiator(Initiator::Xhr { with_credentials: true, upload_listener: false });
/// # let _ = by_xhr;
/// # Ok::<(), cors_preflight::InvalidOrigin>(())
/// ```
///
/// [`Browser::classify`]: crate::Browser::classify
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct Call {
    pub(crate) origin: Origin,
    pub(crate) initiator: Initiator,
    /// The browser's own `Accept-Language`, which is sent unless the author sets one.
    pub(crate) accept_language: Option<Vec<u8>>,
    pub(crate) url: String,
    pub(crate) method: String,
    /// In order, duplicates kept. One code point of a value is one byte; a code point above U+00FF
    /// comes from JavaScript, and throws.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Body>,
    pub(crate) mode: RequestMode,
    pub(crate) credentials: CredentialsMode,
    pub(crate) redirect: RedirectMode,
    pub(crate) cache: CacheMode,
    pub(crate) keepalive: bool,
    pub(crate) referrer_policy: ReferrerPolicy,
    pub(crate) partition: Option<String>,
    pub(crate) half_duplex: bool,
    /// The arguments that JavaScript cannot convert. Each makes the call throw.
    pub(crate) unconverted: Vec<Unconverted>,
}

impl Call {
    /// Returns the call `fetch(url)` on a page of `origin`, which is a serialized origin such as
    /// `https://app.example`.
    ///
    /// # Errors
    ///
    /// `origin` is not a serialized origin, as [`Origin::new`] has it.
    #[cfg(feature = "url")]
    pub fn fetch(
        origin: &str,
        url: impl Into<String>,
    ) -> Result<Call, crate::url::origin::InvalidOrigin> {
        Ok(Call::new(origin.parse()?, url))
    }

    /// Returns the call `fetch(url)` on a page of `origin`. The URL is absolute.
    ///
    /// ```
    /// use cors_preflight::{Browser, Call, Initiator, Origin, Outcome};
    ///
    /// let call = Call::new(Origin::OPAQUE, "https://cdn.example/font.woff2").initiator(Initiator::Font);
    /// assert_eq!(Browser::STANDARD.classify(&call).outcome(), Outcome::Simple);
    /// ```
    pub fn new(origin: Origin, url: impl Into<String>) -> Call {
        Call {
            origin,
            initiator: Initiator::Fetch,
            accept_language: None,
            url: url.into(),
            method: "GET".to_owned(),
            headers: Vec::new(),
            body: None,
            mode: RequestMode::Cors,
            credentials: CredentialsMode::SameOrigin,
            redirect: RedirectMode::Follow,
            cache: CacheMode::Default,
            keepalive: false,
            referrer_policy: ReferrerPolicy::Empty,
            partition: None,
            half_duplex: false,
            unconverted: Vec::new(),
        }
    }

    /// Sets the origin of the page.
    pub fn origin(mut self, origin: Origin) -> Call {
        self.origin = origin;
        self
    }

    /// Sets the absolute URL.
    pub fn url(mut self, url: impl Into<String>) -> Call {
        self.url = url.into();
        self
    }

    /// Sets the API or element that makes the request. The default is `fetch()`.
    pub fn initiator(mut self, initiator: Initiator) -> Call {
        self.initiator = initiator;
        self
    }

    /// Sets the method, in any case. The default is `GET`.
    pub fn method(mut self, method: impl Into<String>) -> Call {
        self.method = method.into();
        self
    }

    /// Adds a header. A header of the same name is kept.
    ///
    /// The value is bytes. A `&str` is its UTF-8; JavaScript sends Latin-1 instead.
    pub fn header(mut self, name: impl Into<String>, value: impl AsRef<[u8]>) -> Call {
        self.headers.push((name.into(), isomorphic_decode(value.as_ref())));
        self
    }

    /// Adds headers, in order, as [`header`](Call::header) does.
    pub fn headers<N, V>(self, headers: impl IntoIterator<Item = (N, V)>) -> Call
    where
        N: Into<String>,
        V: AsRef<[u8]>,
    {
        headers.into_iter().fold(self, |call, (name, value)| call.header(name, value))
    }

    /// Sets the body.
    pub fn body(mut self, body: Body) -> Call {
        self.body = Some(body);
        self
    }

    /// Sets the mode of `fetch()`. The default is `cors`.
    pub fn mode(mut self, mode: RequestMode) -> Call {
        self.mode = mode;
        self
    }

    /// Sets the credentials mode of `fetch()`. The default is `same-origin`.
    pub fn credentials(mut self, credentials: CredentialsMode) -> Call {
        self.credentials = credentials;
        self
    }

    /// Sets the redirect mode of `fetch()`. The default is `follow`.
    pub fn redirect(mut self, redirect: RedirectMode) -> Call {
        self.redirect = redirect;
        self
    }

    /// Sets the cache mode of `fetch()`. The default is `default`.
    pub fn cache(mut self, cache: CacheMode) -> Call {
        self.cache = cache;
        self
    }

    /// Sets whether a request of `fetch()` outlives its page. The default is `false`.
    pub fn keepalive(mut self, keepalive: bool) -> Call {
        self.keepalive = keepalive;
        self
    }

    /// Sets whether `fetch()` is given `duplex: "half"`, which a stream as body needs. The default is
    /// `false`.
    pub fn half_duplex(mut self, half_duplex: bool) -> Call {
        self.half_duplex = half_duplex;
        self
    }

    /// Sets the referrer policy. The default is the empty one: the page's own.
    pub fn referrer_policy(mut self, policy: ReferrerPolicy) -> Call {
        self.referrer_policy = policy;
        self
    }

    /// Sets the browser's own `Accept-Language`, a header value. It counts among the headers of the
    /// request unless the author sets one. By default the browser's own is not known.
    pub fn accept_language(mut self, value: impl Into<Vec<u8>>) -> Call {
        self.accept_language = Some(value.into());
        self
    }

    /// Sets the network partition key: an opaque text that separates entries of the preflight cache.
    pub fn partition(mut self, partition: impl Into<String>) -> Call {
        self.partition = Some(partition.into());
        self
    }
}

/// References to the fields of a [`Call`], for the JavaScript bindings. The methods of [`Call`] move it.
#[derive(Debug)]
pub struct CallFields<'a> {
    /// The initiator.
    pub initiator: &'a mut Initiator,
    /// The browser's own `Accept-Language`.
    pub accept_language: &'a mut Option<Vec<u8>>,
    /// The URL.
    pub url: &'a mut String,
    /// The method.
    pub method: &'a mut String,
    /// The headers. One code point of a value is one byte; a code point above U+00FF throws.
    pub headers: &'a mut Vec<(String, String)>,
    /// The body.
    pub body: &'a mut Option<Body>,
    /// The mode.
    pub mode: &'a mut RequestMode,
    /// The credentials mode.
    pub credentials: &'a mut CredentialsMode,
    /// The redirect mode.
    pub redirect: &'a mut RedirectMode,
    /// The cache mode.
    pub cache: &'a mut CacheMode,
    /// Whether the request outlives the page.
    pub keepalive: &'a mut bool,
    /// The referrer policy.
    pub referrer_policy: &'a mut ReferrerPolicy,
    /// The network partition key.
    pub partition: &'a mut Option<String>,
    /// Whether `duplex` is `half`.
    pub half_duplex: &'a mut bool,
    /// The arguments that JavaScript cannot convert.
    pub unconverted: &'a mut Vec<Unconverted>,
}

impl<'a> From<&'a mut Call> for CallFields<'a> {
    fn from(call: &'a mut Call) -> CallFields<'a> {
        CallFields {
            initiator: &mut call.initiator,
            accept_language: &mut call.accept_language,
            url: &mut call.url,
            method: &mut call.method,
            headers: &mut call.headers,
            body: &mut call.body,
            mode: &mut call.mode,
            credentials: &mut call.credentials,
            redirect: &mut call.redirect,
            cache: &mut call.cache,
            keepalive: &mut call.keepalive,
            referrer_policy: &mut call.referrer_policy,
            partition: &mut call.partition,
            half_duplex: &mut call.half_duplex,
            unconverted: &mut call.unconverted,
        }
    }
}

/// An argument that JavaScript cannot convert to what the API takes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Unconverted {
    /// The value of a member is not among the keywords of its enumeration.
    Keyword {
        /// The name of the member.
        member: &'static str,
        /// The value.
        value: String,
        /// The keywords.
        keywords: &'static [&'static str],
    },
    /// The value of a member is a symbol, and a string is expected.
    Symbol {
        /// The name of the member.
        member: &'static str,
    },
    /// The body is a buffer that is shared or resizable.
    Buffer,
    /// The headers, or one of them, have a form that headers cannot have.
    Headers {
        /// The value.
        value: String,
    },
    /// One of the headers is not a pair.
    HeaderPair {
        /// The position of the header, counted from one.
        position: usize,
        /// The number of its values.
        length: usize,
    },
}

/// A [body], by the properties that [extracting] looks at.
///
/// ```
/// use cors_preflight::{Body, Browser, Call};
///
/// let call = Call::fetch("https://app.example", "https://api.example/notes")?
///     .method("POST")
///     .body(Body::Blob("application/json".into()));
/// assert!(Browser::STANDARD.classify(&call).needs_preflight());
/// # Ok::<(), cors_preflight::InvalidOrigin>(())
/// ```
///
/// [body]: https://fetch.spec.whatwg.org/#bodyinit
/// [extracting]: https://fetch.spec.whatwg.org/#concept-bodyinit-extract
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Body {
    /// A string.
    Text,
    /// A `URLSearchParams` object.
    UrlSearchParams,
    /// A `FormData` object.
    FormData,
    /// A `Blob`, with its type. The type may be empty.
    Blob(String),
    /// An `ArrayBuffer`, or a view of one.
    Buffer,
    /// A `ReadableStream`.
    Stream {
        /// Whether the stream has a reader already. `fetch()` throws then.
        locked: bool,
    },
    /// An HTML document. Only XMLHttpRequest sends one as a document.
    HtmlDocument,
    /// An XML document. Only XMLHttpRequest sends one as a document.
    XmlDocument,
    /// Any other object. The API converts it to a string.
    Other,
}

/// An API or an element that makes a request, with the options that only it has.
///
/// A form, a link and a frame are not initiators here: they navigate, and navigation has neither a
/// preflight nor a CORS check. The same is true of a WebSocket, so its server has to check the
/// `Origin` header.
///
/// ```
/// use cors_preflight::{Browser, Call, CorsSettings, Initiator, Outcome};
///
/// let image = |cross_origin| {
///     let call = Call::fetch("https://app.example", "https://cdn.example/logo.png")?;
///     let call = call.initiator(Initiator::Image { cross_origin });
///     Ok::<_, cors_preflight::InvalidOrigin>(Browser::STANDARD.classify(&call).outcome())
/// };
/// assert_eq!(image(None)?, Outcome::NoCors);
/// assert_eq!(image(Some(CorsSettings::Anonymous))?, Outcome::Simple);
/// # Ok::<(), cors_preflight::InvalidOrigin>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Initiator {
    /// [`fetch()`](https://fetch.spec.whatwg.org/#fetch-method). Its options are methods of [`Call`].
    #[default]
    Fetch,
    /// [XMLHttpRequest](https://xhr.spec.whatwg.org/#interface-xmlhttprequest).
    Xhr {
        /// Whether `withCredentials` is set.
        with_credentials: bool,
        /// Whether a listener is registered on `upload` when `send()` runs. It causes a preflight.
        upload_listener: bool,
    },
    /// [`navigator.sendBeacon()`](https://w3c.github.io/beacon/#sendbeacon-method).
    Beacon,
    /// [EventSource](https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource).
    EventSource {
        /// Whether `withCredentials` is set.
        with_credentials: bool,
    },
    /// A [module script](https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-module-script-tree),
    /// `import()` or `modulepreload`.
    ModuleScript {
        /// The `crossorigin` attribute, if the element has one.
        cross_origin: Option<CorsSettings>,
    },
    /// A [font of a style sheet](https://drafts.csswg.org/css-fonts/#font-fetching-requirements).
    Font,
    /// An [image](https://html.spec.whatwg.org/multipage/images.html#update-the-image-data).
    Image {
        /// The `crossorigin` attribute, if the element has one.
        cross_origin: Option<CorsSettings>,
    },
    /// A [linked style sheet](https://html.spec.whatwg.org/multipage/links.html#link-type-stylesheet).
    Stylesheet {
        /// The `crossorigin` attribute, if the element has one.
        cross_origin: Option<CorsSettings>,
    },
}

impl Initiator {
    /// All initiators, with their default options.
    pub const ALL: &'static [Initiator] = &[
        Initiator::Fetch,
        Initiator::Xhr { with_credentials: false, upload_listener: false },
        Initiator::Beacon,
        Initiator::EventSource { with_credentials: false },
        Initiator::ModuleScript { cross_origin: None },
        Initiator::Font,
        Initiator::Image { cross_origin: None },
        Initiator::Stylesheet { cross_origin: None },
    ];

    /// Returns the keyword of the initiator, such as `fetch` or `event-source`.
    pub const fn as_str(self) -> &'static str {
        self.kind().as_str()
    }

    pub(crate) const fn kind(self) -> InitiatorType {
        match self {
            Initiator::Fetch => InitiatorType::Fetch,
            Initiator::Xhr { .. } => InitiatorType::Xhr,
            Initiator::Beacon => InitiatorType::Beacon,
            Initiator::EventSource { .. } => InitiatorType::EventSource,
            Initiator::ModuleScript { .. } => InitiatorType::ModuleScript,
            Initiator::Font => InitiatorType::Font,
            Initiator::Image { .. } => InitiatorType::Image,
            Initiator::Stylesheet { .. } => InitiatorType::Stylesheet,
        }
    }

    /// The same initiator with those of the given options that it has.
    pub(crate) fn with_options(
        self,
        credentials: bool,
        listener: bool,
        attribute: Option<CorsSettings>,
    ) -> Initiator {
        match self {
            Initiator::Xhr { .. } => {
                Initiator::Xhr { with_credentials: credentials, upload_listener: listener }
            }
            Initiator::EventSource { .. } => {
                Initiator::EventSource { with_credentials: credentials }
            }
            Initiator::ModuleScript { .. } => Initiator::ModuleScript { cross_origin: attribute },
            Initiator::Image { .. } => Initiator::Image { cross_origin: attribute },
            Initiator::Stylesheet { .. } => Initiator::Stylesheet { cross_origin: attribute },
            Initiator::Fetch | Initiator::Beacon | Initiator::Font => self,
        }
    }

    /// Whether the initiator has the option `withCredentials`, and it is set.
    pub(crate) fn with_credentials(self) -> bool {
        match self {
            Initiator::Xhr { with_credentials, .. }
            | Initiator::EventSource { with_credentials } => with_credentials,
            _ => false,
        }
    }

    pub(crate) fn has_upload_listener(self) -> bool {
        matches!(self, Initiator::Xhr { upload_listener: true, .. })
    }

    /// The `crossorigin` attribute of an element that has one.
    pub(crate) fn cross_origin(self) -> Option<CorsSettings> {
        match self {
            Initiator::ModuleScript { cross_origin }
            | Initiator::Image { cross_origin }
            | Initiator::Stylesheet { cross_origin } => cross_origin,
            _ => None,
        }
    }
}

impl AsRef<str> for Initiator {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl std::fmt::Display for Initiator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// Parses a keyword, which gives an initiator with its default options.
impl std::str::FromStr for Initiator {
    type Err = UnknownKeyword;

    fn from_str(keyword: &str) -> Result<Initiator, UnknownKeyword> {
        let found = Initiator::ALL.iter().find(|initiator| initiator.as_str() == keyword);
        found.copied().ok_or_else(|| UnknownKeyword::new(keyword, InitiatorType::KEYWORDS))
    }
}

/// An [`Initiator`] without its options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InitiatorType {
    Fetch,
    Xhr,
    Beacon,
    EventSource,
    ModuleScript,
    Font,
    Image,
    Stylesheet,
}

impl InitiatorType {
    const KEYWORDS: &'static [&'static str] =
        &["fetch", "xhr", "beacon", "event-source", "module-script", "font", "image", "stylesheet"];

    const fn as_str(self) -> &'static str {
        match self {
            InitiatorType::Fetch => "fetch",
            InitiatorType::Xhr => "xhr",
            InitiatorType::Beacon => "beacon",
            InitiatorType::EventSource => "event-source",
            InitiatorType::ModuleScript => "module-script",
            InitiatorType::Font => "font",
            InitiatorType::Image => "image",
            InitiatorType::Stylesheet => "stylesheet",
        }
    }
}

impl std::fmt::Display for InitiatorType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

web_enum! {
    /// A state of a [`crossorigin` attribute].
    ///
    /// [`crossorigin` attribute]: https://html.spec.whatwg.org/multipage/urls-and-fetching.html#cors-settings-attribute
    pub CorsSettings {
        /// CORS, without credentials across origins.
        Anonymous = "anonymous",
        /// CORS with credentials.
        UseCredentials = "use-credentials",
    }
}

impl CorsSettings {
    /// Returns the state of an attribute with this value: `use-credentials` in any case is
    /// [`UseCredentials`](CorsSettings::UseCredentials), every other value is
    /// [`Anonymous`](CorsSettings::Anonymous).
    ///
    /// ```
    /// use cors_preflight::CorsSettings;
    ///
    /// assert_eq!(CorsSettings::from_attribute("Use-Credentials"), CorsSettings::UseCredentials);
    /// assert_eq!(CorsSettings::from_attribute(""), CorsSettings::Anonymous);
    /// ```
    pub fn from_attribute(value: &str) -> CorsSettings {
        let credentials = CorsSettings::UseCredentials;
        match value.eq_ignore_ascii_case(credentials.as_str()) {
            true => credentials,
            false => CorsSettings::Anonymous,
        }
    }
}

web_enum! {
    /// A [mode](https://fetch.spec.whatwg.org/#concept-request-mode) that an author can ask for.
    #[derive(Default)]
    pub RequestMode {
        /// Navigation. `fetch()` throws.
        Navigate = "navigate",
        /// A network error across origins.
        SameOrigin = "same-origin",
        /// Sent without CORS. The response is hidden.
        NoCors = "no-cors",
        /// The CORS protocol. The default of `fetch()`.
        #[default]
        Cors = "cors",
    }
}

web_enum! {
    /// A [credentials mode](https://fetch.spec.whatwg.org/#concept-request-credentials-mode).
    #[derive(Default)]
    pub CredentialsMode {
        /// Credentials are never sent.
        Omit = "omit",
        /// Credentials are sent to the page's own origin. The default of `fetch()`.
        #[default]
        SameOrigin = "same-origin",
        /// Credentials are always sent.
        Include = "include",
    }
}

web_enum! {
    /// A [redirect mode](https://fetch.spec.whatwg.org/#concept-request-redirect-mode).
    #[derive(Default)]
    pub RedirectMode {
        /// Redirects are followed. The default of `fetch()`.
        #[default]
        Follow = "follow",
        /// A redirect is a network error.
        Error = "error",
        /// A redirect is not followed, and its response is hidden.
        Manual = "manual",
    }
}

web_enum! {
    /// A [cache mode](https://fetch.spec.whatwg.org/#concept-request-cache-mode): how a request uses the
    /// HTTP cache.
    #[derive(Default)]
    pub CacheMode {
        /// The HTTP cache is used. The default of `fetch()`.
        #[default]
        Default = "default",
        /// The HTTP cache is neither read nor written.
        NoStore = "no-store",
        /// The HTTP cache is written, not read.
        Reload = "reload",
        /// A stored response is used after revalidation.
        NoCache = "no-cache",
        /// A stored response is used, fresh or stale.
        ForceCache = "force-cache",
        /// A stored response is used, and nothing is sent. It needs the mode `same-origin`.
        OnlyIfCached = "only-if-cached",
    }
}

web_enum! {
    /// A [referrer policy](https://w3c.github.io/webappsec-referrer-policy/#referrer-policies).
    ///
    /// The policy decides whether a request outside of CORS has an `Origin` header.
    #[derive(Default)]
    pub ReferrerPolicy {
        /// The page's own policy, taken to be the default: `strict-origin-when-cross-origin`.
        #[default]
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
