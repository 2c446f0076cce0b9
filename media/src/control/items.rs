//! What is to be played, as commands name it.

use super::command::bad;
use crate::play::Item;
use crate::report::Refusal;
use crate::sealed::{FileKey, KEY};
use serde::Deserialize;
use serde_bytes::ByteBuf;
use std::path::PathBuf;

#[derive(Deserialize)]
pub struct PlayItem {
    file: Option<PathBuf>,
    from_ms: Option<u32>,
    key: Option<ByteBuf>,
    tone: Option<String>,
    country: Option<String>,
    silence_ms: Option<u32>,
}

impl PlayItem {
    /// Checks that it is one thing.
    pub fn check(self) -> Result<Item, Refusal> {
        let key = self.key.map(|key| FileKey::new(&key).ok_or_else(|| bad(format!("the key of a file has {KEY} bytes")))).transpose()?;
        match (self.file, self.tone, self.silence_ms) {
            (Some(path), None, None) if path.is_absolute() => Ok(Item::File { path, key, from_ms: self.from_ms.unwrap_or(0) }),
            (None, Some(name), None) => Ok(Item::Tone { name, country: self.country.unwrap_or_default() }),
            (None, None, Some(milliseconds)) => Ok(Item::Silence(milliseconds)),
            _ => Err(bad("an item is one of file (an absolute path), tone and silence_ms")),
        }
    }
}

/// Checks what is to be played.
pub fn checked(items: Vec<PlayItem>) -> Result<Vec<Item>, Refusal> {
    if items.is_empty() {
        return Err(bad("there is nothing to play"));
    }
    items.into_iter().map(PlayItem::check).collect()
}
