//! Random methods, headers and values: valid, invalid, and at the limits of every rule.

use super::random::Random;

/// Bytes that some rule treats specially.
const SPECIAL_BYTES: &[u8] = b"\x00\x01\x08\t\n\x0B\x0C\r\x1B\x1F !\"#%&'()*+,-./0:;<=>?@A[\\]^_`a{|}~\x7F\x80\x85\xA0\xE9\xFF";

/// Inserts, replaces or removes one byte of a text.
pub(crate) fn mutate(random: &mut Random, text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let byte = if random.percent(60) {
        random.pick(SPECIAL_BYTES)
    } else {
        u8::try_from(random.below(256)).unwrap_or_default()
    };
    let place = match random.below(4) {
        0 => 0,
        1 => chars.len(),
        _ => random.below(chars.len() + 1),
    };
    match random.below(4) {
        0 if place < chars.len() => chars[place] = char::from(byte),
        1 if place < chars.len() => {
            chars.remove(place);
        }
        _ => chars.insert(place, char::from(byte)),
    }
    chars.into_iter().collect()
}

/// Mutates a response header value, which never contains NUL, CR or LF.
pub(crate) fn mutate_value(random: &mut Random, text: &str) -> String {
    mutate(random, text).replace(['\0', '\r', '\n'], "\u{1}")
}

