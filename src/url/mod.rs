//! [URLs](https://url.spec.whatwg.org/), already parsed and serialised by somebody else: here they
//! are only cut.

pub(crate) mod data_url;
pub(crate) mod origin;

/// A URL parser: what the [URL parser] makes of the first argument against the second, where there
/// is one, serialised; nothing on failure.
///
/// [URL parser]: https://url.spec.whatwg.org/#concept-url-parser
pub type ParseUrl = fn(&str, Option<&str>) -> Option<String>;

/// The [URL parser](ParseUrl) of the `url` crate.
#[cfg(feature = "url")]
pub fn parse_url(text: &str, base: Option<&str>) -> Option<String> {
    let base = match base {
        Some(base) => Some(::url::Url::parse(base).ok()?),
        None => None,
    };
    let url = ::url::Url::options().base_url(base.as_ref()).parse(text).ok()?;
    Some(url.into())
}

/// The ports that no request goes to, from [port blocking].
///
/// [port blocking]: https://fetch.spec.whatwg.org/#port-blocking
const BAD_PORTS: &[u16] = &[
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427,
    465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
    993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667,
    6668, 6669, 6679, 6697, 10080,
];

/// The schemes whose URLs have a tuple origin.
const TUPLE_SCHEMES: &[&str] = &["http", "https", "ws", "wss", "ftp"];

/// A [URL], kept as its serialisation.
///
/// [URL]: https://url.spec.whatwg.org/#concept-url
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    href: String,
    /// The URL in the path of a `blob:` URL, where it is one that lends its origin.
    inner: Option<String>,
}

impl Url {
    /// Parses `text`, against `base` where it is given, with `parse`. Nothing where that fails.
    pub fn new(text: &str, base: Option<&str>, parse: ParseUrl) -> Option<Url> {
        let href = parse(text, base)?;
        // Only HTTP(S) ones lend their origin.
        let path = href.strip_prefix("blob:");
        let inner = path.and_then(|path| parse(path, None)).filter(|url| is_http(scheme(url)));
        Some(Url { href, inner })
    }

    /// A URL that is serialised already, as those are that browsers print. Of a `blob:` URL the
    /// origin is not read.
    pub(crate) fn serialized(href: &str) -> Url {
        Url { href: href.to_owned(), inner: None }
    }

    /// The whole [serialisation](https://url.spec.whatwg.org/#concept-url-serializer).
    pub fn href(&self) -> &str {
        &self.href
    }

    /// The serialisation without its fragment: what goes over the wire, and what a script sees.
    pub fn without_fragment(&self) -> &str {
        self.href.split('#').next().unwrap_or_default()
    }

    /// The fragment, without its `#`.
    pub fn fragment(&self) -> Option<&str> {
        self.href.split_once('#').map(|(_, fragment)| fragment)
    }

    /// The scheme, lower-case, without its colon.
    pub fn scheme(&self) -> &str {
        scheme(&self.href)
    }

    /// Whether the scheme is an [HTTP(S) scheme](https://fetch.spec.whatwg.org/#http-scheme).
    pub fn is_http(&self) -> bool {
        is_http(self.scheme())
    }

    /// The serialisation without its fragment, as [`without_fragment`](Url::without_fragment) cuts it,
    /// which leaves nothing here.
    pub(crate) fn take_without_fragment(&mut self) -> String {
        self.href.truncate(self.without_fragment().len());
        std::mem::take(&mut self.href)
    }

    /// What the origin is made of, where it is a tuple: the scheme, and the host with its port.
    pub(super) fn tuple(&self) -> Option<(&str, &str)> {
        let href = self.inner.as_deref().unwrap_or(&self.href);
        let scheme = scheme(href);
        TUPLE_SCHEMES.contains(&scheme).then(|| (scheme, host_with_port(href)))
    }

    /// Whether the URL [includes credentials], that is a user name or a password.
    ///
    /// [includes credentials]: https://url.spec.whatwg.org/#include-credentials
    pub fn includes_credentials(&self) -> bool {
        authority(&self.href).is_some_and(|authority| authority.contains('@'))
    }

    /// The host as it is serialised; empty where there is none.
    pub fn host(&self) -> &str {
        host_and_port(&self.href).0
    }

    /// Whether the host is an IP address: `[`, or a last label of digits, which no other host ends
    /// in once it is serialised.
    pub(crate) fn has_ip_host(&self) -> bool {
        let host = self.host();
        let last = host.rsplit('.').next().unwrap_or_default();
        host.starts_with('[') || (!last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()))
    }

    /// This URL with the scheme `https` in place of `http`.
    pub(crate) fn upgraded(&self) -> Url {
        let authority = authority(&self.href).unwrap_or_default();
        let rest = self.href.strip_prefix("http://").and_then(|rest| rest.strip_prefix(authority));
        let rest = rest.unwrap_or_default();
        // Its default port is not written.
        let authority = match self.port() {
            Some(443) => authority.strip_suffix(":443").unwrap_or(authority),
            _ => authority,
        };
        Url { href: format!("https://{authority}{rest}"), inner: None }
    }

    /// The port, absent where it is the scheme's default.
    pub fn port(&self) -> Option<u16> {
        host_and_port(&self.href).1
    }

    /// Whether the URL is to be [blocked due to a bad port].
    ///
    /// [blocked due to a bad port]: https://fetch.spec.whatwg.org/#block-bad-port
    pub fn has_bad_port(&self) -> bool {
        self.is_http() && self.port().is_some_and(|port| BAD_PORTS.contains(&port))
    }

    /// Whether the host is this very machine: `localhost` and the names below it, `127.0.0.0/8`
    /// and `[::1]`, which are [potentially trustworthy] over HTTP too.
    ///
    /// [potentially trustworthy]: https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy
    pub fn is_loopback(&self) -> bool {
        let host = self.host();
        let name = host.strip_suffix('.').unwrap_or(host);
        // A serialised host of numbers is an IPv4 address, of four of them.
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        name == "localhost"
            || name.ends_with(".localhost")
            || host == "[::1]"
            || host.strip_prefix("127.").is_some_and(|rest| rest.split('.').all(is_number))
    }
}

fn is_http(scheme: &str) -> bool {
    matches!(scheme, "http" | "https")
}

fn scheme(href: &str) -> &str {
    href.split(':').next().unwrap_or_default()
}

fn authority(href: &str) -> Option<&str> {
    let rest = href.get(scheme(href).len()..)?.strip_prefix("://")?;
    rest.split(['/', '?', '#']).next()
}

fn host_with_port(href: &str) -> &str {
    authority(href).unwrap_or_default().rsplit('@').next().unwrap_or_default()
}

pub(crate) fn host_and_port(href: &str) -> (&str, Option<u16>) {
    let host = host_with_port(href);
    match host.rsplit_once(':') {
        // The last colon of `[::1]` is the address's own.
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()),
        _ => (host, None),
    }
}
