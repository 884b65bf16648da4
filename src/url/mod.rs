//! [URLs](https://url.spec.whatwg.org/) as their serializations. A parser that the caller provides
//! makes them; the engine only splits them.

pub(crate) mod data_url;
pub(crate) mod origin;
#[cfg(any(test, all(target_family = "wasm", feature = "web-sys")))]
pub(crate) mod serialized;

/// A URL parser: parses the first argument with the [URL parser], relative to the base URL in the
/// second argument. Returns the serialization, or `None` on failure.
///
/// [URL parser]: https://url.spec.whatwg.org/#concept-url-parser
pub type ParseUrl = fn(&str, Option<&str>) -> Option<String>;

/// Parses a URL with the `url` crate. The signature is that of a [`ParseUrl`].
#[cfg(feature = "url")]
pub fn parse_url(text: &str, base: Option<&str>) -> Option<String> {
    let base = match base {
        Some(base) => Some(::url::Url::parse(base).ok()?),
        None => None,
    };
    let url = ::url::Url::options().base_url(base.as_ref()).parse(text).ok()?;
    Some(url.into())
}

/// The bad ports of [port blocking].
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

/// A [URL], as its serialization.
///
/// [URL]: https://url.spec.whatwg.org/#concept-url
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    href: String,
    /// The URL in the path of a `blob:` URL, if it decides the origin.
    inner: Option<String>,
}

impl Url {
    /// Parses `text` with `parse`, relative to `base`. Returns `None` on failure.
    pub fn new(text: &str, base: Option<&str>, parse: ParseUrl) -> Option<Url> {
        let href = parse(text, base)?;
        // Only an HTTP(S) URL decides the origin.
        let path = href.strip_prefix("blob:");
        let inner = path.and_then(|path| parse(path, None)).filter(|url| is_http(scheme(url)));
        Some(Url { href, inner })
    }

    /// Returns a URL that is serialized already, such as one that a browser prints. The origin of a
    /// `blob:` URL is not read.
    pub(crate) fn serialized(href: &str) -> Url {
        Url { href: href.to_owned(), inner: None }
    }

    /// Returns the whole [serialization](https://url.spec.whatwg.org/#concept-url-serializer).
    pub fn href(&self) -> &str {
        &self.href
    }

    /// Returns the serialization without the fragment. Requests are sent to it, and scripts see it.
    pub fn without_fragment(&self) -> &str {
        split_before(&self.href, |byte| byte == b'#').0
    }

    /// Returns the fragment without `#`, or `None` if the URL has none.
    pub fn fragment(&self) -> Option<&str> {
        split_before(&self.href, |byte| byte == b'#').1.get(1..)
    }

    /// Returns the scheme in lower case, without the colon.
    pub fn scheme(&self) -> &str {
        scheme(&self.href)
    }

    /// Returns whether the scheme is an [HTTP(S) scheme](https://fetch.spec.whatwg.org/#http-scheme).
    pub fn is_http(&self) -> bool {
        is_http(self.scheme())
    }

    /// Takes the serialization [without the fragment](Url::without_fragment), and leaves an empty one.
    pub(crate) fn take_without_fragment(&mut self) -> String {
        self.href.truncate(self.without_fragment().len());
        std::mem::take(&mut self.href)
    }

    /// Returns the parts of the origin if it is a tuple: the scheme, and the host with the port.
    pub(super) fn tuple(&self) -> Option<(&str, &str)> {
        let href = self.inner.as_deref().unwrap_or(&self.href);
        let scheme = scheme(href);
        TUPLE_SCHEMES.contains(&scheme).then(|| (scheme, host_with_port(href)))
    }

    /// Returns whether the URL [includes credentials]: a user name or a password.
    ///
    /// [includes credentials]: https://url.spec.whatwg.org/#include-credentials
    pub fn includes_credentials(&self) -> bool {
        authority(&self.href).is_some_and(|authority| authority.as_bytes().contains(&b'@'))
    }

    /// Returns the serialized host. It is empty if the URL has no host.
    pub fn host(&self) -> &str {
        host_and_port(&self.href).0
    }

    /// Whether the host is an IP address. A serialized host is one if it starts with `[` or if its last
    /// label consists of digits.
    pub(crate) fn has_ip_host(&self) -> bool {
        let host = self.host();
        let last = host.rsplit('.').next().unwrap_or_default();
        host.starts_with('[') || (!last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()))
    }

    /// Returns this URL with the scheme `https` instead of `http`.
    pub(crate) fn upgraded(&self) -> Url {
        let authority = authority(&self.href).unwrap_or_default();
        let rest = self.href.strip_prefix("http://").and_then(|rest| rest.strip_prefix(authority));
        let rest = rest.unwrap_or_default();
        // The serialization omits the default port.
        let authority = match self.port() {
            Some(443) => authority.strip_suffix(":443").unwrap_or(authority),
            _ => authority,
        };
        Url { href: format!("https://{authority}{rest}"), inner: None }
    }

    /// Returns the port, or `None` if it is the default of the scheme.
    pub fn port(&self) -> Option<u16> {
        host_and_port(&self.href).1
    }

    /// Returns whether the URL is [blocked due to a bad port].
    ///
    /// [blocked due to a bad port]: https://fetch.spec.whatwg.org/#block-bad-port
    pub fn has_bad_port(&self) -> bool {
        self.is_http() && self.port().is_some_and(|port| BAD_PORTS.contains(&port))
    }

    /// Returns whether the host is a loopback host, which is [potentially trustworthy] over HTTP too:
    /// `localhost` and its subdomains, `127.0.0.0/8` and `[::1]`.
    ///
    /// [potentially trustworthy]: https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy
    pub fn is_loopback(&self) -> bool {
        let host = self.host();
        let name = host.strip_suffix('.').unwrap_or(host);
        // A serialized host of numbers is an IPv4 address, which has four of them.
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
    split_before(href, |byte| byte == b':').0
}

fn authority(href: &str) -> Option<&str> {
    let rest = href.get(scheme(href).len()..)?.strip_prefix("://")?;
    Some(split_before(rest, |byte| matches!(byte, b'/' | b'?' | b'#')).0)
}

fn host_with_port(href: &str) -> &str {
    let authority = authority(href).unwrap_or_default();
    split_after_last(authority, b'@').map_or(authority, |(_, host)| host)
}

pub(crate) fn host_and_port(href: &str) -> (&str, Option<u16>) {
    let host = host_with_port(href);
    match split_after_last(host, b':') {
        // The last colon of `[::1]` belongs to the address.
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()),
        _ => (host, None),
    }
}

/// Splits before the first byte that `ends`, which is ASCII, or at the end.
///
/// Loops over bytes are several times faster here than searches for a `char`.
fn split_before(text: &str, ends: impl Fn(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(ends).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Splits around the last `byte`, which is ASCII.
fn split_after_last(text: &str, byte: u8) -> Option<(&str, &str)> {
    let position = text.bytes().rposition(|other| other == byte)?;
    Some((text.get(..position)?, text.get(position.checked_add(1)?..)?))
}
