//! A browser as a value.

use crate::call::Call;
use crate::fetch::classify::{Classification, classify};
use crate::fetch::exchange::{Exchange, FailedAt, Failure};
use crate::fetch::needs_preflight::needs_preflight;
use crate::fetch::preflight::{PreflightVerdict, check_preflight};
use crate::fetch::response::{ResponseVerdict, check_response};
use crate::http::response::HttpResponse;
use crate::profile::Profile;
use crate::url::ParseUrl;

/// A browser: a [`Profile`] of rules and a URL parser.
///
/// A browser has no state, so the same input always has the same result. The state of a browser
/// session is a [`PreflightCache`](crate::PreflightCache).
///
/// ```
/// use cors_preflight::{Browser, Call, Outcome};
///
/// let call = Call::fetch("https://app.example", "https://api.example/notes")?
///     .header("ECT", "4g");
/// assert_eq!(Browser::CHROMIUM.classify(&call).outcome(), Outcome::Simple);
/// assert_eq!(Browser::FIREFOX.classify(&call).outcome(), Outcome::Preflight);
/// # Ok::<(), cors_preflight::InvalidOrigin>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Browser {
    profile: Profile,
    parse_url: ParseUrl,
}

/// The browsers, with the URL parser of the `url` crate.
#[cfg(feature = "url")]
impl Browser {
    /// A browser that follows the Fetch standard literally.
    pub const STANDARD: Browser = Browser::new(Profile::STANDARD, crate::url::parse_url);

    /// Chromium, and the browsers that are built on it.
    pub const CHROMIUM: Browser = Browser::new(Profile::CHROMIUM, crate::url::parse_url);

    /// Firefox.
    pub const FIREFOX: Browser = Browser::new(Profile::FIREFOX, crate::url::parse_url);

    /// WebKit, and the browsers that are built on it, such as Safari.
    pub const WEBKIT: Browser = Browser::new(Profile::WEBKIT, crate::url::parse_url);

    /// All browsers, the standard's first.
    pub const ALL: &'static [Browser] =
        &[Browser::STANDARD, Browser::CHROMIUM, Browser::FIREFOX, Browser::WEBKIT];

    /// Returns the browser whose profile [has this name](Profile::from_name), or `None`.
    pub fn from_name(name: &str) -> Option<Browser> {
        Some(Browser::new(Profile::from_name(name)?, crate::url::parse_url))
    }
}

impl Browser {
    /// Returns a browser that follows the rules of `profile` and parses URLs with `parse_url`.
    ///
    /// ```
    /// use cors_preflight::{Browser, Profile};
    ///
    /// /// A parser for programs whose URLs are serialized already.
    /// fn parse_url(text: &str, base: Option<&str>) -> Option<String> {
    ///     (base.is_none() && text.contains("://")).then(|| text.to_owned())
    /// }
    ///
    /// let browser = Browser::new(Profile::CHROMIUM, parse_url);
    /// assert_eq!(browser.needs_preflight("PUT", &[]), Ok(true));
    /// ```
    pub const fn new(profile: Profile, parse_url: ParseUrl) -> Browser {
        Browser { profile, parse_url }
    }

    /// Returns the rules.
    pub const fn profile(self) -> Profile {
        self.profile
    }

    /// Decides whether `call` triggers a preflight, with every reason. No cache is considered.
    ///
    /// [`Classification`] has an example.
    pub fn classify(self, call: &Call) -> Classification {
        classify(call, self.parse_url, self.profile)
    }

    /// Checks the response to the preflight of `call`, even if `call` does not trigger one.
    ///
    /// [`PreflightVerdict`] has an example.
    pub fn check_preflight(self, call: &Call, response: &HttpResponse) -> PreflightVerdict {
        check_preflight(call, response, self.parse_url, self.profile)
    }

    /// Checks the response to the request of `call`. Redirects are not followed.
    ///
    /// [`ResponseVerdict`] has an example.
    pub fn check_response(self, call: &Call, response: &HttpResponse) -> ResponseVerdict {
        check_response(call, response, self.parse_url, self.profile)
    }

    /// Returns whether `fetch()` in mode `cors` triggers a preflight across origins, with this method and
    /// these headers. A header value is the UTF-8 of its text.
    ///
    /// It agrees with [`classify`](Browser::classify), and is cheap enough to call for every request.
    ///
    /// ```
    /// use cors_preflight::Browser;
    ///
    /// let needs = |method, headers: &[_]| Browser::STANDARD.needs_preflight(method, headers);
    /// assert!(!needs("POST", &[("Content-Type", "text/plain")])?);
    /// assert!(needs("POST", &[("Content-Type", "application/json")])?);
    /// assert!(needs("DELETE", &[])?);
    /// # Ok::<(), cors_preflight::Failure>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `fetch()` throws.
    pub fn needs_preflight(self, method: &str, headers: &[(&str, &str)]) -> Result<bool, Failure> {
        needs_preflight(method, headers, self.profile)
            .map_err(|reasons| Failure::new(FailedAt::Throws, reasons))
    }

    /// Starts the fetch that `call` makes.
    ///
    /// [`Exchange`] has an example.
    pub fn fetch(self, call: Call) -> Exchange {
        Exchange::new(call, self.parse_url, self.profile)
    }
}
