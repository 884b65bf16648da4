//! The cases: calls, the responses of the servers, and the verdicts of the engine.

use std::collections::BTreeMap;

use cors_preflight::console::{Engine, FailedRequest, Placeholder, ResponseTo, explain};
use cors_preflight::{Browser, Call, FailedAt, Initiator, Reason, Step};
use serde::Deserialize;
use serde_json::Value;
use testbed::places::Places;
use testbed::read;
use testbed::response::Response;

const CASES: &str = include_str!("cases.json");

/// A call that fails, or for which a browser prints a warning.
#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// The initiator.
    #[serde(default)]
    page: Page,
    /// The call, including its URL.
    call: Value,
    /// The response to an OPTIONS request.
    preflight: Option<Response>,
    /// The response to every other request. `None` closes the connection.
    answer: Option<Response>,
    /// The responses for paths below the path of the case.
    end: Option<Response>,
    /// The browsers whose consoles print no reason.
    #[serde(default)]
    silent: Vec<String>,
    /// Messages, by browser, about a call that succeeds in the engine.
    #[serde(default)]
    beyond: BTreeMap<String, Beyond>,
    /// Values, by browser and placeholder, that the browser prints differently from the engine.
    #[serde(default)]
    otherwise: BTreeMap<String, BTreeMap<String, String>>,
}

/// The address space and the scheme of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Page {
    /// The page is on this machine.
    #[default]
    Loopback,
    /// The page is on the public internet.
    Public,
    /// The page is on the public internet, and its origin is not secure.
    Insecure,
    /// The page uses HTTPS.
    Secure,
    /// The page is on this machine, and CORS is disabled in the browser.
    Disabled,
}

impl Page {
    /// Returns the pages that a browser can load. Only Chromium can override the address space of a page.
    pub(crate) fn of(browser: Engine) -> &'static [Page] {
        match browser {
            Engine::Chromium => &[Page::Loopback, Page::Public, Page::Insecure, Page::Secure],
            Engine::Firefox => &[Page::Loopback, Page::Disabled],
            _ => &[Page::Loopback],
        }
    }
}

/// A message of a browser that the standard does not require.
#[derive(Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum Beyond {
    LocalNetworkDenied { address_space: String },
    LocalNetworkInsecure { address_space: String },
    LocalNetworkMismatch { target_address_space: String, address_space: String },
    AuthorizationNotCoveredByWildcard,
    CorsDisabled,
}

impl Beyond {
    /// Returns the reason that `explain` finds in the message.
    fn reason(&self) -> Reason {
        let message = match self {
            Beyond::LocalNetworkDenied { address_space } => format!(
                "Permission was denied for this request to access the `{address_space}` address \
                 space."
            ),
            Beyond::LocalNetworkInsecure { address_space } => format!(
                "The request client is not a secure context and the resource is in more-private \
                 address space `{address_space}`."
            ),
            Beyond::LocalNetworkMismatch { target_address_space, address_space } => format!(
                "Request had a target IP address space of `{target_address_space}` yet the resource \
                 is in address space `{address_space}`."
            ),
            Beyond::AuthorizationNotCoveredByWildcard => {
                "AuthorizationCoveredByWildcard".to_owned()
            }
            Beyond::CorsDisabled => "CORS disabled".to_owned(),
        };
        explain(&message).expect("a message of the table").reason
    }

    fn response_to(&self) -> ResponseTo {
        match self {
            Beyond::AuthorizationNotCoveredByWildcard => ResponseTo::Preflight,
            _ => ResponseTo::Request,
        }
    }
}

/// The origins of the servers, and of the pages.
pub(crate) struct Origins {
    pub(crate) page: String,
    pub(crate) other: String,
    pub(crate) third: String,
    /// An origin without a server.
    pub(crate) closed: String,
    pub(crate) public: String,
    pub(crate) insecure: String,
    pub(crate) secure: String,
    pub(crate) disabled: String,
}

impl Origins {
    pub(crate) fn of_page(&self, page: Page) -> &str {
        match page {
            Page::Loopback => &self.page,
            Page::Public => &self.public,
            Page::Insecure => &self.insecure,
            Page::Secure => &self.secure,
            Page::Disabled => &self.disabled,
        }
    }
}

/// The result of a case in the engine.
pub(crate) struct Verdict {
    /// The first reason.
    pub(crate) reason: Reason,
    pub(crate) response_to: ResponseTo,
    pub(crate) status: Option<u16>,
    pub(crate) first_url: String,
    /// The URL of the last request.
    pub(crate) url: String,
    /// The Location of the last response.
    pub(crate) location: Option<String>,
}