/// Changes the case of a text, or of some of its letters.
pub(crate) fn change_case(random: &mut Random, text: &str) -> String {
    match random.below(3) {
        0 => text.to_ascii_uppercase(),
        1 => text.to_ascii_lowercase(),
        _ => {
            let recase = |c: char| {
                if random.percent(50) { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
            };
            text.chars().map(recase).collect()
        }
    }
}

/// Extends a text with `suffix` to a length at the limit of some rule.
fn extend(random: &mut Random, text: &str, suffix: &str) -> String {
    let length = random.weighted(&[
        (2, 126),
        (4, 127),
        (8, 128),
        (8, 129),
        (4, 130),
        (1, 255),
        (1, 256),
        (1, 1023),
        (1, 1024),
        (1, 1025),
    ]);
    let mut text = text.to_owned();
    while text.len() < length {
        text.push_str(suffix);
    }
    text.truncate(length);
    text
}

/// Returns a method.
pub(crate) fn method(random: &mut Random) -> String {
    let method = random.weighted(&[
        (4, "GET"),
        (2, "HEAD"),
        (4, "POST"),
        (4, "PUT"),
        (4, "DELETE"),
        (5, "PATCH"),
        (3, "OPTIONS"),
        (2, "CONNECT"),
        (2, "TRACE"),
        (2, "TRACK"),
        (2, "PROPFIND"),
        (2, "QUERY"),
        (1, "M-SEARCH"),
        (1, "CHICKEN"),
        (1, "!#$%&'*+-.^_`|~"),
        (1, "*"),
        (1, "X"),
    ]);
    match random.below(10) {
        0..=4 => method.to_owned(),
        5..=7 => change_case(random, method),
        _ => mutate(random, method),
    }
}

/// Headers on the safelist.
const SAFELISTED: &[&str] =
    &["Accept", "Accept-Language", "Content-Language", "Content-Type", "Range"];
/// Headers that Chromium adds to the safelist, and similar ones.
const HINTS: &[&str] = &[
    "Save-Data",
    "DPR",
    "Device-Memory",
    "Width",
    "Viewport-Width",
    "RTT",
    "Downlink",
    "ECT",
    "Intervention",
    "Lang",
    "Purpose",
    "Sec-CH-UA-Mobile",
];
/// Headers that trigger a preflight with any value.
const NON_SAFELISTED: &[&str] = &[
    "X-A",
    "x-b",
    "X-Requested-With",
    "Authorization",
    "If-None-Match",
    "If-Modified-Since",
    "Cache-Control",
    "Pragma",
    "Last-Event-ID",
    "User-Agent",
    "Priority",
    "Traceparent",
    "Upgrade-Insecure-Requests",
    "Content-Encoding",
    "Content-Location",
    "Accept-Ch",
    "Accept-Patch",
    "Origin-Agent-Cluster",
    "Access-Control-Request-Private-Network",
    "Access-Control-Request-Local-Network",
    "Access-Control-Allow-Origin",
    "ETag",
    "Forwarded",
    "X-Forwarded-For",
    "!#$%&'*+-.^_`|~09",
    "*",
];
/// Forbidden request headers.
const FORBIDDEN: &[&str] = &[
    "Accept-Charset",
    "Accept-Encoding",
    "Access-Control-Request-Headers",
    "Access-Control-Request-Method",
    "Connection",
    "Content-Length",
    "Cookie",
    "Cookie2",
    "Date",
    "DNT",
    "Expect",
    "Host",
    "Keep-Alive",
    "Origin",
    "Proxy-Authorization",
    "Proxy-X",
    "Referer",
    "Sec-Fetch-Mode",
    "Sec-X",
    "Set-Cookie",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Via",
];
/// Headers that override the method.
const OVERRIDES: &[&str] = &["X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override"];

/// Returns a header.
pub(crate) fn header(random: &mut Random) -> (String, String) {
    let name = match random.below(20) {
        0..=10 => random.pick(SAFELISTED),
        11..=13 => random.pick(HINTS),
        _ => random.pick(NON_SAFELISTED),
    };
    let value = value(random, name);
    (spell_name(random, name), value)
}

/// Returns a header that triggers a preflight.
pub(crate) fn non_safelisted_header(random: &mut Random) -> (String, String) {
    match random.below(8) {
        0 => ("Content-Type".to_owned(), "application/json".to_owned()),
        1 | 2 => ("Authorization".to_owned(), "Bearer t".to_owned()),
        3 | 4 => ("X-A".to_owned(), "1".to_owned()),
        5 => ("X-B".to_owned(), "2".to_owned()),
        _ => (random.pick(&NON_SAFELISTED[..18]).to_owned(), "1".to_owned()),
    }
}

/// Returns a header that is forbidden or invalid, or nearly so.
pub(crate) fn invalid_header(random: &mut Random) -> (String, String) {
    match random.below(10) {
        0..=3 => {
            let name = random.pick(FORBIDDEN);
            let name =
                if random.percent(15) { mutate(random, name) } else { spell_name(random, name) };
            (name, random.pick(&["1", "", "x, y"]).to_owned())
        }
        4 | 5 => {
            let name = random.pick(OVERRIDES);
            let value = random.pick(&[
                "TRACE",
                "trace",
                "CONNECT",
                "Track",
                "GET",
                "PUT",
                "GET, TRACE",
                "TRACE,GET",
                "GET,\tTRACK ",
                "\"TRACE\"",
                "TRACEX",
                "GET,,CONNECT",
                "\"a,TRACE\"",
                "\"a",
                "b\", TRACE",
                "b\",TRACE,\"c",
                "\"a,TRACE,b\"",
                "a b, TRACE",
                "",
            ]);
            (spell_name(random, name), value.to_owned())
        }
        6 => {
            let name = random.pick(&[
                "",
                "a b",
                "a:",
                ":a",
                "x-\u{e9}",
                "(x)",
                "x-\u{100}",
                "x\u{7f}",
                "x\t",
                " x",
                "a,b",
                "a/b",
                "a\"",
                "a{b}",
                "a@b",
            ]);
            (name.to_owned(), "1".to_owned())
        }
        _ => {
            let (name, value) = header(random);
            let value = match random.below(6) {
                0 => format!("{value}\u{100}"),
                1 => random
                    .pick(&[
                        " a ", "\ta\t", "\r\na", "a\r\n", "a\n b", "\u{b}a", "a\u{a0}", "\u{0}",
                    ])
                    .to_owned(),
                _ => mutate(random, &value),
            };
            (name, value)
        }
    }
}

/// Changes the case of a name in one of four headers.
fn spell_name(random: &mut Random, name: &str) -> String {
    if random.percent(25) { change_case(random, name) } else { name.to_owned() }
}

/// Returns a value for a header. Most values do not trigger a preflight.
fn value(random: &mut Random, name: &str) -> String {
    match name {
        "Accept" => accept(random),
        "Accept-Language" | "Content-Language" => language(random),
        "Content-Type" => content_type(random),
        "Range" => range(random),
        _ if HINTS.contains(&name) => hint(random, name),
        _ => match random.below(8) {
            0 => String::new(),
            1 => mutate(random, "value"),
            2 => extend(random, "value", "v"),
            _ => "1".to_owned(),
        },
    }
}

fn accept(random: &mut Random) -> String {
    let value = random.pick(&[
        "*/*",
        "application/json",
        "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
        "image/webp",
        "",
        "text/plain; a=b",
    ]);
    match random.below(10) {
        0..=3 => value.to_owned(),
        4..=7 => mutate(random, value),
        _ => extend(random, value, "a"),
    }
}

fn language(random: &mut Random) -> String {
    let value = random.pick(&[
        "en",
        "en-US,en;q=0.9",
        "de, en;q=0.5",
        "*",
        "",
        "x-klingon",
        "en_US",
        "en.US=1",
        "a*b",
    ]);
    match random.below(10) {
        0..=3 => value.to_owned(),
        4..=7 => mutate(random, value),
        _ => extend(random, value, "a"),
    }
}

/// Returns a Content-Type.
pub(crate) fn content_type(random: &mut Random) -> String {
    let mut value = random
        .weighted(&[
            (8, "text/plain"),
            (5, "application/x-www-form-urlencoded"),
            (5, "multipart/form-data"),
            (3, "text/plain;charset=utf-8"),
            (2, "text/plain; charset=\"utf-8\""),
            (2, "multipart/form-data; boundary=x"),
            (2, "application/json"),
            (1, "text/html"),
            (1, "text/xml"),
            (1, "application/csp-report"),
            (1, "message/ad-auction-trusted-signals-request"),
            (1, "application/reports+json"),
            (1, "text/plain2"),
            (1, ""),
            (1, "*/*"),
        ])
        .to_owned();
    if random.percent(15) {
        value = change_case(random, &value);
    }
    if random.percent(45) {
        value += random.pick(&[
            ";",
            ";;;",
            "; ",
            ";a",
            ";a=",
            ";=b",
            "; charset",
            ";a=b,c",
            ";a=\"b,c\"",
            ";a=\"b",
            ";a=b;a=c",
            " ;a=b",
            "\t;a=b",
            " x;a=b",
            "x;a=b",
            " x",
            ",",
            ", ",
            ", text/html",
            ",text/plain",
            ", application/json",
            ";a=b, text/html",
            ";a=b,text/plain;c=d",
            "/x",
            "/x;a=b",
            ";a=\"\\,\"",
            "; a = b",
            ";a=b c",
            "\u{b}",
            "\u{c};a=b",
            " , ",
        ]);
    }
    if random.percent(6) {
        value = format!("{}{value}", random.pick(&[",", ", ", "a, ", "a/b,", "a/b, ", ";"]));
    }
    match random.below(10) {
        0..=6 => value,
        7 | 8 => mutate(random, &value),
        _ => extend(random, &format!("{value};a="), "b"),
    }
}

fn range(random: &mut Random) -> String {
    let numbers: &[&str] = &[
        "0",
        "0",
        "1",
        "5",
        "9",
        "10",
        "10",
        "499",
        "00",
        "007",
        "2147483647",
        "2147483648",
        "4294967295",
        "4294967296",
        "9007199254740992",
        "9223372036854775806",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551614",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999",
        "340282366920938463463374607431768211456",
        "+5",
        "-5",
        "0x5",
        "5.0",
        "1e3",
    ];
    let few: &[&str] = &["0", "5", "10", "20", "499"];
    let unit = random.weighted(&[
        (14, "bytes"),
        (1, "Bytes"),
        (1, "BYTES"),
        (1, "byte"),
        (1, "items"),
        (1, ""),
        (1, "bytes "),
        (1, "bytes\t"),
    ]);
    let equals = random.weighted(&[(16, "="), (1, "= "), (1, "=\t"), (1, ":"), (1, "")]);
    let number = |random: &mut Random| match random.below(5) {
        0 => String::new(),
        1 => random.pick(numbers).to_owned(),
        _ => random.pick(few).to_owned(),
    };
    let start = number(random);
    let dash = random.weighted(&[(16, "-"), (1, " -"), (1, "- "), (1, "\t-\t"), (1, "--")]);
    let end = number(random);
    let rest = random.weighted(&[
        (20, ""),
        (1, ",20-30"),
        (1, ", 20-30"),
        (1, ","),
        (1, " "),
        (1, "x"),
        (1, ";"),
    ]);
    let value = format!("{unit}{equals}{start}{dash}{end}{rest}");
    match random.below(12) {
        0 => mutate(random, &value),
        1 => {
            let digit = random.pick(&["0", "9"]);
            extend(random, &format!("bytes=0-{digit}"), digit)
        }
        _ => value,
    }
}

fn hint(random: &mut Random, name: &str) -> String {
    let value = match name {
        "Save-Data" => random.pick(&["on", "On", "off", "on;x", ""]),
        "ECT" => random.pick(&["4g", "slow-2g", "2g", "3g", "4G", "5g", ""]),
        "Intervention" | "Lang" | "Purpose" | "Sec-CH-UA-Mobile" => {
            random.pick(&["en", "prefetch", "?1", "<https://a.example>; level=\"warning\"", ""])
        }
        _ => random.pick(&["1", "2.0", "1.5", "12", "1.", ".5", "-1", "1e1", "0", "a", "", "1 "]),
    };
    match random.below(5) {
        0 => mutate(random, value),
        1 if random.percent(30) => extend(random, value, "1"),
        _ => value.to_owned(),
    }
}

/// Returns the lines of an `Access-Control-Allow-Origin` that should be `origin`. Most are wrong.
pub(crate) fn allow_origin(random: &mut Random, origin: &str) -> Vec<String> {
    let host = origin.replace('}', ".host}");
    let line = |text: &str| vec![text.to_owned()];
    match random.below(34) {
        0 | 30 => Vec::new(),
        1 | 31 | 32 => line("*"),
        2 | 33 => line("null"),
        3 => line(""),
        4 => line("{other}"),
        5 => line("{third}"),
        6 => line("{page}"),
        7 => line(&format!("{origin}/")),
        8 => line(&format!("HTTP://{host}")),
        9 => line(&format!("https://{host}")),
        10 => line(&format!("{origin}, {origin}")),
        11 => line(&format!("{origin}, {{other}}")),
        12 => line(&format!("{{other}} {origin}")),
        13 => line(&format!("{origin},")),
        14 => line(&format!("\"{origin}\"")),
        15 => line(&format!("  {origin}\t ")),
        16 => line(&format!("\u{b}{origin}")),
        17 => line(&format!("{origin}\u{a0}")),
        18 => line(&format!("{origin}\u{c}")),
        19 => line(random.pick(&["Null", "NULL", "null, null", " null ", "undefined"])),
        20 => line(random.pick(&["**", "*, *", "*,{page}", " * ", "\"*\"", "*.example", "*;"])),
        21 => line(&host),
        22 => line(&format!("http://user@{host}")),
        23 => line(&format!("{origin}?")),
        24 => line(&format!("{origin};")),
        25 => vec![origin.to_owned(), origin.to_owned()],
        26 => vec![origin.to_owned(), random.pick(&["*", "{other}", "", "null"]).to_owned()],
        27 => vec![random.pick(&["*", "{other}", "", "null"]).to_owned(), origin.to_owned()],
        28 => vec!["*".to_owned(), "*".to_owned()],
        _ => {
            let before = mutate_value(random, "");
            line(&if random.percent(50) { origin.to_owned() + &before } else { before + origin })
        }
    }
}

/// Returns the lines of an `Access-Control-Allow-Credentials`. Most are wrong.
pub(crate) fn allow_credentials(random: &mut Random) -> Vec<String> {
    let line = |text: &str| vec![text.to_owned()];
    match random.below(14) {
        0 | 1 => Vec::new(),
        2 => line(random.pick(&["True", "TRUE", "tRuE"])),
        3 => line("false"),
        4 => line(""),
        5 => line(" true\t"),
        6 => line("true, true"),
        7 => line("1"),
        8 => line("\"true\""),
        9 => line("true;"),
        10 => vec!["true".to_owned(), "true".to_owned()],
        11 => vec!["true".to_owned(), random.pick(&["false", "", "1"]).to_owned()],
        12 => line("true\u{b}"),
        _ => line(&mutate_value(random, "true")),
    }
}

/// Returns the lines of a list of tokens, valid or invalid.
pub(crate) fn list(random: &mut Random, tokens: &[String]) -> Vec<String> {
    let line = |text: String| vec![text];
    let all = tokens.join(", ");
    match random.below(30) {
        0 => Vec::new(),
        1 => line(String::new()),
        2 => line("*".to_owned()),
        3 => line(tokens.join(",")),
        4 => line(tokens.join(" ,\t")),
        5 => line(format!(", ,{all},,")),
        6 => line(format!("{all}, x y")),
        7 => line(format!("x y, {all}")),
        8 => line(format!("{all},x\u{e9}")),
        9 => line(format!("{all}, \"x\"")),
        10 => line(format!("\"{all}\"")),
        11 => line(format!("{all};")),
        12 => line(format!("{all}\u{b}")),
        13 => line(format!("\u{a0}{all}")),
        14 => line(tokens.join(" ")),
        15 => line(tokens.join(";")),
        16 => line(change_case(random, &all)),
        17 => line(format!("*, {all}")),
        18 => line(format!("{all}, *")),
        19 => {
            line(random.pick(&["**", "\"*\"", "* *", "*,*", " * ", "*;", "x, *", "*x"]).to_owned())
        }
        20 => {
            let left_out = random.below(tokens.len().max(1));
            let rest = tokens.iter().enumerate().filter(|(number, _)| *number != left_out);
            line(rest.map(|(_, token)| token.as_str()).collect::<Vec<_>>().join(", "))
        }
        21 => tokens.to_vec(),
        22 => vec![all, random.pick(&["", ",", "x", "x y", "*", "\u{e9}"]).to_owned()],
        23 => vec![random.pick(&["", ",", "x", "x y", "*"]).to_owned(), all],
        24 => line(format!("{all}, {all}")),
        25 => line(format!("x-z, {all}, authorization")),
        26 => line(format!("\t{all} ")),
        _ => line(mutate_value(random, &all)),
    }
}

/// Returns the lines of an `Access-Control-Max-Age`.
pub(crate) fn max_age(random: &mut Random) -> Vec<String> {
    let line = |text: &str| vec![text.to_owned()];
    match random.below(28) {
        0 => line("0"),
        1 => line("3"),
        2 => line("5"),
        3 => line("10"),
        4 => line("-1"),
        5 => line("+600"),
        6 => line("abc"),
        7 => line("600s"),
        8 => line("1.5"),
        9 => line("\"600\""),
        10 => line("1e3"),
        11 => line("0x258"),
        12 => line("600;"),
        13 => line("600, 600"),
        14 => line("6 00"),
        15 => line(""),
        16 => line("0600"),
        17 => line("  600\t"),
        18 => line("2147483648"),
        19 => line("4294967296"),
        20 => line("9223372036854775807"),
        21 => line("9223372036854775808"),
        22 => line("99999999999999999999"),
        23 => vec!["600".to_owned(), "600".to_owned()],
        24 => vec!["600".to_owned(), "0".to_owned()],
        25 => line("-0"),
        26 => line("600\u{b}"),
        _ => line(&mutate_value(random, "600")),
    }
}

/// Returns a status.
pub(crate) fn status(random: &mut Random) -> u16 {
    random.pick(&[
        200, 201, 202, 203, 204, 205, 206, 207, 226, 250, 299, 300, 301, 302, 303, 304, 305, 307,
        308, 400, 401, 403, 404, 405, 410, 418, 429, 500, 501, 503, 599, 600, 999,
    ])
}

/// Names of response headers, readable and hidden.
pub(crate) const RESPONSE_HEADERS: &[&str] = &[
    "Accept",
    "Access-Control-Allow-Methods",
    "Access-Control-Max-Age",
    "Age",
    "Authorization",
    "Cache-Control",
    "Content-Language",
    "Content-Type",
    "Date",
    "ETag",
    "Expires",
    "Last-Modified",
    "Link",
    "Pragma",
    "Retry-After",
    "Server",
    "Set-Cookie",
    "Set-Cookie2",
    "Timing-Allow-Origin",
    "Vary",
    "Via",
    "WWW-Authenticate",
    "X-A",
    "X-B",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "*",
    "!#$%&'*+-.^_`|~09",
];

/// Returns a value for a response header that has no other effect.
pub(crate) fn response_header_value(name: &str) -> &'static str {
    match name {
        "Cache-Control" => "no-store",
        "Content-Type" => "text/plain",
        "Expires" | "Last-Modified" | "Date" => "Thu, 01 Jan 1970 00:00:00 GMT",
        "Set-Cookie" | "Set-Cookie2" => "a=b",
        "Link" => "<https://a.example/>; rel=\"license\"",
        _ => "1",
    }
}

/// Returns the lines of a `Cross-Origin-Resource-Policy`.
pub(crate) fn resource_policy(random: &mut Random) -> Vec<String> {
    let line = |text: &str| vec![text.to_owned()];
    match random.below(14) {
        0..=2 => line("same-origin"),
        3 | 4 => line("same-site"),
        5 | 6 => line("cross-origin"),
        7 => line(random.pick(&["Same-Origin", "SAME-SITE", "same-origin, same-site"])),
        8 => line(random.pick(&["", "none", "same-origin;", "\"same-origin\"", " same-origin "])),
        9 => vec!["same-origin".to_owned(), "same-origin".to_owned()],
        10 => vec!["cross-origin".to_owned(), "same-origin".to_owned()],
        11 => line(&mutate_value(random, "same-origin")),
        _ => Vec::new(),
    }
}
