//! The rules of the standard and of browsers, as values.

#[macro_use]
mod macros;
pub(crate) mod difference;
pub(crate) mod evidence;
pub(crate) mod mutation;
mod rules;
mod value;

pub(crate) use rules::*;
pub(crate) use value::HintValue;

use crate::web_enum::UnknownKeyword;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// The rules that the engine follows: those of the Fetch standard, or those of a browser.
///
/// A browser's profile is the standard with the [differences](Profile::differences) that were
/// measured in the version that [`version`](Profile::version) names.
///
/// ```
/// use cors_preflight::Profile;
///
/// for difference in Profile::FIREFOX.differences() {
///     println!("{difference}");
/// }
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Profile(&'static Rules);

impl Profile {
    /// The Fetch standard, followed literally.
    pub const STANDARD: Profile = Profile(&rules::STANDARD);

    /// Chromium, and the browsers built on it, such as Chrome and Edge.
    pub const CHROMIUM: Profile = Profile(&rules::CHROMIUM);

    /// Firefox.
    pub const FIREFOX: Profile = Profile(&rules::FIREFOX);

    /// WebKit, on which Safari is built. Measured with WebKitGTK.
    pub const WEBKIT: Profile = Profile(&rules::WEBKIT);

    /// All profiles, the standard first.
    pub const ALL: [Profile; 4] =
        [Profile::STANDARD, Profile::CHROMIUM, Profile::FIREFOX, Profile::WEBKIT];

    /// Returns the name of the profile: `standard`, `chromium`, `firefox` or `webkit`.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Returns the version of the browser that was measured. For the standard, returns the commit of
    /// its source.
    pub fn version(self) -> &'static str {
        self.0.version
    }

    /// Returns the profile with this [name](Profile::name), or `None`. Accepts also `chrome`, `edge`
    /// and `safari`, for the engines of these browsers.
    ///
    /// ```
    /// use cors_preflight::Profile;
    ///
    /// assert_eq!(Profile::from_name("safari"), Some(Profile::WEBKIT));
    /// assert_eq!(Profile::from_name("lynx"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Profile> {
        let name = match name {
            "chrome" | "edge" => "chromium",
            "safari" => "webkit",
            name => name,
        };
        Profile::ALL.into_iter().find(|profile| profile.name() == name)
    }

    pub(crate) fn rules(self) -> &'static Rules {
        self.0
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Profile").field(&self.name()).finish()
    }
}

impl fmt::Display for Profile {
    /// Writes the [name](Profile::name) of the profile.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Hashes the name: equal profiles have equal names.
impl Hash for Profile {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl FromStr for Profile {
    type Err = UnknownKeyword;

    /// Parses a name as [`Profile::from_name`] does.
    fn from_str(name: &str) -> Result<Profile, UnknownKeyword> {
        const NAMES: &[&str] = &["standard", "chromium", "firefox", "webkit"];
        Profile::from_name(name).ok_or_else(|| UnknownKeyword::new(name, NAMES))
    }
}

/// Whether a stream is sent as a stream when it is the body of `fetch()`, for test harnesses.
pub fn sends_streams(profile: Profile) -> bool {
    profile.rules().stream_body == StreamBody::Sent
}

/// Returns the names of all rules, in the order of the table, for generators of documents.
pub fn rule_names() -> impl Iterator<Item = &'static str> {
    rules::ROWS.iter().map(|row| row.rule)
}
