//! A profile with one of its fields set to something else, for every field and every other value:
//! what a recording has to speak against.

use std::fmt::Debug;

use cors_preflight::*;

/// A profile that is wrong in one field.
pub(crate) struct Flip {
    /// The field, and what it is set to.
    pub(crate) name: String,
    pub(crate) profile: Profile,
}

/// Every value of an enumeration without fields; a variant left out does not compile.
macro_rules! every {
    ($kind:ident: $($variant:ident)*) => {{
        let _ = |value: $kind| match value { $($kind::$variant => {})* };
        [$($kind::$variant),*]
    }};
}

/// The numbers that are tried for a limit, beside those next to it.
const LIMITS: &[Option<u64>] =
    &[None, Some((1 << 63) - 2), Some((1 << 63) - 1), Some(u64::MAX - 1), Some(u64::MAX)];

/// The words that are tried for a client hint that takes some.
const HINTS: &[HintValue] = &[
    HintValue::Any,
    HintValue::Integer,
    HintValue::Decimal,
    HintValue::OneOf(&["slow-2g", "2g", "3g", "4g"]),
    HintValue::Word("on"),
];

struct Flips<'a> {
    of: &'a Profile,
    flips: Vec<Flip>,
}

impl Flips<'_> {
    /// Sets a field to all of `values` that it does not hold.
    fn of<T: Copy + Debug + PartialEq>(
        &mut self,
        field: &str,
        held: T,
        values: &[T],
        set: fn(&mut Profile, T),
    ) {
        for (at, value) in values.iter().enumerate() {
            if *value == held || values[..at].contains(value) {
                continue;
            }
            let mut profile = self.of.clone();
            set(&mut profile, *value);
            self.flips.push(Flip { name: format!("{field} {value:?}"), profile });
        }
    }

    /// Adds to a list each of `items` that it lacks, and takes each away that it has.
    fn list<T: Clone + Debug + PartialEq>(
        &mut self,
        field: &str,
        held: &'static [T],
        items: &[T],
        set: fn(&mut Profile, &'static [T]),
    ) {
        for item in held.iter().chain(items.iter().filter(|item| !held.contains(item))) {
            let mut list = held.to_vec();
            let sign = match list.iter().position(|found| found == item) {
                Some(at) => {
                    list.remove(at);
                    "without"
                }
                None => {
                    list.push(item.clone());
                    "with"
                }
            };
            let mut profile = self.of.clone();
            set(&mut profile, list.leak());
            self.flips.push(Flip { name: format!("{field} {sign} {item:?}"), profile });
        }
    }

    /// Client hints are taken away, added, and given other values.
    fn hints(&mut self, held: &'static [(&'static str, HintValue)]) {
        let others = HINTS.iter().map(|value| ("dpr", *value));
        let known: Vec<_> =
            Profile::CHROMIUM.also_safelisted.iter().copied().chain(others).collect();
        for (name, value) in known {
            let mut list = held.to_vec();
            let place = list.iter().position(|(found, _)| *found == name);
            let said = match place {
                Some(at) if list[at].1 == value => {
                    list.remove(at);
                    format!("without {name}")
                }
                Some(at) => {
                    list[at].1 = value;
                    format!("with {name} {value:?}")
                }
                None => {
                    list.push((name, value));
                    format!("with {name} {value:?}")
                }
            };
            let mut profile = self.of.clone();
            profile.also_safelisted = list.leak();
            self.flips.push(Flip { name: format!("also_safelisted {said}"), profile });
        }
        for (at, (name, value)) in held.iter().enumerate() {
            for other in HINTS.iter().filter(|other| *other != value && *name != "dpr") {
                let mut list = held.to_vec();
                list[at].1 = *other;
                let mut profile = self.of.clone();
                profile.also_safelisted = list.leak();
                let name = format!("also_safelisted with {name} {other:?}");
                self.flips.push(Flip { name, profile });
            }
        }
    }
}

