//! Which packets of one source were seen: rollover counting and replay protection (RFC 3711 §3.3.1, §3.3.2, appendix A).

const WORDS: u64 = RING as u64;
const RING: usize = 16;
/// Packets that may come late; one word of the ring is always being filled.
const SIZE: u64 = (WORDS - 1) * 64;

/// A ring of bits over extended sequence numbers (the way of RFC 6479), so that its cost does not depend on its size.
#[derive(Clone, Debug, Default)]
pub struct Window {
    highest: Option<u64>,
    seen: [u64; RING],
}

fn bit(index: u64) -> u64 {
    1 << (index & 63)
}

impl Window {
    /// The highest index so far.
    pub fn highest(&self) -> Option<u64> {
        self.highest
    }

    /// The index that `sequence` most likely has; `None` for one from before the beginning.
    #[must_use]
    pub fn estimate(&self, sequence: u16) -> Option<u64> {
        let Some(highest) = self.highest else { return Some(u64::from(sequence)) };
        let (cycles, newest) = (highest >> 16, i64::from((highest & 0xffff) as u16));
        let ahead = i64::from(sequence) - newest;
        let cycles = match ahead {
            0x8001.. if newest < 0x8000 => cycles.checked_sub(1)?,
            ..-0x8000 if newest >= 0x8000 => cycles + 1,
            _ => cycles,
        };
        Some((cycles << 16) | u64::from(sequence))
    }

    /// False for an index that was seen, or that is too old to tell.
    #[must_use]
    pub fn is_new(&self, index: u64) -> bool {
        match self.highest {
            Some(highest) if index <= highest => highest - index < SIZE && self.word(index) & bit(index) == 0,
            _ => true,
        }
    }

    /// Marks an index as seen.
    pub fn accept(&mut self, index: u64) {
        if let Some(highest) = self.highest.filter(|highest| index > *highest) {
            let (from, to) = (highest >> 6, index >> 6);
            for word in from + 1..=to.min(from + WORDS) {
                *self.word_mut(word << 6) = 0;
            }
        }
        self.highest = self.highest.max(Some(index));
        *self.word_mut(index) |= bit(index);
    }

    #[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // the remainder is below the ring's length
    fn word(&self, index: u64) -> u64 {
        self.seen[((index >> 6) % WORDS) as usize]
    }

    #[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)]
    fn word_mut(&mut self, index: u64) -> &mut u64 {
        &mut self.seen[((index >> 6) % WORDS) as usize]
    }
}

/// Sources that one context knows at most: a call has one or two, and they can only be added by who holds the key.
const MOST: usize = 16;

/// The windows of all sources of a context.
#[derive(Debug, Default)]
pub struct Windows {
    list: Vec<(u32, u64, Window)>,
    uses: u64,
}

impl Windows {
    /// The window of a source that is known.
    #[must_use]
    pub fn get(&self, ssrc: u32) -> Option<&Window> {
        self.list.iter().find(|one| one.0 == ssrc).map(|one| &one.2)
    }

    /// True when the table has room for another source, or knows this one.
    #[must_use]
    pub fn has_room_for(&self, ssrc: u32) -> bool {
        self.list.len() < MOST || self.get(ssrc).is_some()
    }

    /// Marks an index of a source as seen; a new source takes the place of the one that was silent longest when the table is full.
    pub fn accept(&mut self, ssrc: u32, index: u64) {
        self.uses += 1;
        let uses = self.uses;
        if let Some(known) = self.list.iter_mut().find(|one| one.0 == ssrc) {
            known.1 = uses;
            return known.2.accept(index);
        }
        let mut window = Window::default();
        window.accept(index);
        let fresh = (ssrc, uses, window);
        if self.list.len() < MOST {
            self.list.push(fresh);
        } else if let Some(oldest) = self.list.iter_mut().min_by_key(|one| one.1) {
            *oldest = fresh;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(highest: u64) -> Window {
        let mut window = Window::default();
        window.accept(highest);
        window
    }

    #[test]
    fn cycles_are_guessed_from_the_nearest_index() {
        for (highest, sequence, expected) in [
            (0x0_0005, 0x0006, Some(0x0_0006)),
            (0x0_fffe, 0x0001, Some(0x1_0001)),
            (0x1_0001, 0xfffe, Some(0x0_fffe)),
            (0x3_8000, 0x0000, Some(0x3_0000)),
            (0x3_8001, 0x0000, Some(0x4_0000)),
            (0x3_8001, 0x0001, Some(0x3_0001)),
            (0x3_7ffe, 0xffff, Some(0x2_ffff)),
            (0x3_7fff, 0xffff, Some(0x3_ffff)),
            (0x3_7fff, 0xfffe, Some(0x3_fffe)),
            (0x0_0005, 0xfff0, None),
        ] {
            assert_eq!(at(highest).estimate(sequence), expected, "{highest:x} {sequence:x}");
        }
        assert_eq!(Window::default().estimate(40_000), Some(40_000));
    }

    /// The ring against a plain set, over jumps of every size.
    #[test]
    fn agrees_with_a_set_of_all_that_was_seen() {
        let (mut window, mut seen, mut state) = (Window::default(), std::collections::HashSet::new(), 7u64);
        let mut highest = 1_000_000u64;
        for step in 0..30_000u64 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let random = state >> 33;
            let index = if step % 997 == 0 { highest + random % 3000 } else { (highest + 2).saturating_sub(random % 1200) };
            let top = window.highest().unwrap_or(0);
            let expected = window.highest().is_none() || index > top || (top - index < SIZE && !seen.contains(&index));
            assert_eq!(window.is_new(index), expected, "step {step}");
            if expected {
                window.accept(index);
                seen.insert(index);
                highest = highest.max(index);
            }
        }
    }

    #[test]
    fn the_table_forgets_who_was_silent_longest() {
        let mut windows = Windows::default();
        for ssrc in 0..100u32 {
            windows.accept(ssrc, 5);
            windows.accept(0, u64::from(ssrc) + 6);
        }
        assert_eq!(windows.list.len(), MOST);
        assert!(windows.get(0).is_some() && windows.get(99).is_some() && windows.get(1).is_none());
        assert!(!windows.has_room_for(1) && windows.has_room_for(99));
    }
}
