//! The caller's clock: milliseconds as a JavaScript number, which may be negative and have a fraction.

use std::time::Duration;

/// The caller's zero on the engine's clock, in milliseconds. A clock of JavaScript is exact up to here.
const ZERO: i64 = 1 << 53;

const NANOSECONDS: f64 = 1_000_000.0;

/// Returns a finite time of the caller on the engine's clock.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "casts saturate")]
pub(crate) fn to_engine(milliseconds: f64) -> Duration {
    let whole = milliseconds.floor();
    let nanoseconds = ((milliseconds - whole) * NANOSECONDS) as u64;
    let since_zero = (whole as i64).clamp(-ZERO, ZERO).saturating_add(ZERO);
    Duration::from_millis(since_zero.unsigned_abs())
        .saturating_add(Duration::from_nanos(nanoseconds))
}

/// Returns a time of the engine on the caller's clock.
#[expect(clippy::cast_precision_loss, reason = "a clock of JavaScript has the same precision")]
pub(crate) fn to_caller(time: Duration) -> f64 {
    let whole = i64::try_from(time.as_millis()).unwrap_or(i64::MAX).saturating_sub(ZERO);
    whole as f64 + f64::from(time.subsec_nanos() % 1_000_000) / NANOSECONDS
}