impl Case {
    /// Returns every case, with its placeholders and its id filled in.
    pub(crate) fn all(origins: &Origins) -> Vec<Case> {
        let rows: Vec<Value> = serde_json::from_str(CASES).expect("cases.json is JSON");
        let numbered = rows.iter().enumerate().map(|(number, row)| {
            let page = Page::deserialize(&row["page"]).unwrap_or_default();
            let page = origins.of_page(page);
            let places = Places::new(&[page, &origins.other, &origins.third])
                .with("other_with_password", origins.other.replace("//", "//u:p@"))
                .with("closed", &origins.closed)
                .with("id", id(number));
            let mut case: Case = serde_json::from_str(&places.fill(&row.to_string()))
                .unwrap_or_else(|error| panic!("{}: {error}", row["name"]));
            case.call["origin"] = page.into();
            case
        });
        numbered.collect()
    }

    /// Returns the input of the page.
    pub(crate) fn work(&self) -> &Value {
        &self.call
    }

    pub(crate) fn call(&self) -> Call {
        read::call(&self.call).expect("a call")
    }

    pub(crate) fn origin(&self) -> &str {
        self.call["origin"].as_str().expect("an origin")
    }

    /// Whether a browser can make the call.
    pub(crate) fn is_for(&self, browser: Engine) -> bool {
        Page::of(browser).contains(&self.page)
    }

    pub(crate) fn is_silent_in(&self, browser: Engine) -> bool {
        self.silent.iter().any(|name| name == browser.as_str())
    }

    /// Returns the values that a browser prints differently from the engine.
    pub(crate) fn otherwise(&self, browser: Engine) -> Vec<(Placeholder, &str)> {
        let values = self.otherwise.get(browser.as_str()).into_iter().flatten();
        let hole = |word: &str| word.parse::<Placeholder>().expect("the name of a placeholder");
        values.map(|(word, value)| (hole(word), value.as_str())).collect()
    }

    /// Returns the message that a browser prints for a verdict, on the page with this URL.
    pub(crate) fn failure<'a>(&'a self, verdict: &'a Verdict, page: &'a str) -> FailedRequest<'a> {
        let mut request = FailedRequest::new(&verdict.reason, &verdict.url, self.origin());
        request.response_to = verdict.response_to;
        request.status = verdict.status;
        request.redirected_from = Some(&verdict.first_url);
        request.page = Some(page);
        let initiator = self.call["via"].as_str().map(str::parse);
        request.initiator =
            initiator.map_or(Initiator::Fetch, |parsed| parsed.expect("an initiator"));
        request
    }

    /// Returns the response to a request for this path, or `None` to close the connection.
    pub(crate) fn answer(&self, is_preflight: bool, path: &str) -> Option<&Response> {
        if is_preflight && self.preflight.is_some() {
            self.preflight.as_ref()
        } else if path.ends_with("/end") {
            self.end.as_ref()
        } else {
            self.answer.as_ref()
        }
    }

    /// Plays the case to its end by a browser's rules; nothing where it passes, and the browser has
    /// nothing to say beyond them.
    pub(crate) fn verdict(&self, engine: Engine) -> Option<Verdict> {
        let profile = Browser::from_name(engine.as_str()).expect("every engine has a profile");
        let first_url = self.call["url"].as_str().expect("a URL").to_owned();
        let (mut url, mut status, mut location) = (first_url.clone(), None, None);
        let mut step = profile.fetch(self.call()).start(None);
        let (reason, response_to) = loop {
            step = match step {
                Step::Send(pending) => {
                    url = pending.request().url().to_owned();
                    let given = self.answer(pending.is_preflight(), &url);
                    status = given.map(|given| given.status);
                    location = given.and_then(|given| given.value("Location")).map(str::to_owned);
                    let response = given.map(|given| read::http_response(given.clone()));
                    match response {
                        Some(response) => pending.respond(&response.expect("a response"), None),
                        None => pending.network_error(None),
                    }
                }
                Step::Done(_) => {
                    let beyond = self.beyond.get(engine.as_str())?;
                    break (beyond.reason(), beyond.response_to());
                }
                Step::Failed(failure) => {
                    let response_to = match failure.failed_at() {
                        FailedAt::Preflight => ResponseTo::Preflight,
                        _ => ResponseTo::Request,
                    };
                    break (failure.reasons()[0].clone(), response_to);
                }
            };
        };
        Some(Verdict { reason, response_to, status, first_url, url, location })
    }
}

/// The identifier of a case in its URLs, and so in consoles.
pub(crate) fn id(number: usize) -> String {
    format!("case{number:03}-")
}
