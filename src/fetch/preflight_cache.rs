//! The [CORS-preflight cache](https://fetch.spec.whatwg.org/#cors-preflight-cache).
//!
//! Literal where the standard's text surprises: a fragment is part of the URL an entry is for; a
//! `*` that a credentialed request was allowed by serves the next one too; a max-age that is renewed
//! counts from when the entry was stored; all opaque origins share their entries.

use crate::call::Cache;
use crate::fetch::preflight::Grant;
use crate::http::header::{
    CORS_NON_WILDCARD_REQUEST_HEADER_NAME, set_contains, with_places, without_places,
};
use crate::profile::{
    AuthorizationUnderWildcard, CacheGranularity, CachedCredentials, CachedWildcard, ForcedMethod,
    Profile, ReallowedEntry, Rules, ZeroMaxAge,
};
use std::sync::Arc;

/// A [cache entry](https://fetch.spec.whatwg.org/#concept-cache): one method or one header name.
///
/// Those stored together share their texts, or an answer that allows many names to a long URL would
/// cost their product.
#[derive(Clone, Debug, PartialEq)]
pub struct CacheEntry {
    /// The network partition it belongs to, an opaque key.
    pub partition: Option<Arc<str>>,
    /// The origin of the request that asked, serialised.
    pub origin: Arc<str>,
    /// The URL that was asked, with its fragment.
    pub url: Arc<str>,
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
    /// Nothing but what needs no entry. Never among [the entries](PreflightCache::entries).
    Nothing,
}

impl CacheEntry {
    /// When it is removed, in milliseconds on the caller's clock.
    pub fn expires(&self) -> f64 {
        self.stored + f64::from(self.max_age) * 1000.0
    }

    /// Whether there is a [cache entry match] of this entry with a request.
    ///
    /// [cache entry match]: https://fetch.spec.whatwg.org/#concept-cache-match
    fn matches(&self, asker: Asker<'_>, rules: &Rules) -> bool {
        let serves = match rules.cached_credentials {
            CachedCredentials::MatchAll => self.credentials || !asker.credentials,
            CachedCredentials::Separate => self.credentials == asker.credentials,
        };
        serves && self.is_of(asker)
    }

    /// Whether, if it is a `*`, it stands for other names.
    fn is_wildcard(&self, asker: Asker<'_>, rules: &Rules) -> bool {
        match rules.cached_wildcard {
            CachedWildcard::Always => true,
            CachedWildcard::CreatedWithoutCredentials => !self.credentials,
            CachedWildcard::ForRequestsWithoutCredentials => !asker.credentials,
            CachedWildcard::Never => false,
        }
    }

    /// What it was stored for; an answer and what it allows have it in common.
    fn key(&self) -> (Option<&str>, &str, &str, bool) {
        (self.partition.as_deref(), &self.origin, &self.url, self.credentials)
    }

    fn is_of(&self, asker: Asker<'_>) -> bool {
        self.partition.as_deref() == asker.partition
            && *self.url == *asker.url
            && *self.origin == *asker.origin
    }
}

/// A request, by what entries are stored and looked up by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asker<'a> {
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
    /// Whether the preflight is forced, by the use-CORS-preflight flag.
    pub(crate) is_forced: bool,
    /// The cache mode.
    pub(crate) mode: Cache,
}

/// Keeps of `entries` those that are to be. One function, because each `retain` is compiled for itself.
fn keep(entries: &mut Vec<CacheEntry>, is_kept: &mut dyn FnMut(&CacheEntry) -> bool) {
    entries.retain(|entry| is_kept(entry));
}

