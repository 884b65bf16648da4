//! The [CORS-preflight cache](https://fetch.spec.whatwg.org/#cors-preflight-cache).
//!
//! Literal where the standard's text surprises: a fragment is part of the URL an entry is for; a
//! `*` that a credentialed request was allowed by serves the next one too; a max-age that is renewed
//! counts from when the entry was stored; all opaque origins share their entries.

use crate::header::{CORS_NON_WILDCARD_REQUEST_HEADER_NAME, set_contains};
use crate::preflight::Grant;
use crate::profile::{
    AuthorizationUnderWildcard, CacheRule, CachedCredentials, CachedWildcard, ForcedMethod, Grain,
    Profile, Renewal,
};
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
    /// Nothing but what needs no entry: an answer that lists nothing, which some browsers keep.
    Nothing,
}

impl CacheEntry {
    /// When it is removed, in milliseconds on the caller's clock.
    pub fn expires(&self) -> f64 {
        self.stored + f64::from(self.max_age) * 1000.0
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
}

/// A request at the cache of a browser that goes by a profile.
#[derive(Clone, Copy)]
struct Visit<'a> {
    profile: &'static Profile,
    request: &'a Request,
}

impl Visit<'_> {
    fn rule(self) -> &'static CacheRule {
        &self.profile.cache
    }

    /// Whether there is a [cache entry match] of an entry with the request.
    ///
    /// [cache entry match]: https://fetch.spec.whatwg.org/#concept-cache-match
    fn matches(self, entry: &CacheEntry) -> bool {
        let includes_credentials = self.request.includes_credentials();
        self.is_of(entry)
            && match self.rule().credentials {
                CachedCredentials::ServeAll => entry.credentials || !includes_credentials,
                CachedCredentials::Apart => entry.credentials == includes_credentials,
            }
    }

    /// Whether an entry is of the request's partition, origin and current URL.
    fn is_of(self, entry: &CacheEntry) -> bool {
        entry.partition == self.request.partition
            && entry.url == self.request.url.href()
            && entry.origin == self.request.origin_of_preflight(self.profile)
    }

    /// Whether a `*` in an entry stands for other names.
    fn is_wildcard(self, entry: &CacheEntry) -> bool {
        match self.rule().wildcard {
            CachedWildcard::Everything => true,
            CachedWildcard::WhereSaidWithoutCredentials => !entry.credentials,
            CachedWildcard::ForRequestsWithoutCredentials => !self.request.includes_credentials(),
            CachedWildcard::Itself => false,
        }
    }

    /// Whether a wildcard stands for `name`.
    fn wildcard_covers(self, list: List, name: &str) -> bool {
        list == List::Methods
            || name != CORS_NON_WILDCARD_REQUEST_HEADER_NAME
            || self.rule().authorization == AuthorizationUnderWildcard::Covered
    }

    fn entry(self, allowed: Allowed, max_age: u32, now: f64) -> CacheEntry {
        CacheEntry {
            partition: self.request.partition.clone(),
            origin: self.request.origin_of_preflight(self.profile).to_owned(),
            url: self.request.url.href().to_owned(),
            credentials: self.request.includes_credentials(),
            allowed,
            stored: now,
            max_age,
        }
    }
}

/// The names that matching entries allow, for looking up.
struct Known<'a> {
    visit: Visit<'a>,
    list: List,
    names: Vec<String>,
    has_wildcard: bool,
}

