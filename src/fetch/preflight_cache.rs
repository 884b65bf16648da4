//! The [CORS-preflight cache](https://fetch.spec.whatwg.org/#cors-preflight-cache).
//!
//! The standard is followed literally, even where the result is surprising. The URL of an entry
//! includes its fragment. A `*` that allowed a credentialed request serves the next one too. A renewed
//! max-age counts from the time when the entry was stored. All opaque origins share their entries.

use crate::call::CacheMode;
use crate::fetch::preflight::Grant;
use crate::http::header::{
    CORS_NON_WILDCARD_REQUEST_HEADER_NAME, set_contains, with_places, without_places,
};
use crate::profile::{
    AuthorizationUnderWildcard, CacheGranularity, CachedCredentials, CachedWildcard, ForcedMethod,
    Profile, ReallowedEntry, Rules, ZeroMaxAge,
};
use std::sync::Arc;
use std::time::Duration;

/// A [cache entry](https://fetch.spec.whatwg.org/#concept-cache): a permission for one method or one
/// header name.
///
/// [`PreflightCache`] has an example.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CacheEntry {
    /// Entries that are stored together share the texts of their key. Otherwise a response that allows
    /// many names to a long URL would cost their product.
    key: CacheKey,
    permission: Permission,
    stored: Duration,
    /// In seconds.
    max_age: u32,
}

impl CacheEntry {
    /// Returns the network partition key, if the call has one.
    pub fn partition(&self) -> Option<&str> {
        self.key.partition.as_deref()
    }

    /// Returns the serialized origin of the request.
    pub fn origin(&self) -> &str {
        &self.key.origin
    }

    /// Returns the URL of the request, with its fragment.
    pub fn url(&self) -> &str {
        &self.key.url
    }

    /// Returns whether the credentials mode of the request was `include`.
    pub fn includes_credentials(&self) -> bool {
        self.key.credentials
    }

    /// Returns the allowed method, or `*`, if the entry is for a method.
    pub fn method(&self) -> Option<&str> {
        match &self.permission {
            Permission::Method(method) => Some(method),
            Permission::HeaderName(_) => None,
        }
    }

    /// Returns the allowed header name as the server writes it, or `*`, if the entry is for a header
    /// name.
    pub fn header_name(&self) -> Option<&str> {
        match &self.permission {
            Permission::HeaderName(name) => Some(name),
            Permission::Method(_) => None,
        }
    }

    /// Returns the time when the entry was stored, on the caller's clock.
    pub fn stored(&self) -> Duration {
        self.stored
    }

    /// Returns how long the entry is valid.
    pub fn max_age(&self) -> Duration {
        Duration::from_secs(self.max_age.into())
    }

    /// Returns the time when the entry expires, on the caller's clock.
    pub fn expires(&self) -> Duration {
        self.stored.saturating_add(self.max_age())
    }

    /// The permission in the form in which it is compared, if it is of this kind.
    fn name(&self, kind: PermissionKind) -> Option<String> {
        match (&self.permission, kind) {
            (Permission::Method(method), PermissionKind::Method) => Some(method.clone()),
            (Permission::HeaderName(name), PermissionKind::HeaderName) => {
                Some(name.to_ascii_lowercase())
            }
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Permission {
    /// A method, or `*`.
    Method(String),
    /// A header name as the server writes it, or `*`.
    HeaderName(String),
}

/// The two kinds of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PermissionKind {
    Method,
    HeaderName,
}

impl PermissionKind {
    fn permission(self, name: &str) -> Permission {
        match self {
            PermissionKind::Method => Permission::Method(name.to_owned()),
            PermissionKind::HeaderName => Permission::HeaderName(name.to_owned()),
        }
    }

    /// The form in which names are compared: methods in their case, header names in lower case.
    fn compared(self, name: &str) -> String {
        match self {
            PermissionKind::Method => name.to_owned(),
            PermissionKind::HeaderName => name.to_ascii_lowercase(),
        }
    }

    /// Whether `*` stands for `name`.
    fn wildcard_covers(self, name: &str, rules: &Rules) -> bool {
        self == PermissionKind::Method
            || name != CORS_NON_WILDCARD_REQUEST_HEADER_NAME
            || rules.cached_authorization == AuthorizationUnderWildcard::Covered
    }
}

/// The properties of the request that an entry is stored for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct CacheKey {
    partition: Option<Arc<str>>,
    origin: Arc<str>,
    url: Arc<str>,
    credentials: bool,
}

impl CacheKey {
    fn of(query: CacheQuery<'_>) -> CacheKey {
        CacheKey {
            partition: query.partition.map(Arc::from),
            origin: query.origin.into(),
            url: query.url.into(),
            credentials: query.credentials,
        }
    }