/// `judge` for entries in their order, asked once for those that share what it judges by.
fn once(judge: impl Fn(&CacheEntry) -> bool) -> impl FnMut(&CacheEntry) -> bool {
    let mut last: Option<(Arc<str>, bool)> = None;
    move |entry| match &last {
        Some((url, judged)) if Arc::ptr_eq(url, &entry.url) => *judged,
        _ => {
            let judged = judge(entry);
            last = Some((Arc::clone(&entry.url), judged));
            judged
        }
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
    fn wildcard_covers(self, name: &str, rules: &Rules) -> bool {
        self == List::Methods
            || name != CORS_NON_WILDCARD_REQUEST_HEADER_NAME
            || rules.cached_authorization == AuthorizationUnderWildcard::Covered
    }
}

/// The names that matching entries allow, for looking up.
struct Known {
    list: List,
    rules: &'static Rules,
    names: Vec<String>,
    has_wildcard: bool,
}

impl Known {
    fn new(list: List, entries: &[CacheEntry], asker: Asker<'_>, rules: &'static Rules) -> Known {
        let mut has_wildcard = false;
        let mut matches = once(|entry| entry.matches(asker, rules));
        let mut names = Vec::new();
        for entry in entries.iter().filter(|entry| matches(entry)) {
            let Some(name) = entry.allowed.name(list) else { continue };
            has_wildcard |= name == "*" && entry.is_wildcard(asker, rules);
            names.push(name);
        }
        Known { list, rules, names: without_places(with_places(names)), has_wildcard }
    }

    fn look_up(&self, name: &str) -> LookUp {
        if set_contains(&self.names, name) {
            LookUp::Allowed
        } else if self.has_wildcard && self.list.wildcard_covers(name, self.rules) {
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
    profile: Profile,
    entries: Vec<CacheEntry>,
    /// Answers as such, the one used last at the end, of browsers that let a forced preflight go which
    /// looks nothing up.
    answers: Vec<CacheEntry>,
}

impl PreflightCache {
    /// An empty cache of a browser that goes by `profile`.
    pub fn new(profile: Profile) -> PreflightCache {
        PreflightCache { profile, entries: Vec::new(), answers: Vec::new() }
    }

    /// Whose rules it goes by.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.answers.clear();
    }

    /// What is stored, in the order in which it was. What has expired stays until the next look-up.
    pub fn entries(&self) -> &[CacheEntry] {
        &self.entries
    }

    /// Whether the method and `names` may go without a preflight at `now`: the [method cache entry
    /// match] where the method needs one, and the [header-name cache entry match] of every name.
    ///
    /// [method cache entry match]: https://fetch.spec.whatwg.org/#concept-cache-match-method
    /// [header-name cache entry match]: https://fetch.spec.whatwg.org/#concept-cache-match-header
    pub(crate) fn look_up(&mut self, asker: Asker<'_>, names: &[String], now: f64) -> LookUp {
        self.remove_expired(now);
        let rules = self.profile.rules();
        if rules.cache_bypassing_modes.contains(&asker.mode) {
            return LookUp::Ask;
        }
        if let Some(used) = self.answers.iter().position(|answer| answer.matches(asker, rules)) {
            let answer = self.answers.remove(used);
            self.answers.push(answer);
        }
        let is_asked = (asker.is_forced && rules.forced_method == ForcedMethod::LookedUp)
            || !rules.methods_without_entry.contains(&asker.method);
        let known = |list| Known::new(list, &self.entries, asker, rules);
        let method = is_asked.then(|| known(List::Methods).look_up(asker.method));
        let headers = known(List::Headers);
        let names = names.iter().map(|name| headers.look_up(name));
        // Where nothing is looked up there has to be an answer all the same.
        let nothing = || match self.answers.iter().any(|answer| answer.matches(asker, rules)) {
            true => LookUp::Allowed,
            false => LookUp::Ask,
        };
        let found = method.into_iter().chain(names).max().unwrap_or_else(nothing);
        if found == LookUp::Ask && rules.cache_granularity == CacheGranularity::PerResponse {
            self.clear_entries(asker);
        }
        found
    }

    /// Keeps what a passed preflight allows: entries that match are given the new max-age, for the
    /// others new ones are [created].
    ///
    /// [created]: https://fetch.spec.whatwg.org/#concept-cache-create-entry
    pub(crate) fn store(&mut self, asker: Asker<'_>, grant: &Grant, now: f64) {
        self.remove_expired(now);
        let rules = self.profile.rules();
        if rules.cached_url_limit.is_some_and(|limit| asker.url.len() > limit)
            || (grant.max_age == 0 && rules.zero_max_age == ZeroMaxAge::Ignored)
            || rules.unstored_cache_modes.contains(&asker.mode)
        {
            return;
        }
        if rules.cache_granularity == CacheGranularity::PerResponse {
            self.clear_entries(asker);
        }
        self.store_list(List::Methods, asker, &grant.methods, grant.max_age, now);
        self.store_list(List::Headers, asker, &grant.headers, grant.max_age, now);
        if rules.forced_method == ForcedMethod::SameAsUnforced {
            keep(&mut self.answers, &mut |answer| !answer.matches(asker, rules));
            self.make_room();
            self.answers.push(CacheEntry {
                partition: asker.partition.map(Arc::from),
                origin: asker.origin.into(),
                url: asker.url.into(),
                credentials: asker.credentials,
                allowed: Allowed::Nothing,
                stored: now,
                max_age: match rules.cache_granularity {
                    CacheGranularity::PerResponse => grant.max_age,
                    // Only what it lists expires.
                    CacheGranularity::PerName => u32::MAX,
                },
            });
        }
    }

    fn store_list(
        &mut self,
        list: List,
        asker: Asker<'_>,
        allowed: &[String],
        max_age: u32,
        now: f64,
    ) {
        let rules = self.profile.rules();
        let known = Known::new(list, &self.entries, asker, rules);
        // Each name once, with its first place.
        let mut granted = with_places(allowed.iter().map(|name| list.compared(name)).collect());
        granted.dedup_by(|(later, _), (earlier, _)| later == earlier);

        let renews_wildcard = granted.iter().any(|(name, _)| list.wildcard_covers(name, rules));
        let is_granted =
            |name: &str| granted.binary_search_by(|(known, _)| known.as_str().cmp(name)).is_ok();
        let mut matches = once(|entry| entry.matches(asker, rules));
        for entry in self.entries.iter_mut().filter(|entry| matches(entry)) {
            let Some(name) = entry.allowed.name(list) else { continue };
            let by_wildcard = name == "*" && renews_wildcard && entry.is_wildcard(asker, rules);
            if is_granted(&name) || by_wildcard {
                entry.max_age = max_age;
                if rules.reallowed_entry == ReallowedEntry::RestartsClock {
                    entry.stored = now;
                }
            }
        }

        // As if each was stored before the next was looked up: a `*` covers those that follow it.
        let is_wildcard = match rules.cached_wildcard {
            CachedWildcard::Always => true,
            CachedWildcard::CreatedWithoutCredentials
            | CachedWildcard::ForRequestsWithoutCredentials => !asker.credentials,
            CachedWildcard::Never => false,
        };
        let wildcard = granted.iter().find(|(name, _)| is_wildcard && name == "*");
        let wildcard = wildcard.map(|&(_, place)| place);
        let follows_wildcard = |name: &str, place: usize| {
            list.wildcard_covers(name, rules) && wildcard.is_some_and(|wildcard| wildcard < place)
        };
        let mut is_created = vec![false; allowed.len()];
        for (name, place) in &granted {
            is_created[*place] =
                known.look_up(name) == LookUp::Ask && !follows_wildcard(name, *place);
        }
        let (partition, origin, url) =
            (asker.partition.map(Arc::from), Arc::from(asker.origin), Arc::from(asker.url));
        for (name, _) in allowed.iter().zip(is_created).filter(|(_, is_created)| *is_created) {
            self.entries.push(CacheEntry {
                partition: Option::clone(&partition),
                origin: Arc::clone(&origin),
                url: Arc::clone(&url),
                credentials: asker.credentials,
                allowed: list.entry(name),
                stored: now,
                max_age,
            });
        }
    }

    /// Where no further answer has room, those go of which nothing is left, or else the one used
    /// longest ago.
    fn make_room(&mut self) {
        let is_full = |answers: &[CacheEntry]| {
            self.profile.rules().cache_capacity.is_some_and(|capacity| answers.len() >= capacity)
        };
        if is_full(&self.answers) {
            let is_left =
                |answer: &CacheEntry| self.entries.iter().any(|e| e.key() == answer.key());
            keep(&mut self.answers, &mut { is_left });
        }
        if is_full(&self.answers) {
            let oldest = self.answers.remove(0);
            keep(&mut self.entries, &mut |entry| entry.key() != oldest.key());
        }
    }

    /// Entries must be removed when their max-age has passed.
    fn remove_expired(&mut self, now: f64) {
        for entries in [&mut self.entries, &mut self.answers] {
            keep(entries, &mut |entry| entry.expires() > now);
        }
    }

    /// [Clears] the entries of a request's partition, origin and current URL.
    ///
    /// [Clears]: https://fetch.spec.whatwg.org/#concept-cache-clear
    pub(crate) fn clear_entries(&mut self, asker: Asker<'_>) {
        for entries in [&mut self.entries, &mut self.answers] {
            let mut is_own = once(|entry| entry.is_of(asker));
            keep(entries, &mut |entry| !is_own(entry));
        }
    }
}
