//! The [CORS-preflight cache](https://fetch.spec.whatwg.org/#cors-preflight-cache).
//!
//! Literal where the standard's text surprises: a fragment is part of the URL an entry is for; a
//! `*` that a credentialed request was allowed by serves the next one too; a max-age that is renewed
//! counts from when the entry was stored; all opaque origins share their entries.

use crate::header::{CORS_NON_WILDCARD_REQUEST_HEADER_NAME, set_contains};
use crate::preflight::Grant;
use crate::profile::Profile;
use crate::request::Request;

/// A [cache entry](https://fetch.spec.whatwg.org/#concept-cache): one method or one header name.
#[derive(Clone, Debug, PartialEq)]
pub struct CacheEntry {
    /// The network partition it belongs to, an opaque key.
    pub partition: Option<String>,
    /// The origin of the request that asked, serialised.
    pub origin: String,
    /// The URL that was asked, with its fragment.
    pub url: String,
    /// Whether it was asked with credentials.
    pub credentials: bool,
    /// What was allowed.
    pub allowed: Allowed,
    /// When it was stored, in milliseconds on the caller's clock.
    pub stored: f64,
    /// For how long from then it may be reused, in seconds.
    pub max_age: u32,
}

/// What a cache entry allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// A method, or `*`.
    Method(String),
    /// A header name as the server spelled it, or `*`.
    Header(String),
}

impl CacheEntry {
    /// When it is removed, in milliseconds on the caller's clock.
    pub fn expires(&self) -> f64 {
        self.stored + f64::from(self.max_age) * 1000.0
    }

    /// Whether there is a [cache entry match] of this entry with `request`.
    ///
    /// [cache entry match]: https://fetch.spec.whatwg.org/#concept-cache-match
    fn matches(&self, request: &Request) -> bool {
        self.is_of(request) && (self.credentials || !request.includes_credentials())
    }

    fn is_of(&self, request: &Request) -> bool {
        self.partition == request.partition
            && self.url == request.url.href()
            && self.origin == request.serialize_origin()
    }
}

impl Allowed {
    /// What it allows among entries of `list`, in the form that is compared.
    fn name(&self, list: List) -> Option<String> {
        match (self, list) {
            (Allowed::Method(method), List::Methods) => Some(method.clone()),
            (Allowed::Header(name), List::Headers) => Some(name.to_ascii_lowercase()),
            _ => None,
        }
    }
}

/// The two kinds of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    Methods,
    Headers,
}

impl List {
    fn entry(self, name: &str) -> Allowed {
        match self {
            List::Methods => Allowed::Method(name.to_owned()),
            List::Headers => Allowed::Header(name.to_owned()),
        }
    }

    /// A method's case counts, a header name's does not.
    fn compared(self, name: &str) -> String {
        match self {
            List::Methods => name.to_owned(),
            List::Headers => name.to_ascii_lowercase(),
        }
    }

    /// Whether `*` stands for `name`.
    fn wildcard_covers(self, name: &str) -> bool {
        self == List::Methods || name != CORS_NON_WILDCARD_REQUEST_HEADER_NAME
    }
}

/// The names that matching entries allow, for looking up.
struct Known {
    list: List,
    names: Vec<String>,
}

impl Known {
    fn new(list: List, entries: &[CacheEntry], request: &Request) -> Known {
        let matching = entries.iter().filter(|entry| entry.matches(request));
        let mut names: Vec<String> =
            matching.filter_map(|entry| entry.allowed.name(list)).collect();
        names.sort_unstable();
        Known { list, names }
    }

    fn look_up(&self, name: &str) -> LookUp {
        if set_contains(&self.names, name) {
            LookUp::Allowed
        } else if self.list.wildcard_covers(name) && set_contains(&self.names, "*") {
            LookUp::AllowedByWildcard
        } else {
            LookUp::Ask
        }
    }
}

/// How a look-up in the cache ends, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LookUp {
    /// Everything is allowed by name.
    Allowed,
    /// Everything is allowed, something of it by a `*` alone.
    AllowedByWildcard,
    /// Something has to be asked.
    Ask,
}

