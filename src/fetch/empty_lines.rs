//! Empty header lines of a response, which some browsers drop.

use crate::http::header::{Header, HeaderList, set_contains, sorted_lowercase_set};
use crate::http::response::HttpResponse;
use crate::profile::{EmptyLines, Profile};
use std::borrow::Cow;

/// The header whose empty lines are kept if several lines spell its name exactly like this.
const COUNTED_AS_SPELLED: &str = "Access-Control-Allow-Origin";

/// Returns the response with the header lines that a profile's browser keeps.
pub(crate) fn received<'a>(response: &'a HttpResponse, profile: Profile) -> Cow<'a, HttpResponse> {
    if profile.rules().empty_lines == EmptyLines::Kept {
        return Cow::Borrowed(response);
    }
    let lines = response.headers().iter();
    let spelled = lines.clone().filter(|header| header.name == COUNTED_AS_SPELLED);
    let is_counted_as_spelled = spelled.count() > 1;
    let is_counted = |header: &&Header| {
        header.is("Location") || is_counted_as_spelled && header.is(COUNTED_AS_SPELLED)
    };
    let full: Vec<&str> = lines
        .clone()
        .filter(|header| !header.value.is_empty())
        .filter(|header| !is_counted(header))
        .map(|header| header.name.as_str())
        .collect();
    let full = sorted_lowercase_set(&full);
    let is_kept = |header: &&Header| {
        !header.value.is_empty() || !set_contains(&full, &header.name.to_ascii_lowercase())
    };
    let mut headers = HeaderList::default();
    lines.filter(is_kept).for_each(|header| headers.push(header.clone()));
    Cow::Owned(response.replace_headers(headers))
}
