//! The functions that exist only in a browser.

use cors_preflight::web_sys::{global_origin, parse_url};
use cors_preflight::{Browser, Call, HeaderList, HttpResponse, Origin, Profile};
use wasm_bindgen::prelude::*;
use web_sys::{Request, RequestInit, Response};

#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

/// Calls everything, from JavaScript.
///
/// # Errors
///
/// Returns the exception if a getter of an argument throws one.
#[wasm_bindgen]
pub fn judge(
    url: &str,
    init: &RequestInit,
    request: &Request,
    response: &Response,
) -> Result<String, JsValue> {
    let browser = Browser::new(Profile::CHROMIUM, parse_url);
    let origin = global_origin().unwrap_or(Origin::OPAQUE);
    let headers = HeaderList::from(&response.headers());
    let response = HttpResponse::from(response);
    let mut printed = format!("{headers:?} {:?}", crate::all().is_ok());
    for call in
        [Call::from_request_init(origin.clone(), url, init)?, Call::from_request(origin, request)?]
    {
        printed.push_str(&browser.classify(&call).summary());
        printed.push_str(&browser.check_response(&call, &response).summary());
    }
    Ok(printed)
}