/// The [CORS-preflight cache] of one browser session. Holds no clock.
///
/// [CORS-preflight cache]: https://fetch.spec.whatwg.org/#cors-preflight-cache
#[derive(Clone, Debug)]
pub struct PreflightCache {
    profile: &'static Profile,
    entries: Vec<CacheEntry>,
}

impl PreflightCache {
    /// An empty cache of a browser that goes by `profile`.
    pub fn new(profile: &'static Profile) -> PreflightCache {
        PreflightCache { profile, entries: Vec::new() }
    }

    /// Whose rules it goes by.
    pub fn profile(&self) -> &'static Profile {
        self.profile
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// What is stored, in the order in which it was. What has expired stays until the next look-up.
    pub fn entries(&self) -> &[CacheEntry] {
        &self.entries
    }

    /// Whether `method` and `names` may go without a preflight at `now`: the [method cache entry
    /// match] where the method needs one, and the [header-name cache entry match] of every name.
    ///
    /// [method cache entry match]: https://fetch.spec.whatwg.org/#concept-cache-match-method
    /// [header-name cache entry match]: https://fetch.spec.whatwg.org/#concept-cache-match-header
    pub(crate) fn look_up(
        &mut self,
        request: &Request,
        method: Option<&str>,
        names: &[String],
        now: f64,
    ) -> LookUp {
        self.remove_expired(now);
        let known = |list| Known::new(list, &self.entries, request);
        let method = method.map(|method| known(List::Methods).look_up(method));
        let headers = known(List::Headers);
        let names = names.iter().map(|name| headers.look_up(name));
        method.into_iter().chain(names).max().unwrap_or(LookUp::Allowed)
    }

    /// Keeps what a passed preflight allows: entries that match are given the new max-age, for the
    /// others new ones are [created].
    ///
    /// [created]: https://fetch.spec.whatwg.org/#concept-cache-create-entry
    pub(crate) fn store(&mut self, request: &Request, grant: &Grant, now: f64) {
        self.remove_expired(now);
        self.store_list(List::Methods, request, &grant.methods, grant.max_age, now);
        self.store_list(List::Headers, request, &grant.headers, grant.max_age, now);
    }

    fn store_list(
        &mut self,
        list: List,
        request: &Request,
        allowed: &[String],
        max_age: u32,
        now: f64,
    ) {
        let known = Known::new(list, &self.entries, request);
        let mut granted: Vec<String> = allowed.iter().map(|name| list.compared(name)).collect();
        granted.sort_unstable();
        let renews_wildcard = granted.iter().any(|name| list.wildcard_covers(name));
        for entry in self.entries.iter_mut().filter(|entry| entry.matches(request)) {
            let Some(name) = entry.allowed.name(list) else { continue };
            if set_contains(&granted, &name) || (name == "*" && renews_wildcard) {
                entry.max_age = max_age;
            }
        }
        let mut created = Known { list, names: Vec::new() };
        for name in allowed {
            let compared = list.compared(name);
            let missing = known.look_up(&compared) == LookUp::Ask
                && created.look_up(&compared) == LookUp::Ask;
            if missing {
                self.entries.push(CacheEntry {
                    partition: request.partition.clone(),
                    origin: request.serialize_origin().to_owned(),
                    url: request.url.href().to_owned(),
                    credentials: request.includes_credentials(),
                    allowed: list.entry(name),
                    stored: now,
                    max_age,
                });
                let place = created.names.partition_point(|other| *other < compared);
                created.names.insert(place, compared);
            }
        }
    }

    /// Entries must be removed when their max-age has passed.
    fn remove_expired(&mut self, now: f64) {
        self.entries.retain(|entry| entry.expires() > now);
    }

    /// [Clears] the entries of `request`'s partition, origin and current URL.
    ///
    /// [Clears]: https://fetch.spec.whatwg.org/#concept-cache-clear
    pub(crate) fn clear_entries(&mut self, request: &Request) {
        self.entries.retain(|entry| !entry.is_of(request));
    }
}