    /// Whether there is a [cache entry match] of an entry with this key and a request.
    ///
    /// [cache entry match]: https://fetch.spec.whatwg.org/#concept-cache-match
    fn matches(&self, query: CacheQuery<'_>, rules: &Rules) -> bool {
        let serves = match rules.cached_credentials {
            CachedCredentials::MatchAll => self.credentials || !query.credentials,
            CachedCredentials::Separate => self.credentials == query.credentials,
        };
        serves && self.has_origin_and_url_of(query)
    }

    fn has_origin_and_url_of(&self, query: CacheQuery<'_>) -> bool {
        self.partition.as_deref() == query.partition
            && *self.url == *query.url
            && *self.origin == *query.origin
    }

    /// Whether a `*` that is stored under this key stands for other names.
    fn makes_wildcard(&self, query: CacheQuery<'_>, rules: &Rules) -> bool {
        match rules.cached_wildcard {
            CachedWildcard::Always => true,
            CachedWildcard::CreatedWithoutCredentials => !self.credentials,
            CachedWildcard::ForRequestsWithoutCredentials => !query.credentials,
            CachedWildcard::Never => false,
        }
    }
}

/// The properties of a request that decide which entries serve it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CacheQuery<'a> {
    /// The network partition key.
    pub(crate) partition: Option<&'a str>,
    /// The origin that its preflight names.
    pub(crate) origin: &'a str,
    /// The current URL.
    pub(crate) url: &'a str,
    /// Whether the credentials mode is `include`.
    pub(crate) credentials: bool,
    /// The method.
    pub(crate) method: &'a str,
    /// Whether the use-CORS-preflight flag forces the preflight.
    pub(crate) is_forced: bool,
    /// The cache mode.
    pub(crate) mode: CacheMode,
}

/// A predicate on keys that is evaluated once for consecutive entries that share a key.
fn once_per_key(predicate: impl Fn(&CacheKey) -> bool) -> impl FnMut(&CacheKey) -> bool {
    let mut last: Option<(Arc<str>, bool)> = None;
    move |key| match &last {
        Some((url, result)) if Arc::ptr_eq(url, &key.url) => *result,
        _ => {
            let result = predicate(key);
            last = Some((Arc::clone(&key.url), result));
            result
        }
    }
}

/// The names that the entries for a request allow.
struct AllowedNames {
    kind: PermissionKind,
    rules: &'static Rules,
    names: Vec<String>,
    has_wildcard: bool,
}

impl AllowedNames {
    fn new(
        kind: PermissionKind,
        entries: &[CacheEntry],
        query: CacheQuery<'_>,
        rules: &'static Rules,
    ) -> AllowedNames {
        let mut has_wildcard = false;
        let mut matches = once_per_key(|key| key.matches(query, rules));
        let mut names = Vec::new();
        for entry in entries.iter().filter(|entry| matches(&entry.key)) {
            let Some(name) = entry.name(kind) else { continue };
            has_wildcard |= name == "*" && entry.key.makes_wildcard(query, rules);
            names.push(name);
        }
        AllowedNames { kind, rules, names: without_places(with_places(names)), has_wildcard }
    }

    fn look_up(&self, name: &str) -> LookUp {
        if set_contains(&self.names, name) {
            LookUp::Allowed
        } else if self.has_wildcard && self.kind.wildcard_covers(name, self.rules) {
            LookUp::AllowedByWildcard
        } else {
            LookUp::NotFound
        }
    }
}

/// The result of a look-up in the cache, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LookUp {
    /// Everything is allowed by name.
    Allowed,
    /// Everything is allowed, and something only by a `*`.
    AllowedByWildcard,
    /// Something needs a preflight.
    NotFound,
}

/// A response that is remembered in addition to its entries.
#[derive(Clone, Debug)]
struct CachedResponse {
    key: CacheKey,
    expires: Duration,
}

