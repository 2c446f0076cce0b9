//! One line per message on standard error; names and addresses only, never payloads or notes.

use std::fmt::Display;
use std::io::Write;

fn line(level: &str, text: &dyn Display) {
    // A closed standard error must not stop the media.
    let _ = writeln!(std::io::stderr(), "offhook-media {level}: {text}");
}

/// Something that an operator wants to know in normal running.
pub fn info(text: impl Display) {
    line("info", &text);
}

/// Something wrong that the server copes with.
pub fn warn(text: impl Display) {
    line("warning", &text);
}
