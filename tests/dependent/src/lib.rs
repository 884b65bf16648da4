//! A program that uses every public function of the engine, natively and for wasm32.

use cors_preflight::console::{self, Engine, FailedRequest, Placeholder, ResponseTo};
use cors_preflight::spec::{self, HeaderValues, MimeType, Url};
use cors_preflight::{
    Body, Browser, CacheEntry, CacheMode, Call, CorsSettings, CredentialsMode, Failure,
    FinalResponse, Grant, Header, HeaderList, HttpRequest, HttpResponse, Initiator, Origin,
    PreflightCache, Profile, Reason, ReasonCode, RedirectMode, ReferrerPolicy, RequestMode, Step,
    parse_url,
};
use std::error::Error;
use std::time::Duration;

#[cfg(target_family = "wasm")]
mod browser;

/// Calls everything.
///
/// # Errors
///
/// Returns the first error of a conversion.
pub fn all() -> Result<Vec<String>, Box<dyn Error>> {
    let call = call()?;
    let response = response()?;
    let mut printed = Vec::new();
    for browser in Browser::ALL {
        printed.extend(judged(*browser, &call, &response)?);
    }
    printed.extend(fetched(Browser::new(Profile::STANDARD, parse_url), call.clone()));
    printed.extend(definitions(&response));
    printed.extend(explained("No 'Access-Control-Allow-Origin' header is present"));
    printed.extend(converted()?);
    Ok(printed)
}

fn call() -> Result<Call, Box<dyn Error>> {
    let origin = Origin::new("https://app.example", parse_url)?;
    let cross_origin = CorsSettings::from_attribute("anonymous");
    printed_initiator(Initiator::Image { cross_origin: Some(cross_origin) });
    Ok(Call::new(Origin::OPAQUE, "https://other.example/")
        .origin(origin)
        .url("https://api.example/notes")
        .initiator(Initiator::Fetch)
        .method("PUT")
        .header("X-Trace", "1")
        .headers([("Content-Type", "application/json")])
        .body(Body::Text)
        .mode(RequestMode::Cors)
        .credentials(CredentialsMode::Include)
        .redirect(RedirectMode::Follow)
        .cache(CacheMode::Default)
        .keepalive(false)
        .half_duplex(false)
        .referrer_policy(ReferrerPolicy::Origin)
        .accept_language("en")
        .partition("site"))
}

fn printed_initiator(initiator: Initiator) -> String {
    initiator.as_str().to_owned()
}

fn response() -> Result<HttpResponse, Box<dyn Error>> {
    let header = Header::new("Access-Control-Allow-Origin", "https://app.example")?;
    assert!(header.is("access-control-allow-origin"));
    let response = HttpResponse::new(204)?
        .header(header.name(), header.value())?
        .with_headers([("Access-Control-Allow-Methods", "PUT")])?;
    let mut headers: HeaderList = response.headers().clone();
    headers.append(header);
    let is_there = !headers.is_empty() && headers.contains("vary");
    let found = (headers.len(), headers.get("vary"), headers.get_all("vary").count(), is_there);
    let known = headers.iter().count();
    assert!(known >= found.2);
    let is_whole = response.has_ok_status() && !response.has_redirect_status();
    assert!(is_whole && response.status() == 204);
    Ok(response)
}