/// The [CORS-preflight cache] of one browser session.
///
/// A cache has no clock. Its caller gives it the time as a [`Duration`] since an epoch of the caller's
/// choice, such as the Unix epoch or the start of the program. [`at`](PreflightCache::at) lends the
/// cache to one step of an [`Exchange`](crate::Exchange).
///
/// ```
/// use cors_preflight::{Browser, Call, HttpResponse, PreflightCache, Step};
/// use std::time::Duration;
///
/// let browser = Browser::CHROMIUM;
/// let mut cache = PreflightCache::new(browser.profile());
/// let call = Call::fetch("https://app.example", "https://api.example/notes")?.method("PUT");
/// let now = Duration::from_secs(100);
///
/// let Step::Send(preflight) = browser.fetch(call.clone()).start(cache.at(now)) else {
///     panic!("the call triggers a preflight");
/// };
/// let response = HttpResponse::new(204)?
///     .header("Access-Control-Allow-Origin", "*")?
///     .header("Access-Control-Allow-Methods", "PUT")?
///     .header("Access-Control-Max-Age", "60")?;
/// let _ = preflight.respond(&response, cache.at(now));
///
/// let [entry] = cache.entries() else { panic!("the cache has one entry") };
/// assert_eq!(entry.method(), Some("PUT"));
/// assert_eq!(entry.expires(), Duration::from_secs(160));
///
/// let Step::Send(request) = browser.fetch(call).start(cache.at(Duration::from_secs(159))) else {
///     panic!("the request is sent");
/// };
/// assert!(!request.is_preflight());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [CORS-preflight cache]: https://fetch.spec.whatwg.org/#cors-preflight-cache
#[derive(Clone, Debug)]
pub struct PreflightCache {
    profile: Profile,
    entries: Vec<CacheEntry>,
    /// The responses themselves, the most recently used last, for browsers whose forced preflights look
    /// up a response and not its entries.
    responses: Vec<CachedResponse>,
}

/// A [`PreflightCache`] at a time: the argument of the steps of an [`Exchange`](crate::Exchange).
///
/// [`PreflightCache::at`] returns one, and has an example.
#[derive(Debug)]
pub struct CacheAt<'a> {
    pub(crate) cache: &'a mut PreflightCache,
    pub(crate) now: Duration,
}

impl PreflightCache {
    /// Returns an empty cache that follows the rules of `profile`.
    pub fn new(profile: Profile) -> PreflightCache {
        PreflightCache { profile, entries: Vec::new(), responses: Vec::new() }
    }