/// Every field of `profile` but its name and version set to something else. A field of which nothing
/// is made here does not compile: it is an unused variable.
pub(crate) fn flips(profile: &Profile) -> Vec<Flip> {
    let Profile {
        name: _,
        version: _,
        repeated_headers,
        also_forbidden,
        also_safelisted,
        total_limit,
        high_bytes,
        content_type,
        range: RangeRule { unit, sign, largest },
        upload_listener,
        no_cors_type,
        streams,
        same_origin_streams,
        blob_space,
        xhr_blob_type,
        xhr_charset,
        dropped_params,
        method_overrides,
        origin_under_policy,
        about_blank,
        site,
        authorization,
        unlisted_method,
        empty_lines,
        judged_first,
        max_age: MaxAgeRule { default, limit, form, malformed },
        cache:
            CacheRule {
                grain,
                wildcard,
                authorization: cached_authorization,
                credentials,
                unasked_methods,
                forced_method,
                renewal,
                conditional,
                empty_fragment,
                after_failure,
                refused,
                bypassed_by,
                not_kept_under,
                no_time,
                capacity,
                longest_url,
                opaque_origins,
            },
        redirect:
            RedirectRule {
                preflight_origin,
                decided_by,
                delete,
                after_leaving,
                origin_header,
                no_cors_taint,
                removed_headers,
                empty_location,
                without_location,
                referrer_policy,
                manual_location,
                locations,
                user_name,
                keepalive_limit,
                empty_fragment: carried_fragment,
            },
        expose: ExposeRule { unparsable, hidden_in_several_lines, wildcard_with_credentials },
    } = *profile;
    let mut flips = Flips { of: profile, flips: Vec::new() };

    let values = every!(RepeatedHeaders: Apart ApartAndListed Joined JoinedAndNormalized);
    flips.of("repeated_headers", repeated_headers, &values, |to, v| to.repeated_headers = v);
    flips.list("also_forbidden", also_forbidden, &["User-Agent"], |to, v| to.also_forbidden = v);
    flips.hints(also_safelisted);
    let near = |limit: Option<usize>| limit.map_or([None; 2], |n| [Some(n - 1), Some(n + 1)]);
    let values = [&[None, Some(1024)], &near(total_limit)[..]].concat();
    flips.of("total_limit", total_limit, &values, |to, v| to.total_limit = v);
    let values = every!(HighBytes: Safe Unsafe);
    flips.of("high_bytes", high_bytes, &values, |to, v| to.high_bytes = v);
    let values = every!(ContentTypeRule: MimeSniffing Strict);
    flips.of("content_type", content_type, &values, |to, v| to.content_type = v);
    let values = every!(RangeUnit: LowerCase AnyCase);
    flips.of("range.unit", unit, &values, |to, v| to.range.unit = v);
    let values = every!(RangeSign: None Plus);
    flips.of("range.sign", sign, &values, |to, v| to.range.sign = v);
    flips.of("range.largest", largest, LIMITS, |to, v| to.range.largest = v);
    let values = every!(UploadListener: Always WithBody);
    flips.of("upload_listener", upload_listener, &values, |to, v| to.upload_listener = v);
    let values = every!(NoCorsType: Guarded Sent);
    flips.of("no_cors_type", no_cors_type, &values, |to, v| to.no_cors_type = v);
    let values = every!(StreamRule: Sent Stringified Refused);
    flips.of("streams", streams, &values, |to, v| to.streams = v);
    let values = every!(SameOriginStreams: WithinOrigin UnderCors);
    flips.of("same_origin_streams", same_origin_streams, &values, |to, v| {
        to.same_origin_streams = v;
    });
    let values = every!(BlobSpace: TrimmedByFetch TrimmedByFetchElseAtItsEnd Trimmed Kept);
    flips.of("blob_space", blob_space, &values, |to, v| to.blob_space = v);
    let values = every!(XhrBlobType: Any AnyOfAnyLength MimeType StrictMimeType);
    flips.of("xhr_blob_type", xhr_blob_type, &values, |to, v| to.xhr_blob_type = v);
    let values = every!(XhrCharset: Serialized SerializedUnlessEmpty
        SerializedAndJudgedAsWritten Replaced);
    flips.of("xhr_charset", xhr_charset, &values, |to, v| to.xhr_charset = v);
    let values = every!(DroppedParams: WithTheirType ButTheirType);
    flips.of("dropped_params", dropped_params, &values, |to, v| to.dropped_params = v);
    let values = every!(MethodOverrides: OutsideQuotes OutsideQuotesThenJoined AtEveryComma);
    flips.of("method_overrides", method_overrides, &values, |to, v| to.method_overrides = v);
    let values = every!(OriginUnderPolicy: Withheld Shown);
    flips.of("origin_under_policy", origin_under_policy, &values, |to, v| {
        to.origin_under_policy = v
    });
    let values = every!(AboutBlank: Answered AnsweredInAnyCase Refused);
    flips.of("about_blank", about_blank, &values, |to, v| to.about_blank = v);
    let values = every!(SiteRule: HostsOrDomains Domains);
    flips.of("site", site, &values, |to, v| to.site = v);

    let values = every!(AuthorizationUnderWildcard: Refused Covered);
    flips.of("authorization", authorization, &values, |to, v| to.authorization = v);
    flips.of("cache.authorization", cached_authorization, &values, |to, v| {
        to.cache.authorization = v;
    });
    let values = every!(UnlistedMethod: Allowed AsEver);
    flips.of("unlisted_method", unlisted_method, &values, |to, v| to.unlisted_method = v);
    let values = every!(EmptyLines: Kept Dropped);
    flips.of("empty_lines", empty_lines, &values, |to, v| to.empty_lines = v);
    let values = every!(JudgedFirst: CorsCheck Redirect Status);
    flips.of("judged_first", judged_first, &values, |to, v| to.judged_first = v);

    flips.of("max_age.default", default, &[0, 4, 6, 60], |to, v| to.max_age.default = v);
    flips.of("max_age.limit", limit, &[60, 600, 7_200, 86_400, 1 << 31], |to, v| {
        to.max_age.limit = v;
    });
    let values = every!(MaxAgeForm: Digits SignedInteger SignedIntegerAmongSpace);
    flips.of("max_age.form", form, &values, |to, v| to.max_age.form = v);
    flips.of("max_age.malformed", malformed, &[0, 4, 5, 6, 60], |to, v| to.max_age.malformed = v);

    let values = every!(Grain: Entry Answer);
    flips.of("cache.grain", grain, &values, |to, v| to.cache.grain = v);
    let values = every!(CachedWildcard: Everything WhereSaidWithoutCredentials
        ForRequestsWithoutCredentials Itself);
    flips.of("cache.wildcard", wildcard, &values, |to, v| to.cache.wildcard = v);
    let values = every!(CachedCredentials: ServeAll Apart);
    flips.of("cache.credentials", credentials, &values, |to, v| to.cache.credentials = v);
    flips.list("cache.unasked_methods", unasked_methods, &["GET", "HEAD", "POST"], |to, v| {
        to.cache.unasked_methods = v;
    });
    let values = every!(ForcedMethod: LookedUp AsEver);
    flips.of("cache.forced_method", forced_method, &values, |to, v| to.cache.forced_method = v);
    let values = every!(Renewal: KeepsClock RestartsClock);
    flips.of("cache.renewal", renewal, &values, |to, v| to.cache.renewal = v);
    flips.list("cache.conditional", conditional, &[Via::Fetch, Via::Xhr], |to, v| {
        to.cache.conditional = v;
    });
    let values = every!(EmptyFragment: Kept DroppedByFetch);
    flips.of("cache.empty_fragment", empty_fragment, &values, |to, v| to.cache.empty_fragment = v);
    let values = every!(AfterFailure: Cleared ClearedBySimpleToo Kept);
    flips.of("cache.after_failure", after_failure, &values, |to, v| to.cache.after_failure = v);
    let values = every!(RefusedAnswer: Forgotten Kept);
    flips.of("cache.refused", refused, &values, |to, v| to.cache.refused = v);
    let values = [Cache::NoStore, Cache::Reload, Cache::NoCache, Cache::ForceCache];
    flips.list("cache.bypassed_by", bypassed_by, &values, |to, v| to.cache.bypassed_by = v);
    flips.list("cache.not_kept_under", not_kept_under, &values, |to, v| {
        to.cache.not_kept_under = v;
    });
    let values = every!(NoTime: Ends PassedOver);
    flips.of("cache.no_time", no_time, &values, |to, v| to.cache.no_time = v);
    let values = [&[None, Some(100)], &near(capacity)[..]].concat();
    flips.of("cache.capacity", capacity, &values, |to, v| to.cache.capacity = v);
    let values = [&[None, Some(1023)], &near(longest_url)[..]].concat();
    flips.of("cache.longest_url", longest_url, &values, |to, v| to.cache.longest_url = v);
    let values = every!(OpaqueOrigins: Shared OfOneFetch KeepNothing);
    flips.of("cache.opaque_origins", opaque_origins, &values, |to, v| {
        to.cache.opaque_origins = v;
    });

    let values = every!(PreflightOrigin: OfRequest OfPage);
    flips.of("redirect.preflight_origin", preflight_origin, &values, |to, v| {
        to.redirect.preflight_origin = v;
    });
    let values = every!(DecidedBy: Request FirstRequest FirstHeaders);
    flips.of("redirect.decided_by", decided_by, &values, |to, v| to.redirect.decided_by = v);
    let values = every!(RedirectedDelete: Kept BecomesGet);
    flips.of("redirect.delete", delete, &values, |to, v| to.redirect.delete = v);
    let values = every!(AfterLeaving: Trusted Distrusted);
    flips.of("redirect.after_leaving", after_leaving, &values, |to, v| {
        to.redirect.after_leaving = v
    });
    let values = every!(OriginHeader: Afresh Kept);
    flips.of("redirect.origin_header", origin_header, &values, |to, v| {
        to.redirect.origin_header = v
    });
    let values = every!(NoCorsTaint: LeavingAnother LeavingAny);
    flips.of("redirect.no_cors_taint", no_cors_taint, &values, |to, v| {
        to.redirect.no_cors_taint = v
    });
    let values = every!(RemovedHeaders: StayAway SetAnew ComeBackUnderCors);
    flips.of("redirect.removed_headers", removed_headers, &values, |to, v| {
        to.redirect.removed_headers = v;
    });
    let values = every!(EmptyLocation: SameUrl Failure None);
    flips.of("redirect.empty_location", empty_location, &values, |to, v| {
        to.redirect.empty_location = v;
    });
    let values = every!(WithoutLocation: Redirect Answer);
    flips.of("redirect.without_location", without_location, &values, |to, v| {
        to.redirect.without_location = v;
    });
    let values = every!(RedirectedPolicy: Taken PassedOver);
    flips.of("redirect.referrer_policy", referrer_policy, &values, |to, v| {
        to.redirect.referrer_policy = v;
    });
    let values = every!(ManualLocation: Unseen Repeated RepeatedOrInvalid);
    flips.of("redirect.manual_location", manual_location, &values, |to, v| {
        to.redirect.manual_location = v;
    });
    let values = every!(Locations: Fail FailUnlessEqual Joined);
    flips.of("redirect.locations", locations, &values, |to, v| to.redirect.locations = v);
    let values = every!(RedirectedUserName: AcrossOrigins ButForXhr);
    flips.of("redirect.user_name", user_name, &values, |to, v| to.redirect.user_name = v);
    let values = every!(CarriedFragment: Kept Dropped);
    flips.of("redirect.empty_fragment", carried_fragment, &values, |to, v| {
        to.redirect.empty_fragment = v;
    });
    flips.of("redirect.keepalive_limit", keepalive_limit, &[18, 19, 20, 21], |to, v| {
        to.redirect.keepalive_limit = v;
    });

    let values = every!(UnparsableExposed: ExposesNothing KeepsEarlierWildcard);
    flips.of("expose.unparsable", unparsable, &values, |to, v| to.expose.unparsable = v);
    let values = ["proxy-authenticate", "www-authenticate"];
    flips.list("expose.hidden_in_several_lines", hidden_in_several_lines, &values, |to, v| {
        to.expose.hidden_in_several_lines = v;
    });
    flips.list(
        "expose.wildcard_with_credentials",
        wildcard_with_credentials,
        &["accept"],
        |to, v| to.expose.wildcard_with_credentials = v,
    );
    flips.flips
}