fn judged(
    browser: Browser,
    call: &Call,
    response: &HttpResponse,
) -> Result<Vec<String>, Box<dyn Error>> {
    let profile = browser.profile();
    let named = Browser::from_name(profile.name()).map(Browser::profile);
    assert_eq!(named, Profile::from_name(profile.name()));
    let mut printed = vec![profile.version().to_owned()];
    printed.extend(profile.differences().map(|difference| difference.to_string()));

    let classification = browser.classify(call);
    let requests = [classification.preflight(), classification.request()];
    printed.extend(requests.into_iter().flatten().map(printed_request));
    let (reasons, notes) = (classification.reasons(), classification.notes());
    printed.extend(reasons.iter().chain(notes).flat_map(printed_reason));
    printed.push(format!("{} {}", classification.outcome(), classification.summary()));
    printed.push(classification.needs_preflight().to_string());

    let preflight = browser.check_preflight(call, response);
    printed.push(format!("{} {}", preflight.is_allowed(), preflight.summary()));
    printed.extend(preflight.reasons().iter().chain(preflight.notes()).flat_map(printed_reason));
    printed.extend(preflight.grant().map(printed_grant));

    let verdict = browser.check_response(call, response);
    printed.push(format!("{} {}", verdict.is_readable(), verdict.summary()));
    printed.extend(verdict.reasons().iter().chain(verdict.notes()).flat_map(printed_reason));
    printed.push(verdict.response_type().to_string());
    printed.extend(verdict.exposed_headers().iter().cloned());

    let needs = browser.needs_preflight("PUT", &[("X-Trace", "1")])?;
    printed.push(needs.to_string());
    Ok(printed)
}

fn printed_request(request: &HttpRequest) -> String {
    let (method, url, count) = (request.method(), request.url(), request.headers().len());
    format!("{method} {url} {count} {} {}", request.has_body(), request.includes_credentials())
}

fn printed_grant(grant: &Grant) -> String {
    format!("{:?} {:?} {:?}", grant.max_age(), grant.methods(), grant.headers())
}

fn printed_reason(reason: &Reason) -> Vec<String> {
    let known: Option<ReasonCode> = reason.code().as_str().parse().ok();
    let texts = [reason.subject(), reason.fix(), reason.exception().map(|it| it.to_string())];
    let mut printed = vec![format!("{known:?}"), reason.message(), reason.spec().to_owned()];
    printed.extend(texts.into_iter().flatten());
    printed
}

fn fetched(browser: Browser, call: Call) -> Vec<String> {
    let mut cache = PreflightCache::new(browser.profile());
    assert_eq!(cache.profile(), browser.profile());
    let now = Duration::from_secs(1);
    let mut printed = Vec::new();
    let mut step = browser.fetch(call).start(cache.at(now));
    loop {
        step = match step {
            Step::Send(pending) => {
                printed.push(printed_request(pending.request()));
                printed.extend(pending.reasons().iter().flat_map(printed_reason));
                match (pending.is_preflight(), response()) {
                    (true, Ok(response)) => pending.respond(&response, cache.at(now)),
                    _ => pending.network_error(cache.at(now)),
                }
            }
            Step::Done(response) => {
                printed.push(printed_response(&response));
                break;
            }
            Step::Failed(failure) => {
                printed.push(printed_failure(&failure));
                break;
            }
        };
    }
    printed.extend(cache.entries().iter().map(printed_entry));
    cache.clear();
    printed
}

fn printed_response(response: &FinalResponse) -> String {
    let (kind, status, url) = (response.response_type(), response.status(), response.url());
    let (exposed, notes) = (response.exposed_headers(), response.notes());
    format!("{kind} {status} {url} {} {exposed:?} {notes:?}", response.is_redirected())
}

fn printed_failure(failure: &Failure) -> String {
    format!("{} {} {:?}", failure.failed_at(), failure.summary(), failure.reasons())
}

fn printed_entry(entry: &CacheEntry) -> String {
    let allowed = (entry.method(), entry.header_name(), entry.includes_credentials());
    let key = (entry.partition(), entry.origin(), entry.url());
    let times = (entry.stored(), entry.max_age(), entry.expires());
    format!("{key:?} {allowed:?} {times:?}")
}

