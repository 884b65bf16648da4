//! The difference between a browser's events and the engine's prediction.

use super::event::{End, Event};

/// Removes the parts of events that are not compared: the parameters of Content-Type, which CORS ignores,
/// and the cookies after a redirect, which HTTP libraries add by rules of their own.
fn comparable(events: &[Event]) -> Vec<Event> {
    let mut is_redirected = false;
    let mut comparable = events.to_vec();
    for event in &mut comparable {
        match event {
            Event::End(end) => {
                is_redirected = false;
                // CORS does not define the response to a data: URL.
                if let End::Response { url, names, .. } = end {
                    if url.starts_with("data:") {
                        url.truncate("data:".len());
                        names.clear();
                    }
                    // Nor does it define whether the script sees a user name that it wrote.
                    if let Some((_, rest)) = url.split_once('@')
                        && let Some((place, path)) = rest.split_once(".host}")
                    {
                        *url = format!("{place}}}{path}");
                    }
                }
            }
            Event::Preflight { .. } => {}
            Event::Request { content_type, cookie, .. } => {
                *content_type = content_type.as_deref().map(essence);
                if std::mem::replace(&mut is_redirected, true) {
                    *cookie = None;
                }
            }
        }
    }
    comparable
}

/// Returns a Content-Type without its parameters.
fn essence(value: &str) -> String {
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Describes the first difference without details, so that similar differences have the same description.
pub(crate) fn difference(engine: &[Event], browser: &[Event]) -> Option<String> {
    let (engine, browser) = (&comparable(engine), &comparable(browser));
    let same = engine.iter().zip(browser.iter()).take_while(|(one, other)| one == other).count();
    let difference = match (engine.get(same), browser.get(same)) {
        (None, None) => return None,
        (Some(engine), Some(browser)) => describe(engine, browser),
        (engine, browser) => {
            let kind = |event: Option<&Event>| event.map_or("nothing more", Event::kind);
            format!("{}, not {}", kind(browser), kind(engine))
        }
    };
    let fails = |event: &Event| matches!(event, Event::End(End::Throws | End::Rejects));
    Some(match engine[..same].iter().any(fails) {
        true => format!("{difference}, after a failed call"),
        false => difference,
    })
}

/// Describes the difference between two events.
fn describe(engine: &Event, browser: &Event) -> String {
    if engine.kind() != browser.kind() {
        return format!("{}, not {}", browser.kind(), engine.kind());
    }
    let mut fields: Vec<String> = Vec::new();
    let mut field = |name: &str, differs: bool| {
        if differs {
            fields.push(name.to_owned());
        }
    };
    match (engine, browser) {
        (
            Event::Preflight { url, method, headers, origin, cookie },
            Event::Preflight {
                url: browser_url,
                method: browser_method,
                headers: browser_headers,
                origin: browser_origin,
                cookie: browser_cookie,
            },
        ) => {
            field("url", url != browser_url);
            field("Access-Control-Request-Method", method != browser_method);
            field("Access-Control-Request-Headers", headers != browser_headers);
            field("Origin", origin != browser_origin);
            field("cookie", cookie != browser_cookie);
        }
        (
            Event::Request { method, url, origin, headers, content_type, cookie },
            Event::Request {
                method: browser_method,
                url: browser_url,
                origin: browser_origin,
                headers: browser_headers,
                content_type: browser_type,
                cookie: browser_cookie,
            },
        ) => {
            field("method", method != browser_method);
            field("url", url != browser_url);
            field("Origin", origin != browser_origin);
            field("cookie", cookie != browser_cookie);
            field("Content-Type", content_type != browser_type);
            for name in browser_headers.difference(headers) {
                field(&format!("has {name}"), true);
            }
            for name in headers.difference(browser_headers) {
                field(&format!("lacks {name}"), true);
            }
        }
        (
            Event::End(End::Response { kind, status, url, redirected, names }),
            Event::End(End::Response {
                kind: browser_kind,
                status: browser_status,
                url: browser_url,
                redirected: browser_redirected,
                names: browser_names,
            }),
        ) => {
            field("type", kind != browser_kind);
            field("status", status != browser_status);
            field("url", url != browser_url);
            field("redirected", redirected != browser_redirected);
            for name in browser_names.iter().filter(|name| !names.contains(name)) {
                field(&format!("shows {name}"), true);
            }
            for name in names.iter().filter(|name| !browser_names.contains(name)) {
                field(&format!("hides {name}"), true);
            }
        }
        _ => {}
    }
    format!("{}: {}", browser.kind(), fields.join(", "))
}

#[cfg(test)]
mod tests {
    use super::difference;
    use crate::event::{End, Event};

    fn response(names: &[&str]) -> Event {
        Event::End(End::Response {
            kind: "cors".into(),
            status: 200,
            url: String::new(),
            redirected: false,
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        })
    }

    #[test]
    fn the_first_difference_is_described_by_the_browsers_event() {
        let rejects = Event::End(End::Rejects);
        let preflight = Event::Preflight {
            url: String::new(),
            method: "PUT".into(),
            headers: None,
            origin: None,
            cookie: None,
        };
        let engine = [preflight.clone(), rejects.clone()];
        assert_eq!(difference(&engine, &engine), None);
        assert_eq!(difference(&engine, &engine[1..]).unwrap(), "rejects, not preflight");
        assert_eq!(
            difference(&[rejects.clone(), preflight.clone()], &[rejects.clone(), rejects]).unwrap(),
            "rejects, not preflight, after a failed call"
        );
        assert_eq!(difference(&engine, &[preflight]).unwrap(), "nothing more, not rejects");
        assert_eq!(
            difference(&[response(&["a", "b"])], &[response(&["b", "c"])]).unwrap(),
            "response: shows c, hides a"
        );
    }
}