impl<'a> Known<'a> {
    fn new(list: List, entries: &[CacheEntry], visit: Visit<'a>) -> Known<'a> {
        let mut known = Known { visit, list, names: Vec::new(), has_wildcard: false };
        for entry in entries.iter().filter(|entry| visit.matches(entry)) {
            if let Some(name) = entry.allowed.name(list) {
                known.has_wildcard |= name == "*" && visit.is_wildcard(entry);
                known.names.push(name);
            }
        }
        known.names.sort_unstable();
        known
    }

    fn look_up(&self, name: &str) -> LookUp {
        if set_contains(&self.names, name) {
            LookUp::Allowed
        } else if self.has_wildcard && self.visit.wildcard_covers(self.list, name) {
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
    pub(crate) fn look_up(&mut self, request: &Request, names: &[String], now: f64) -> LookUp {
        self.remove_expired(now);
        let visit = Visit { profile: self.profile, request };
        let rule = visit.rule();
        if rule.bypassed_by.contains(&request.cache_mode()) {
            return LookUp::Ask;
        }
        let is_forced = request.use_cors_preflight && rule.forced_method == ForcedMethod::LookedUp;
        let is_asked = is_forced || !rule.unasked_methods.contains(&request.method.as_str());
        let known = |list| Known::new(list, &self.entries, visit);
        let method = is_asked.then(|| known(List::Methods).look_up(&request.method));
        let headers = known(List::Headers);
        let names = names.iter().map(|name| headers.look_up(name));
        // Where nothing is looked up there has to be an answer all the same.
        let nothing = || match self.entries.iter().any(|entry| visit.matches(entry)) {
            true => LookUp::Allowed,
            false => LookUp::Ask,
        };
        let found = method.into_iter().chain(names).max().unwrap_or_else(nothing);
        if found == LookUp::Ask && rule.grain == Grain::Answer {
            self.clear_entries(request);
        }
        found
    }

    /// Keeps what a passed preflight allows: entries that match are given the new max-age, for the
    /// others new ones are [created].
    ///
    /// [created]: https://fetch.spec.whatwg.org/#concept-cache-create-entry
    pub(crate) fn store(&mut self, request: &Request, grant: &Grant, now: f64) {
        self.remove_expired(now);
        let visit = Visit { profile: self.profile, request };
        let rule = visit.rule();
        if rule.longest_url.is_some_and(|longest| request.url.href().len() > longest) {
            return;
        }
        if rule.grain == Grain::Answer {
            self.clear_entries(request);
        }
        self.store_list(List::Methods, visit, &grant.methods, grant.max_age, now);
        self.store_list(List::Headers, visit, &grant.headers, grant.max_age, now);
        let is_empty = grant.methods.is_empty() && grant.headers.is_empty();
        if is_empty && rule.forced_method == ForcedMethod::AsEver {
            self.entries.push(visit.entry(Allowed::Nothing, grant.max_age, now));
        }
    }

    fn store_list(
        &mut self,
        list: List,
        visit: Visit<'_>,
        allowed: &[String],
        max_age: u32,
        now: f64,
    ) {
        let known = Known::new(list, &self.entries, visit);
        let mut granted: Vec<String> = allowed.iter().map(|name| list.compared(name)).collect();
        granted.sort_unstable();
        let renews_wildcard = granted.iter().any(|name| visit.wildcard_covers(list, name));
        for entry in self.entries.iter_mut().filter(|entry| visit.matches(entry)) {
            let Some(name) = entry.allowed.name(list) else { continue };
            let by_wildcard = name == "*" && renews_wildcard && visit.is_wildcard(entry);
            if set_contains(&granted, &name) || by_wildcard {
                entry.max_age = max_age;
                if visit.rule().renewal == Renewal::RestartsClock {
                    entry.stored = now;
                }
            }
        }
        let mut created = Known { visit, list, names: Vec::new(), has_wildcard: false };
        for name in allowed {
            let compared = list.compared(name);
            let missing = known.look_up(&compared) == LookUp::Ask
                && created.look_up(&compared) == LookUp::Ask;
            if missing {
                let entry = visit.entry(list.entry(name), max_age, now);
                created.has_wildcard |= name == "*" && visit.is_wildcard(&entry);
                self.entries.push(entry);
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
        let visit = Visit { profile: self.profile, request };
        self.entries.retain(|entry| !visit.is_of(entry));
    }
}