    /// Returns the profile.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Lends the cache to one step of an exchange, at a time since an epoch of the caller's choice. All
    /// uses of a cache need the same epoch.
    pub fn at(&mut self, now: Duration) -> CacheAt<'_> {
        CacheAt { cache: self, now }
    }

    /// Removes all entries.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.responses.clear();
    }

    /// Returns the entries, in the order in which they were stored. The next step removes those that
    /// have expired.
    pub fn entries(&self) -> &[CacheEntry] {
        &self.entries
    }

    /// Whether the method and `names` are allowed without a preflight at `now`: the [method cache entry
    /// match] if the method needs one, and the [header-name cache entry match] of every name.
    ///
    /// [method cache entry match]: https://fetch.spec.whatwg.org/#concept-cache-match-method
    /// [header-name cache entry match]: https://fetch.spec.whatwg.org/#concept-cache-match-header
    pub(crate) fn look_up(
        &mut self,
        query: CacheQuery<'_>,
        names: &[String],
        now: Duration,
    ) -> LookUp {
        self.remove_expired(now);
        let rules = self.profile.rules();
        if rules.cache_bypassing_modes.contains(&query.mode) {
            return LookUp::NotFound;
        }
        let serves = |response: &CachedResponse| response.key.matches(query, rules);
        if let Some(used) = self.responses.iter().position(serves) {
            let response = self.responses.remove(used);
            self.responses.push(response);
        }
        let needs_method = (query.is_forced && rules.forced_method == ForcedMethod::LookedUp)
            || !rules.methods_without_entry.contains(&query.method);
        let allowed = |kind| AllowedNames::new(kind, &self.entries, query, rules);
        let method = needs_method.then(|| allowed(PermissionKind::Method).look_up(query.method));
        let headers = allowed(PermissionKind::HeaderName);
        let names = names.iter().map(|name| headers.look_up(name));
        // A forced preflight that looks up neither a method nor a name needs the response itself.
        let response = || match self.responses.iter().any(serves) {
            true => LookUp::Allowed,
            false => LookUp::NotFound,
        };
        let found = method.into_iter().chain(names).max().unwrap_or_else(response);
        if found == LookUp::NotFound && rules.cache_granularity == CacheGranularity::PerResponse {
            self.clear_entries(query);
        }
        found
    }

    /// Stores the permissions of a successful preflight. Matching entries get the new max-age. For the
    /// others, entries are [created].
    ///
    /// [created]: https://fetch.spec.whatwg.org/#concept-cache-create-entry
    pub(crate) fn store(&mut self, query: CacheQuery<'_>, grant: &Grant, now: Duration) {
        self.remove_expired(now);
        let rules = self.profile.rules();
        if rules.cached_url_limit.is_some_and(|limit| query.url.len() > limit)
            || (grant.max_age == 0 && rules.zero_max_age == ZeroMaxAge::Ignored)
            || rules.unstored_cache_modes.contains(&query.mode)
        {
            return;
        }
        if rules.cache_granularity == CacheGranularity::PerResponse {
            self.clear_entries(query);
        }
        self.store_names(PermissionKind::Method, query, &grant.methods, grant.max_age, now);
        self.store_names(PermissionKind::HeaderName, query, &grant.headers, grant.max_age, now);
        if rules.forced_method == ForcedMethod::SameAsUnforced {
            self.responses.retain(|response| !response.key.matches(query, rules));
            self.make_room();
            self.responses.push(CachedResponse {
                key: CacheKey::of(query),
                expires: match rules.cache_granularity {
                    CacheGranularity::PerResponse => now.saturating_add(grant.max_age()),
                    // Only the entries of the response expire.
                    CacheGranularity::PerName => Duration::MAX,
                },
            });
        }
    }

    fn store_names(
        &mut self,
        kind: PermissionKind,
        query: CacheQuery<'_>,
        names: &[String],
        max_age: u32,
        now: Duration,
    ) {
        let rules = self.profile.rules();
        let known = AllowedNames::new(kind, &self.entries, query, rules);
        // Each name once, with its first place.
        let mut granted = with_places(names.iter().map(|name| kind.compared(name)).collect());
        granted.dedup_by(|(later, _), (earlier, _)| later == earlier);

        let renews_wildcard = granted.iter().any(|(name, _)| kind.wildcard_covers(name, rules));
        let is_granted =
            |name: &str| granted.binary_search_by(|(known, _)| known.as_str().cmp(name)).is_ok();
        let mut matches = once_per_key(|key| key.matches(query, rules));
        for entry in self.entries.iter_mut().filter(|entry| matches(&entry.key)) {
            let Some(name) = entry.name(kind) else { continue };
            let by_wildcard =
                name == "*" && renews_wildcard && entry.key.makes_wildcard(query, rules);
            if is_granted(&name) || by_wildcard {
                entry.max_age = max_age;
                if rules.reallowed_entry == ReallowedEntry::RestartsClock {
                    entry.stored = now;
                }
            }
        }

        // As if each was stored before the next was looked up: a `*` covers those that follow it.
        let key = CacheKey::of(query);
        let is_wildcard = key.makes_wildcard(query, rules);
        let wildcard = granted.iter().find(|(name, _)| is_wildcard && name == "*");
        let wildcard = wildcard.map(|&(_, place)| place);
        let follows_wildcard = |name: &str, place: usize| {
            kind.wildcard_covers(name, rules) && wildcard.is_some_and(|wildcard| wildcard < place)
        };
        let mut is_created = vec![false; names.len()];
        for (name, place) in &granted {
            if let Some(is_created) = is_created.get_mut(*place) {
                *is_created =
                    known.look_up(name) == LookUp::NotFound && !follows_wildcard(name, *place);
            }
        }
        for (name, _) in names.iter().zip(is_created).filter(|(_, is_created)| *is_created) {
            let (key, permission) = (key.clone(), kind.permission(name));
            self.entries.push(CacheEntry { key, permission, stored: now, max_age });
        }
    }

    /// Makes room for one response: evicts those without live entries or, if there are none, the least
    /// recently used one.
    fn make_room(&mut self) {
        let is_full = |responses: &[CachedResponse]| {
            self.profile.rules().cache_capacity.is_some_and(|capacity| responses.len() >= capacity)
        };
        if is_full(&self.responses) {
            let entries = &self.entries;
            self.responses.retain(|response| entries.iter().any(|e| e.key == response.key));
        }
        if is_full(&self.responses) && !self.responses.is_empty() {
            let oldest = self.responses.remove(0);
            self.entries.retain(|entry| entry.key != oldest.key);
        }
    }

    /// Removes the entries whose max-age has passed.
    fn remove_expired(&mut self, now: Duration) {
        self.entries.retain(|entry| entry.expires() > now);
        self.responses.retain(|response| response.expires > now);
    }

    /// [Clears] the entries of a request's partition, origin and current URL.
    ///
    /// [Clears]: https://fetch.spec.whatwg.org/#concept-cache-clear
    pub(crate) fn clear_entries(&mut self, query: CacheQuery<'_>) {
        let mut is_own = once_per_key(|key| key.has_origin_and_url_of(query));
        self.entries.retain(|entry| !is_own(&entry.key));
        self.responses.retain(|response| !response.key.has_origin_and_url_of(query));
    }
}
