//! Prints which calls trigger a preflight, in each browser.
//!
//! ```sh
//! cargo run --example classify
//! ```

use cors_preflight::{Body, Browser, Call, CorsSettings, Initiator, InvalidOrigin, Outcome};

fn main() -> Result<(), InvalidOrigin> {
    let fetch = || Call::fetch("https://app.example", "https://api.example/notes");
    let post = |content_type: &str| {
        Ok::<_, InvalidOrigin>(
            fetch()?.method("POST").header("Content-Type", content_type).body(Body::Text),
        )
    };
    let calls = [
        ("a GET", fetch()?),
        ("a POST of a form", post("application/x-www-form-urlencoded")?),
        ("a POST of JSON", post("application/json")?),
        ("a DELETE with a header", fetch()?.method("DELETE").header("X-Requested-With", "x")),
        ("a client hint", fetch()?.header("Save-Data", "on")),
        (
            "an upload with progress events",
            fetch()?
                .method("POST")
                .body(Body::FormData)
                .initiator(Initiator::Xhr { with_credentials: false, upload_listener: true }),
        ),
        (
            "an image with a crossorigin attribute",
            fetch()?.initiator(Initiator::Image { cross_origin: Some(CorsSettings::Anonymous) }),
        ),
        ("a forbidden method", fetch()?.method("TRACE")),
    ];
    for (name, call) in &calls {
        println!("{name}");
        for browser in Browser::ALL {
            let classification = browser.classify(call);
            println!("  {}: {classification}", browser.profile());
        }
    }

    // The preflight request, and every reason for it.
    let classification = Browser::STANDARD.classify(&calls[3].1);
    assert_eq!(classification.outcome(), Outcome::Preflight);
    if let Some(preflight) = classification.preflight() {
        println!("\n{} {}", preflight.method(), preflight.url());
        for header in preflight.headers() {
            println!("{}: {}", header.name(), String::from_utf8_lossy(header.value()));
        }
    }
    for reason in classification.reasons() {
        println!("\n{}\n  {reason}\n  {}", reason.code(), reason.spec());
    }
    Ok(())
}
