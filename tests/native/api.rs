//! Properties of the public API as a whole.

use cors_preflight::console::{Engine, Explanation, FailedRequest, PlaceholderValues, ResponseTo};
use cors_preflight::spec::{CorsUnsafeRequestHeaders, HeaderValues, MimeType, SingleRange, Url};
use cors_preflight::*;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;

fn is_thread_safe<T: Send + Sync + Clone + Debug + 'static>() {}

fn is_value<T: Hash + Eq + Clone + Debug + Send + Sync>() {}

fn is_keyword<T: Copy + Eq + Hash + AsRef<str> + Display + FromStr<Err = UnknownKeyword>>() {}

fn is_error<T: Error + Clone + Eq + Send + Sync + 'static>() {}

#[test]
fn every_type_can_be_sent_and_shared_between_threads() {
    is_thread_safe::<Browser>();
    is_thread_safe::<Profile>();
    is_thread_safe::<Difference>();
    is_thread_safe::<Call>();
    is_thread_safe::<Classification>();
    is_thread_safe::<PreflightVerdict>();
    is_thread_safe::<ResponseVerdict>();
    is_thread_safe::<Exchange>();
    is_thread_safe::<Step>();
    is_thread_safe::<Pending>();
    is_thread_safe::<FinalResponse>();
    is_thread_safe::<PreflightCache>();
    is_thread_safe::<Reason>();
    is_thread_safe::<Explanation>();
    is_thread_safe::<FailedRequest<'static>>();
    is_thread_safe::<PlaceholderValues>();
    is_thread_safe::<CorsUnsafeRequestHeaders>();
    is_thread_safe::<HeaderValues<'static>>();
    is_thread_safe::<SingleRange<'static>>();
    is_thread_safe::<MimeType>();
    is_thread_safe::<Url>();
}

#[test]
fn inputs_are_values() {
    is_value::<Call>();
    is_value::<Body>();
    is_value::<Initiator>();
    is_value::<Origin>();
    is_value::<Header>();
    is_value::<HeaderList>();
    is_value::<HttpRequest>();
    is_value::<HttpResponse>();
    is_value::<CacheEntry>();
    is_value::<Grant>();
    is_value::<Profile>();
}

#[test]
fn keywords_are_printed_and_parsed() {
    is_keyword::<RequestMode>();
    is_keyword::<CredentialsMode>();
    is_keyword::<RedirectMode>();
    is_keyword::<CacheMode>();
    is_keyword::<ReferrerPolicy>();
    is_keyword::<CorsSettings>();
    is_keyword::<Outcome>();
    is_keyword::<ResponseType>();
    is_keyword::<FailedAt>();
    is_keyword::<Exception>();
    is_keyword::<ReasonCode>();
    is_keyword::<Engine>();
    is_keyword::<ResponseTo>();
    is_keyword::<Initiator>();
    for initiator in Initiator::ALL {
        assert_eq!(initiator.to_string().parse(), Ok(*initiator));
    }
    for mode in RequestMode::ALL {
        assert_eq!(mode.to_string().parse(), Ok(*mode));
    }
    assert_eq!(RequestMode::ALL.len(), RequestMode::KEYWORDS.len());
}

#[test]
fn errors_are_errors() {
    is_error::<InvalidOrigin>();
    is_error::<InvalidHeader>();
    is_error::<InvalidResponse>();
    is_error::<UnknownKeyword>();
    is_error::<Failure>();
}

#[test]
fn a_step_is_small_enough_to_be_moved() {
    assert!(size_of::<Step>() <= 256, "{} bytes", size_of::<Step>());
}

#[test]
fn a_call_is_built_in_any_order() {
    let call = || Call::fetch("https://app.example", "https://api.example/").expect("an origin");
    let one = call().method("PUT").header("X-A", "1").mode(RequestMode::Cors);
    let other = call().mode(RequestMode::Cors).headers([("X-A", b"1")]).method("PUT");
    assert_eq!(one, other);
    assert_ne!(one, call().method("PUT"));
    assert!(Call::fetch("https://app.example/", "https://api.example/").is_err());
}

#[test]
fn header_values_are_bytes() {
    let origin = Origin::OPAQUE;
    let latin = Call::new(origin, "https://api.example/").header("Accept", b"caf\xe9");
    let classification = Browser::STANDARD.classify(&latin);
    let request = classification.request().expect("the request is sent");
    assert_eq!(request.headers().get("accept").as_deref(), Some(&b"caf\xe9"[..]));

    let utf8 = latin.header("Accept", "café");
    let classification = Browser::STANDARD.classify(&utf8);
    let request = classification.request().expect("the request is sent");
    let values: Vec<&[u8]> = request.headers().get_all("accept").collect();
    assert_eq!(values, [&b"caf\xe9"[..], "café".as_bytes()]);
}

#[test]
fn a_header_is_valid() {
    assert!(Header::new("", "1").is_err());
    assert!(Header::new("X A", "1").is_err());
    for value in ["a\nb", "a\rb", "a\0b"] {
        assert!(Header::new("X-A", value).is_err(), "{value:?}");
        assert!(HttpResponse::new(200).and_then(|it| it.header("X-A", value)).is_err());
    }
    assert_eq!(Header::new("X-A", "\t a b ").map(|it| it.value().to_vec()), Ok(b"a b".to_vec()));
}

#[test]
fn a_list_of_headers_is_iterated() {
    let header = |name| Header::new(name, "1").expect("a header");
    let headers: HeaderList = ["X-A", "x-b", "x-a"].map(header).into_iter().collect();
    assert_eq!((headers.len(), headers.is_empty()), (3, false));
    assert!(HeaderList::default().is_empty());
    let names: Vec<&str> = (&headers).into_iter().map(Header::name).collect();
    assert_eq!(names, ["X-A", "x-b", "X-A"]);
    assert_eq!(headers.into_iter().count(), 3);
}

#[test]
fn an_exchange_without_a_cache_sends_every_preflight() {
    let call = Call::fetch("https://app.example", "https://api.example/").expect("an origin");
    let call = call.method("PUT");
    for _ in 0..2 {
        let step = Browser::STANDARD.fetch(call.clone()).start(None);
        let Step::Send(pending) = step else { panic!("{step:?}") };
        assert!(pending.is_preflight());
        assert_eq!(pending.reasons()[0].code(), ReasonCode::MethodNotSafelisted);
        let Step::Failed(failure) = pending.network_error(None) else { panic!("no failure") };
        assert_eq!(failure.failed_at(), FailedAt::Network);
    }
}