fn definitions(response: &HttpResponse) -> Vec<String> {
    let headers = response.headers();
    let of_methods = [
        spec::is_method(b"PUT"),
        spec::is_token(b"PUT"),
        spec::is_forbidden_method(b"TRACE"),
        spec::is_cors_safelisted_method(b"GET"),
    ];
    let of_headers = [
        spec::is_header_name(b"X-Trace"),
        spec::is_header_value(b"1"),
        spec::is_forbidden_response_header_name("Set-Cookie"),
        spec::forbidden_request_header("Cookie", b"").is_some(),
        spec::is_cors_safelisted_request_header("Accept", b"*/*"),
        spec::is_no_cors_safelisted_request_header("Accept", b"*/*"),
    ];
    let of_bytes = [
        spec::is_http_whitespace(b' '),
        spec::is_http_tab_or_space(b' '),
        spec::is_cors_unsafe_request_header_byte(b'"'),
    ];
    let unsafe_headers = spec::cors_unsafe_request_headers(headers);
    let texts = [
        spec::normalize_method("put").to_owned(),
        spec::isomorphic_decode(spec::normalize_value(b" 1 ")),
        spec::sorted_lowercase_set(&["X-Trace"]).concat(),
        unsafe_headers.names().concat(),
        spec::mime_type_essence(b"text/html").unwrap_or_default(),
    ];
    let values = match spec::extract_header_list_values("Access-Control-Allow-Methods", headers) {
        HeaderValues::Tokens(tokens) => tokens.concat(),
        _ => String::new(),
    };
    let kind: Option<MimeType> = spec::parse_mime_type(b"text/html;charset=utf-8");
    let kind = kind.map(|kind| (kind.parameter("charset").is_some(), kind.serialize()));
    let range = spec::parse_single_range(b"bytes=0-1").and_then(|range| range.start);
    let counts = [
        spec::get_decode_and_split(b"a, b").len(),
        spec::isomorphic_encode("a").map_or(0, |bytes| bytes.len()),
        unsafe_headers.reasons().len(),
        spec::cors_check(&Origin::OPAQUE, CredentialsMode::Omit, response).len(),
    ];
    let mut printed = vec![format!(
        "{of_methods:?} {of_headers:?} {of_bytes:?} {values} {kind:?} {range:?} {counts:?}"
    )];
    printed.extend(texts);
    printed.extend(url().into_iter().flatten());
    printed
}

fn url() -> Option<[String; 2]> {
    let text = parse_url("x?y#z", Some("https://api.example:8443/"))?;
    let url = Url::new(&text, None, parse_url)?;
    let origin: Origin = url.origin();
    let texts = [url.href(), url.without_fragment(), url.scheme(), url.host()];
    let facts = (url.fragment(), url.port(), url.is_http(), url.has_bad_port(), url.is_loopback());
    let same = (url.is_same_origin(&origin), origin.is_same_origin(&Origin::OPAQUE));
    let of_origin = (origin.serialize(), origin.scheme(), origin.host());
    let credentials = url.includes_credentials();
    Some([format!("{texts:?} {facts:?}"), format!("{same:?} {of_origin:?} {credentials}")])
}

fn explained(text: &str) -> Vec<String> {
    let Some(explanation) = console::explain(text) else { return Vec::new() };
    let values = &explanation.values;
    let mut printed = vec![format!("{:?} {}", values.get(Placeholder::Url), values.iter().count())];
    let mut failed =
        FailedRequest::new(&explanation.reason, "https://api.example/", "https://app.example");
    failed.response_to = ResponseTo::Preflight;
    printed.extend(failed.console_message(Engine::Chromium));
    printed
}

fn converted() -> Result<Vec<String>, Box<dyn Error>> {
    let request = http::Request::get("https://api.example/").body(())?;
    let (parts, ()) = request.into_parts();
    let call = Call::from_http("https://app.example".parse()?, &parts);
    assert_eq!(call, Call::fetch("https://app.example", "https://api.example/")?);
    let classification = Browser::STANDARD.classify(&call);
    let sent = classification.request().map(http::Request::try_from).transpose()?;
    let response = HttpResponse::from(&http::Response::new("body"));
    let verdict = Browser::STANDARD.check_response(&call, &response);
    let json = [serde_json::to_string(&classification)?, serde_json::to_string(&verdict)?];
    Ok([json.concat(), format!("{sent:?}")].into())
}

#[cfg(test)]
mod tests {
    #[test]
    fn everything_runs() {
        assert!(!super::all().expect("every conversion succeeds").is_empty());
    }
}
