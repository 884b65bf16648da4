//! Where what a browser did is not what the engine said.

use super::event::{End, Event};

/// What differs first, in words that leave the particulars out: cases that differ alike share them.
pub(crate) fn difference(engine: &[Event], browser: &[Event]) -> Option<String> {
    let longer = engine.len().max(browser.len());
    (0..longer).find_map(|at| match (engine.get(at), browser.get(at)) {
        (Some(engine), Some(browser)) if engine == browser => None,
        (Some(engine), Some(browser)) => Some(between(engine, browser)),
        (engine, browser) => {
            let kind = |event: Option<&Event>| event.map_or("nothing more", Event::kind);
            Some(format!("{}, not {}", kind(browser), kind(engine)))
        }
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
            Event::Preflight { url, method, headers, origin },
            Event::Preflight { url: of_url, method: of_method, headers: of, origin: of_origin },
        ) => {
            field("url", url != of_url);
            field("Access-Control-Request-Method", method != of_method);
            field("Access-Control-Request-Headers", headers != of);
            field("Origin", origin != of_origin);
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
            field("Content-Type", content_type != of_type);
            field("cookie", cookie != of_cookie);
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
    use crate::browsers::event::{End, Event};

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
        };
        let engine = [preflight.clone(), rejects.clone()];
        assert_eq!(difference(&engine, &engine), None);
        assert_eq!(difference(&engine, &[rejects]).unwrap(), "rejects, not preflight");
        assert_eq!(difference(&engine, &[preflight]).unwrap(), "nothing more, not rejects");
        assert_eq!(
            difference(&[response(&["a", "b"])], &[response(&["b", "c"])]).unwrap(),
            "response: shows c, hides a"
        );
    }
}
