//! Whose rules are applied, as a value.

/// The rules a browser goes by: the standard's, or the standard's with what one browser was
/// measured to do otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What it is called.
    pub name: &'static str,
    /// How long a preflight's answer may be reused where it does not say, in seconds:
    /// [CORS-preflight fetch], the step on `Access-Control-Max-Age`.
    ///
    /// [CORS-preflight fetch]: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
    pub default_max_age: u32,
    /// The longest an answer may ask for, in seconds. The standard imposes no limit of its own;
    /// [delta-seconds] above 2<sup>31</sup> count as 2<sup>31</sup>.
    ///
    /// [delta-seconds]: https://httpwg.org/specs/rfc9111.html#delta-seconds
    pub max_age_limit: u32,
}

impl Profile {
    /// The letter of the Fetch standard.
    pub const STANDARD: Profile =
        Profile { name: "standard", default_max_age: 5, max_age_limit: 1 << 31 };

    /// The profile called `name`, where there is one.
    pub fn named(name: &str) -> Option<&'static Profile> {
        [&Profile::STANDARD].into_iter().find(|profile| profile.name == name)
    }
}
