//! What is asked for, what the servers answer, and what the engine says of it.

use std::collections::BTreeMap;

use cors_preflight::console::{Engine, FailedRequest, Placeholder, ResponseTo, explain};
use cors_preflight::{Browser, Call, FailedAt, Initiator, Reason, Step};
use serde::Deserialize;
use serde_json::Value;
use testbed::places::Places;
use testbed::read;
use testbed::response::Response;

const CASES: &str = include_str!("cases.json");

/// A call that fails, or that a browser warns of at least.
#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// What makes it.
    #[serde(default)]
    page: Page,
    /// What the page sends, the URL among it.
    call: Value,
    /// What is answered to an OPTIONS.
    preflight: Option<Response>,
    /// What is answered to everything else; nothing where the connection just closes.
    answer: Option<Response>,
    /// What is answered under a path below the case's own.
    end: Option<Response>,
    /// The browsers whose consoles do not say why: nothing at all, or only that it failed.
    #[serde(default)]
    silent: Vec<String>,
    /// By browser, what it says of a call that the engine lets pass.
    #[serde(default)]
    beyond: BTreeMap<String, Beyond>,
    /// By browser and hole, the values that it prints otherwise than the engine has them.
    #[serde(default)]
    otherwise: BTreeMap<String, BTreeMap<String, String>>,
}

/// Where a page comes from, as the browser sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Page {
    /// From this machine.
    #[default]
    Loopback,
    /// From out in the internet.
    Public,
    /// The same, and by a name that does not make it secure.
    Insecure,
    /// Over HTTPS.
    Secure,
    /// From this machine, to a browser that has CORS switched off.
    Disabled,
}

impl Page {
    /// The pages that a browser can be shown. Chromium can be told where one comes from.
    pub(crate) fn of(browser: Engine) -> &'static [Page] {
        match browser {
            Engine::Chromium => &[Page::Loopback, Page::Public, Page::Insecure, Page::Secure],
            Engine::Firefox => &[Page::Loopback, Page::Disabled],
            _ => &[Page::Loopback],
        }
    }
}

/// What a browser says of its own accord, beyond the standard.
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
    /// The reason, as the engine explains a message of it.
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
    /// Where nobody answers.
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

/// How the engine says that a case ends.
pub(crate) struct Verdict {
    /// The first reason.
    pub(crate) reason: Reason,
    pub(crate) response_to: ResponseTo,
    pub(crate) status: Option<u16>,
    pub(crate) first_url: String,
    /// What was asked for last.
    pub(crate) url: String,
    /// Where the last answer leads.
    pub(crate) location: Option<String>,
}

impl Case {
    /// Every case, its places and its id filled in.
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

    /// What the page is given.
    pub(crate) fn work(&self) -> &Value {
        &self.call
    }

    pub(crate) fn call(&self) -> Call {
        read::call(&self.call).expect("a call")
    }

    pub(crate) fn origin(&self) -> &str {
        self.call["origin"].as_str().expect("an origin")
    }

    /// Whether a browser can be made to make it.
    pub(crate) fn is_for(&self, browser: Engine) -> bool {
        Page::of(browser).contains(&self.page)
    }

    pub(crate) fn is_silent_in(&self, browser: Engine) -> bool {
        self.silent.iter().any(|name| name == browser.as_str())
    }

    /// The values that a browser prints otherwise than the engine has them.
    pub(crate) fn otherwise(&self, browser: Engine) -> Vec<(Placeholder, &str)> {
        let values = self.otherwise.get(browser.as_str()).into_iter().flatten();
        let hole = |word: &str| word.parse::<Placeholder>().expect("the name of a placeholder");
        values.map(|(word, value)| (hole(word), value.as_str())).collect()
    }

    /// What a browser's console is told of it: that of `verdict`, at a page of this URL.
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

    /// What is answered to a request of this path; nothing where the connection just closes.
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

/// What tells a case from the others, in its URLs and so in consoles.
pub(crate) fn id(number: usize) -> String {
    format!("case{number:03}-")
}
