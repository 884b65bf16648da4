//! Where what a browser did is not what the engine said.

use super::event::{End, Event};

/// What of events is compared. Of requests that is where they go, how, from whom and with which
/// headers; what the type of their body says behind its essence is not CORS; and whether they carry
/// cookies is compared up to a redirect, because the HTTP stack adds cookies by rules of its own.
fn compared(events: &[Event]) -> Vec<Event> {
    let mut is_redirected = false;
    let mut compared = events.to_vec();
    for event in &mut compared {
        match event {
            Event::End(end) => {
                is_redirected = false;
                // What a data: URL is answered with is not CORS.
                if let End::Response { url, names, .. } = end {
                    if url.starts_with("data:") {
                        url.truncate("data:".len());
                        names.clear();
                    }
                    // Nor is whether a script is shown the user name it wrote itself.
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
    compared
}

/// What a Content-Type says before its parameters.
fn essence(value: &str) -> String {
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// What differs first, in words that leave the particulars out: cases that differ alike share them.
pub(crate) fn difference(engine: &[Event], browser: &[Event]) -> Option<String> {
    let (engine, browser) = (&compared(engine), &compared(browser));
    let same = engine.iter().zip(browser.iter()).take_while(|(one, other)| one == other).count();
    let difference = match (engine.get(same), browser.get(same)) {
        (None, None) => return None,
        (Some(engine), Some(browser)) => between(engine, browser),
        (engine, browser) => {
            let kind = |event: Option<&Event>| event.map_or("nothing more", Event::kind);
            format!("{}, not {}", kind(browser), kind(engine))
        }
    };
    let fails = |event: &Event| matches!(event, Event::End(End::Throws | End::Rejects));
    Some(match engine[..same].iter().any(fails) {
        true => format!("{difference}, after a call that fails"),
        false => difference,
    })
}

fn between(engine: &Event, browser: &Event) -> String {
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
                url: of_url,
                method: of_method,
                headers: of,
                origin: of_origin,
                cookie: of_cookie,
            },
        ) => {
            field("url", url != of_url);
            field("Access-Control-Request-Method", method != of_method);
            field("Access-Control-Request-Headers", headers != of);
            field("Origin", origin != of_origin);
            field("cookie", cookie != of_cookie);
        }
        (
            Event::Request { method, url, origin, headers, content_type, cookie },
            Event::Request {
                method: of_method,
                url: of_url,
                origin: of_origin,
                headers: of,
                content_type: of_type,
                cookie: of_cookie,
            },
        ) => {
            field("method", method != of_method);
            field("url", url != of_url);
            field("Origin", origin != of_origin);
            field("cookie", cookie != of_cookie);
            field("Content-Type", content_type != of_type);
            for name in of.difference(headers) {
                field(&format!("has {name}"), true);
            }
            for name in headers.difference(of) {
                field(&format!("lacks {name}"), true);
            }
        }
        (
            Event::End(End::Response { kind, status, url, redirected, names }),
            Event::End(End::Response {
                kind: of_kind,
                status: of_status,
                url: of_url,
                redirected: of_redirected,
                names: of,
            }),
        ) => {
            field("type", kind != of_kind);
            field("status", status != of_status);
            field("url", url != of_url);
            field("redirected", redirected != of_redirected);
            for name in of.iter().filter(|name| !names.contains(name)) {
                field(&format!("shows {name}"), true);
            }
            for name in names.iter().filter(|name| !of.contains(name)) {
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
    fn the_first_difference_is_named_for_what_the_browser_does() {
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
            "rejects, not preflight, after a call that fails"
        );
        assert_eq!(difference(&engine, &[preflight]).unwrap(), "nothing more, not rejects");
        assert_eq!(
            difference(&[response(&["a", "b"])], &[response(&["b", "c"])]).unwrap(),
            "response: shows c, hides a"
        );
    }
}
