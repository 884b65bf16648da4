//! What browsers do otherwise than the standard, told from the profiles: a row a rule.

use std::fmt::Write;

use cors_preflight::*;

/// A rule of the protocol that some browser leaves.
pub(crate) struct Rule {
    /// Where the standard has it, or should.
    pub(crate) spec: &'static str,
    /// What it is about.
    pub(crate) about: &'static str,
    /// What a profile makes of it.
    pub(crate) says: fn(&Profile) -> String,
}

const FETCH: &str = "https://fetch.spec.whatwg.org/";

pub(crate) const RULES: &[Rule] = &[
    Rule {
        spec: "#concept-header-list",
        about: "Headers of one name, given to `fetch()` as pairs",
        says: |profile| {
            match profile.repeated_headers {
                RepeatedHeaders::Apart => "judged one by one, the name asked for once",
                RepeatedHeaders::ApartAndListed => {
                    "judged one by one, the name asked for each time"
                }
                RepeatedHeaders::Joined => "joined by a comma first",
                RepeatedHeaders::JoinedAndNormalized => {
                    "joined by a comma first, and white space taken from both ends"
                }
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#forbidden-request-header",
        about: "Names that scripts may not set, beside the standard's",
        says: |profile| names(profile.also_forbidden.iter().copied()),
    },
    Rule {
        spec: "#cors-safelisted-request-header",
        about: "Headers that go without asking, beside the standard's",
        says: |profile| names(profile.also_safelisted.iter().map(|(name, _)| *name)),
    },
    Rule {
        spec: "#cors-unsafe-request-header-names",
        about: "Bytes that all safelisted values may have together",
        says: |profile| {
            profile.total_limit.map_or("no limit".to_owned(), |limit| limit.to_string())
        },
    },
    Rule {
        spec: "#cors-unsafe-request-header-byte",
        about: "Bytes from 0x80 up in Accept and Content-Type",
        says: |profile| {
            match profile.high_bytes {
                HighBytes::Safe => "go without asking",
                HighBytes::Unsafe => "are asked for",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#cors-safelisted-request-header",
        about: "The type in a Content-Type",
        says: |profile| {
            match profile.content_type {
            ContentTypeRule::MimeSniffing => "as MIME Sniffing parses it",
            ContentTypeRule::Strict => {
                "what stands before a space or semicolon; a comma anywhere is asked for, and so is \
                 an empty last parameter"
            }
        }
        .to_owned()
        },
    },
    Rule {
        spec: "#simple-range-header-value",
        about: "A Range's unit",
        says: |profile| {
            match profile.range.unit {
                RangeUnit::LowerCase => "`bytes`",
                RangeUnit::AnyCase => "`bytes` in any case",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#simple-range-header-value",
        about: "A Range's numbers",
        says: |profile| {
            let sign = match profile.range.sign {
                RangeSign::None => "digits",
                RangeSign::Plus => "digits, a plus before them",
            };
            match profile.range.largest {
                None => format!("{sign}, however many"),
                Some(largest) => format!("{sign}, up to {largest}"),
            }
        },
    },
    Rule {
        spec: "#use-cors-preflight-flag",
        about: "A listener on an XMLHttpRequest's `upload`",
        says: |profile| {
            match profile.upload_listener {
                UploadListener::Always => "causes a preflight",
                UploadListener::WithBody => "causes a preflight where there is a body",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-request-body",
        about: "The type of a body that is not safelisted, under mode `no-cors`",
        says: |profile| {
            match profile.no_cors_type {
                NoCorsType::Guarded => "is left out",
                NoCorsType::Sent => "is sent",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#request-class",
        about: "A stream for the body of `fetch()`",
        says: |profile| {
            match profile.streams {
                StreamRule::Sent => "is sent",
                StreamRule::Stringified => "is sent as the string it converts to",
                StreamRule::Refused => "is refused",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-main-fetch",
        about: "A stream for the body of `fetch()` to another origin under mode `same-origin`",
        says: |profile| {
            match profile.same_origin_streams {
                SameOriginStreams::WithinOrigin => "fails",
                SameOriginStreams::UnderCors => "is preflighted as under mode `cors`",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "https://fetch.spec.whatwg.org/#concept-headers-append",
        about: "White space about the type of a Blob",
        says: |profile| {
            match profile.blob_space {
                BlobSpace::TrimmedByFetch => {
                    "is left out by `fetch()`, counts in an XMLHttpRequest"
                }
                BlobSpace::TrimmedByFetchElseAtItsEnd => {
                    "is left out by `fetch()`, counts before the type in an XMLHttpRequest"
                }
                BlobSpace::Trimmed => "is left out",
                BlobSpace::Kept => "counts",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "https://xhr.spec.whatwg.org/#the-send()-method",
        about: "The type of a Blob that an XMLHttpRequest sends",
        says: |profile| {
            match profile.xhr_blob_type {
                XhrBlobType::Any => "is sent whatever it is",
                XhrBlobType::AnyOfAnyLength => {
                    "is sent whatever it is; its length asks for nothing"
                }
                XhrBlobType::MimeType => "is sent where it is a MIME type",
                XhrBlobType::StrictMimeType => {
                    "is sent where it is a MIME type with nothing amiss in its parameters"
                }
            }
            .to_owned()
        },
    },
    Rule {
        spec: "https://xhr.spec.whatwg.org/#the-send()-method",
        about: "Another charset than UTF-8 in the Content-Type of an XMLHttpRequest's text",
        says: |profile| {
            match profile.xhr_charset {
                XhrCharset::Serialized => "has the type written anew",
                XhrCharset::SerializedUnlessEmpty => {
                    "has the type written anew, unless the charset is empty"
                }
                XhrCharset::SerializedAndJudgedAsWritten => {
                    "has the type written anew; as it was first, it is judged too"
                }
                XhrCharset::Replaced => "is replaced, all else stays",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "https://xhr.spec.whatwg.org/#the-send()-method",
        about: "The type of URLSearchParams that an XMLHttpRequest by GET or HEAD leaves out",
        says: |profile| {
            match profile.dropped_params {
                DroppedParams::WithTheirType => "is left out too",
                DroppedParams::ButTheirType => "is sent",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#forbidden-request-header",
        about: "Methods in the value of X-HTTP-Method and its like",
        says: |profile| {
            match profile.method_overrides {
                MethodOverrides::OutsideQuotes => "are split at commas outside quotes",
                MethodOverrides::OutsideQuotesThenJoined => {
                    "are split at commas outside quotes, and so are those of several values joined, \
                     with which the fetch fails"
                }
                MethodOverrides::AtEveryComma => "are split at every comma",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#append-a-request-origin-header",
        about: "The Origin under no CORS where the referrer policy would withhold it",
        says: |profile| {
            match profile.origin_under_policy {
                OriginUnderPolicy::Withheld => "is `null`",
                OriginUnderPolicy::Shown => "is shown",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-scheme-fetch",
        about: "`about:blank` under mode `no-cors`",
        says: |profile| {
            match profile.about_blank {
                AboutBlank::Answered => "is answered, opaquely",
                AboutBlank::AnsweredInAnyCase => "is answered, opaquely, and so is `about:Blank`",
                AboutBlank::Refused => "fails",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#cross-origin-resource-policy-header",
        about: "`Cross-Origin-Resource-Policy: same-site` at another port of the same address",
        says: |profile| {
            match profile.site {
                SiteRule::HostsOrDomains => "lets the answer pass",
                SiteRule::Domains => "blocks the answer",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#cors-non-wildcard-request-header-name",
        about: "Authorization under `Access-Control-Allow-Headers: *`",
        says: |profile| authorization(profile.authorization),
    },
    Rule {
        spec: "#cors-preflight-fetch-0",
        about: "An answer without Access-Control-Allow-Methods, where an upload listener forced the preflight",
        says: |profile| {
            match profile.unlisted_method {
                UnlistedMethod::Allowed => "allows the method that was asked for",
                UnlistedMethod::AsEver => "allows GET, HEAD and POST",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-header-list-get",
        about: "An empty line of a header that has other lines",
        says: |profile| {
            match profile.empty_lines {
                EmptyLines::Kept => "counts",
                EmptyLines::Dropped => {
                    "is dropped, but of Location, and of Access-Control-Allow-Origin where several \
                     lines spell its name like that"
                }
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#cors-preflight-fetch-0",
        about: "What of a preflight's answer is judged, and told, first",
        says: |profile| {
            match profile.judged_first {
                JudgedFirst::CorsCheck => "Access-Control-Allow-Origin",
                JudgedFirst::Redirect => {
                    "a redirect with a Location, else Access-Control-Allow-Origin"
                }
                JudgedFirst::Status => "the status",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#http-access-control-max-age",
        about: "A preflight's answer without Access-Control-Max-Age",
        says: |profile| format!("{} seconds", profile.max_age.default),
    },
    Rule {
        spec: "#http-access-control-max-age",
        about: "An Access-Control-Max-Age that is no number, or is there twice",
        says: |profile| format!("{} seconds", profile.max_age.malformed),
    },
    Rule {
        spec: "#http-access-control-max-age",
        about: "What is a number in Access-Control-Max-Age",
        says: |profile| {
            match profile.max_age.form {
                MaxAgeForm::Digits => "digits, however many",
                MaxAgeForm::SignedInteger => "an integer of 64 bits, with a sign too; below 0 is 0",
                MaxAgeForm::SignedIntegerAmongSpace => {
                    "an integer of 64 bits, with a sign and white space too; below 0 is 0"
                }
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#http-access-control-max-age",
        about: "The longest that a preflight's answer is reused (from source)",
        says: |profile| match profile.max_age.limit {
            limit if limit == 1 << 31 => "as long as the answer says".to_owned(),
            limit => format!("{limit} seconds"),
        },
    },
    Rule {
        spec: "#cors-preflight-cache",
        about: "What the preflight cache keeps",
        says: |profile| {
            match profile.cache.grain {
                Grain::Entry => "every method and header name, each by itself",
                Grain::Answer => "the last answer for a URL; one that does not suffice is dropped",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-cache-match-method",
        about: "A `*` in the cache",
        says: |profile| {
            match profile.cache.wildcard {
                CachedWildcard::Everything => "covers all, with credentials too",
                CachedWildcard::WhereSaidWithoutCredentials => {
                    "covers all where it was said without credentials"
                }
                CachedWildcard::ForRequestsWithoutCredentials => {
                    "covers all of requests without credentials"
                }
                CachedWildcard::Itself => "covers nothing",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-cache-match-header",
        about: "Authorization under a `*` in the cache",
        says: |profile| authorization(profile.cache.authorization),
    },
    Rule {
        spec: "#concept-cache-match",
        about: "What was allowed with credentials",
        says: |profile| {
            match profile.cache.credentials {
                CachedCredentials::ServeAll => "serves requests without them too",
                CachedCredentials::Apart => "serves requests with them alone",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-http-fetch",
        about: "Methods that need no entry in the cache",
        says: |profile| names(profile.cache.unasked_methods.iter().copied()),
    },
    Rule {
        spec: "#concept-http-fetch",
        about: "The method in the cache under an upload listener",
        says: |profile| {
            match profile.cache.forced_method {
                ForcedMethod::LookedUp => "has to be there, GET, HEAD and POST too",
                ForcedMethod::AsEver => "as without a listener",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-cache-create-entry",
        about: "What is allowed again while the cache holds it",
        says: |profile| {
            match profile.cache.renewal {
                Renewal::KeepsClock => "counts from the first time",
                Renewal::RestartsClock => "counts from then",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-http-network-or-cache-fetch",
        about: "Requests on a condition, as with If-None-Match, that count as cache mode `reload` here",
        says: |profile| names(profile.cache.conditional.iter().map(|via| via.as_str())),
    },
    Rule {
        spec: "#concept-cache-match",
        about: "A URL with an empty fragment in the preflight cache",
        says: |profile| {
            match profile.cache.empty_fragment {
                EmptyFragment::Kept => "is another than the URL without",
                EmptyFragment::DroppedByFetch => {
                    "is the URL without where `fetch()` is called for it"
                }
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-main-fetch",
        about: "When a fetch with a preflight fails",
        says: |profile| {
            match profile.cache.after_failure {
                AfterFailure::Cleared => "the cache forgets what it holds for the URL",
                AfterFailure::ClearedBySimpleToo => {
                    "the cache forgets what it holds for the URL, after a fetch without one too, unless redirect mode `error` refused a redirect; and for a URL that redirects to a blocked port"
                }
                AfterFailure::Kept => "the cache keeps what it holds",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#cors-preflight-fetch-0",
        about: "When a preflight fails by its methods or headers",
        says: |profile| {
            match profile.cache.refused {
                RefusedAnswer::Forgotten => "the cache takes nothing of it",
                RefusedAnswer::Kept => "the cache takes what it does allow",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-request-cache-mode",
        about: "Cache modes of `fetch()` that pass the preflight cache by",
        says: |profile| names(profile.cache.bypassed_by.iter().map(|mode| mode.as_str())),
    },
    Rule {
        spec: "#concept-request-cache-mode",
        about: "Cache modes under which no preflight's answer is kept",
        says: |profile| names(profile.cache.not_kept_under.iter().map(|mode| mode.as_str())),
    },
    Rule {
        spec: "#http-access-control-max-age",
        about: "What is in the cache, when an answer allows it again with `Access-Control-Max-Age: 0`",
        says: |profile| {
            match profile.cache.no_time {
                NoTime::Ends => "ends",
                NoTime::PassedOver => "stays as it was",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-cache-match",
        about: "To a request whose Origin redirects have made `null`, the preflight cache is",
        says: |profile| {
            match profile.cache.opaque_origins {
                OpaqueOrigins::Shared => "what it is to any other",
                OpaqueOrigins::OfOneFetch => {
                    "what this same fetch was allowed since; no other's, unless the page's origin \
                     is opaque too"
                }
                OpaqueOrigins::KeepNothing => {
                    "nothing: each is preflighted, and so is every request of a page whose origin \
                     is opaque"
                }
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#cors-preflight-cache",
        about: "How many preflights' answers are kept at once",
        says: |profile| match profile.cache.capacity {
            None => "any number".to_owned(),
            Some(capacity) => format!(
                "{capacity}; then those go first that allow nothing by name, else the one used longest ago"
            ),
        },
    },
    Rule {
        spec: "#cors-preflight-cache",
        about: "The longest URL in the preflight cache",
        says: |profile| match profile.cache.longest_url {
            None => "any".to_owned(),
            Some(longest) => format!("{longest} bytes"),
        },
    },
    Rule {
        spec: "#serializing-a-request-origin",
        about: "The Origin of a preflight after redirects across origins",
        says: |profile| {
            match profile.redirect.preflight_origin {
                PreflightOrigin::OfRequest => "`null`, as the request's",
                PreflightOrigin::OfPage => "the page's; the request's is `null`",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-http-redirect-fetch",
        about: "Whether a redirected request is preflighted goes by",
        says: |profile| {
            match profile.redirect.decided_by {
                DecidedBy::Request => "the request as it is then",
                DecidedBy::FirstRequest => "the request as it was first too",
                DecidedBy::FirstHeaders => {
                    "the request as it was first, whose headers are asked for"
                }
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-http-redirect-fetch",
        about: "A DELETE that is redirected to another origin",
        says: |profile| {
            match profile.redirect.delete {
                RedirectedDelete::Kept => "stays one under 301, 302, 307 and 308",
                RedirectedDelete::BecomesGet => "becomes a GET",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-http-redirect-fetch",
        about: "A further redirect, once one has led away from the page's origin",
        says: |profile| {
            match profile.redirect.after_leaving {
                AfterLeaving::Trusted => "is checked like any other answer",
                AfterLeaving::Distrusted => "has to allow credentials unless the mode is `omit`",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#append-a-request-origin-header",
        about: "Origin, once a redirected request needs none any more",
        says: |profile| {
            match profile.redirect.origin_header {
                OriginHeader::Afresh => "is left out",
                OriginHeader::Kept => "stays",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-http-redirect-fetch",
        about: "The Origin of mode `no-cors` is `null` after a redirect to another origin",
        says: |profile| {
            match profile.redirect.no_cors_taint {
                NoCorsTaint::LeavingAnother => "from an origin that is not the page's",
                NoCorsTaint::LeavingAny => "from any origin",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-http-redirect-fetch",
        about: "Headers of the body that a redirect has removed",
        says: |profile| {
            match profile.redirect.removed_headers {
                RemovedHeaders::StayAway => "stay away",
                RemovedHeaders::SetAnew => {
                    "come back with the next redirect that makes no GET of the first method"
                }
                RemovedHeaders::ComeBackUnderCors => {
                    "come back with the next redirect under CORS, or to it; elsewhere the type alone, \
                     with the next 307 or 308"
                }
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-response-location-url",
        about: "A redirect with an empty Location",
        says: |profile| {
            match profile.redirect.empty_location {
                EmptyLocation::SameUrl => "leads to the same URL",
                EmptyLocation::Failure => "fails",
                EmptyLocation::None => "is as if it had none",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-http-fetch",
        about: "A redirect status without Location or with an empty one, under redirect mode `error`",
        says: |profile| {
            match profile.redirect.without_location {
                WithoutLocation::Redirect => "is a redirect",
                WithoutLocation::Answer => "is an answer",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "https://w3c.github.io/webappsec-referrer-policy/#set-requests-referrer-policy-on-redirect",
        about: "The Referrer-Policy of a redirect",
        says: |profile| {
            match profile.redirect.referrer_policy {
                RedirectedPolicy::Taken => "takes the place of the request's",
                RedirectedPolicy::PassedOver => "does nothing, as far as Origin shows",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-http-fetch",
        about: "Under redirect mode `manual`",
        says: |profile| {
            match profile.redirect.manual_location {
                ManualLocation::Unseen => "no Location is looked at",
                ManualLocation::Repeated => "several Locations fail, unless they are equal",
                ManualLocation::RepeatedOrInvalid => {
                    "several Locations fail, unless they are equal, and so does one that is no URL"
                }
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-http-redirect-fetch",
        about: "A redirect with a user name or password in its Location",
        says: |profile| {
            match profile.redirect.user_name {
                RedirectedUserName::AcrossOrigins => "fails across origins under CORS",
                RedirectedUserName::ButForXhr => {
                    "fails, but for an XMLHttpRequest's within its origin"
                }
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-http-redirect-fetch",
        about: "How many redirects a `fetch()` with `keepalive` follows",
        says: |profile| profile.redirect.keepalive_limit.to_string(),
    },
    Rule {
        spec: "#concept-response-location-url",
        about: "The empty fragment of a URL that is redirected to one without a fragment",
        says: |profile| {
            match profile.redirect.empty_fragment {
                CarriedFragment::Kept => "goes along",
                CarriedFragment::Dropped => "stays behind",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#concept-response-location-url",
        about: "A redirect with several Locations",
        says: |profile| {
            match profile.redirect.locations {
                Locations::Fail => "fails",
                Locations::FailUnlessEqual => "fails unless they are equal",
                Locations::Joined => "leads to where they do, joined by a comma",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#http-access-control-expose-headers",
        about: "An Access-Control-Expose-Headers that does not parse",
        says: |profile| {
            match profile.expose.unparsable {
                UnparsableExposed::ExposesNothing => "exposes nothing",
                UnparsableExposed::KeepsEarlierWildcard => "exposes all where `*` stands before it",
            }
            .to_owned()
        },
    },
    Rule {
        spec: "#http-access-control-expose-headers",
        about: "Exposed headers that are hidden where they come in several lines",
        says: |profile| names(profile.expose.hidden_in_several_lines.iter().copied()),
    },
    Rule {
        spec: "#http-access-control-expose-headers",
        about: "What `Access-Control-Expose-Headers: *` exposes with credentials",
        says: |profile| names(profile.expose.wildcard_with_credentials.iter().copied()),
    },
];

impl Rule {
    /// The address of the definition.
    pub(crate) fn address(&self) -> String {
        if self.spec.starts_with('#') {
            return format!("{FETCH}{}", self.spec);
        }
        self.spec.to_owned()
    }

    /// What every profile makes of it, where they are not all of one mind.
    pub(crate) fn differs(&self) -> Option<[String; 4]> {
        let said = Profile::ALL.map(self.says);
        (said.iter().any(|other| *other != said[0])).then_some(said)
    }
}

/// The table in Markdown.
pub(crate) fn table() -> String {
    let mut table = String::new();
    let names = Profile::ALL.map(|profile| profile.name);
    let _ = writeln!(table, "| what | {} |", names.join(" | "));
    let _ = writeln!(table, "| --- |{}", " --- |".repeat(names.len()));
    for rule in RULES {
        let Some(said) = rule.differs() else { continue };
        let [standard, browsers @ ..] = &said;
        // What is as the standard has it is left out.
        let browsers = browsers.iter().map(|says| if says == standard { "" } else { says });
        let browsers = browsers.collect::<Vec<_>>().join(" | ");
        let (about, address) = (rule.about, rule.address());
        let _ = writeln!(table, "| [{about}]({address}) | {standard} | {browsers} |");
    }
    table
}

fn authorization(rule: AuthorizationUnderWildcard) -> String {
    match rule {
        AuthorizationUnderWildcard::Refused => "is not covered",
        AuthorizationUnderWildcard::Covered => "is covered",
    }
    .to_owned()
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// The differences as a module for the page: every row with what the standard and the browsers do.
pub(crate) fn module() -> String {
    let mut rows = Vec::new();
    for rule in RULES {
        let Some([standard, browsers @ ..]) = rule.differs() else { continue };
        let mut said = serde_json::Map::new();
        for (profile, says) in Profile::ALL[1..].iter().zip(browsers) {
            if says != standard {
                said.insert(profile.name.to_owned(), says.into());
            }
        }
        let (what, address) = (rule.about, rule.address());
        let row = serde_json::json!({ "what": what, "address": address, "standard": standard, "browsers": said });
        rows.push(format!("  {row},\n"));
    }
    let versions: Vec<&str> = Profile::ALL[1..].iter().map(|profile| profile.version).collect();
    format!(
        "// What browsers do otherwise than the standard. `cargo xtask docs` writes this file.\n\n\
         export const versions = {};\n\nexport const differences = [\n{}];\n",
        serde_json::json!(versions),
        rows.concat()
    )
}

#[cfg(test)]
mod tests {
    use cors_preflight::Profile;

    use super::RULES;
    use crate::flips;

    /// What no page and no server sees of what a field says has no row to differ in.
    #[test]
    fn every_field_of_a_profile_has_a_row() {
        for profile in Profile::ALL {
            let said: Vec<String> = RULES.iter().map(|rule| (rule.says)(profile)).collect();
            for flip in flips::flips(profile) {
                // The table lists the names of client hints, not their values.
                if flip.name.starts_with("also_safelisted with") {
                    continue;
                }
                let other = RULES.iter().map(|rule| (rule.says)(&flip.profile));
                assert!(
                    !other.eq(said.iter().cloned()),
                    "{}: {} has no row",
                    profile.name,
                    flip.name
                );
            }
        }
    }
}
