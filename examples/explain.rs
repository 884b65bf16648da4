//! Explains CORS errors that a browser printed into its console.
//!
//! ```sh
//! cargo run --example explain
//! cargo run --example explain -- "Origin https://app.example is not allowed by Access-Control-Allow-Origin."
//! ```

use cors_preflight::console::explain;

/// A message of Chromium.
const MESSAGE: &str = "Access to fetch at 'https://api.example/notes' from origin \
    'https://app.example' has been blocked by CORS policy: Response to preflight request doesn't \
    pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested \
    resource.";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let text = if arguments.is_empty() { MESSAGE.to_owned() } else { arguments.join(" ") };
    println!("{text}\n");
    let Some(explanation) = explain(&text) else {
        println!("This is not a CORS message of a browser.");
        return;
    };
    println!("{}\n  {}", explanation.reason.code(), explanation.reason);
    if let Some(fix) = explanation.reason.fix() {
        println!("  fix: {fix}");
    }
    for (placeholder, value) in explanation.values.iter() {
        println!("  {placeholder}: {value}");
    }
}
