//! Who hears whom, how loud: the gain matrix of a room, by rules that may name one or all on either side.
//!
//! Invariant: a later rule overrides earlier ones for every pair that it covers. Members are named by their session's number, whether they
//! have joined yet or not.

use std::collections::{HashMap, HashSet};

/// Loudest and quietest factors in dB; what is quieter is silent by `None`.
pub const RANGE_DB: f32 = 60.0;

/// One rule; `None` on a side means all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    pub from: Option<u64>,
    pub to: Option<u64>,
    /// `None` is silent.
    pub db: Option<f32>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    db: Option<f32>,
    factor: f32,
    /// Counts the rules: the higher is the later.
    at: u64,
}

/// The matrix.
#[derive(Debug, Default)]
pub struct Gains {
    pairs: HashMap<(u64, u64), Entry>,
    from: HashMap<u64, Entry>,
    to: HashMap<u64, Entry>,
    all: Option<Entry>,
    clock: u64,
}

/// The factor of a level in dB.
#[must_use]
pub fn factor(db: Option<f32>) -> f32 {
    db.map_or(0.0, |db| 10f32.powf(db.clamp(-RANGE_DB, RANGE_DB) / 20.0))
}

fn later(a: Option<&Entry>, b: Option<&Entry>) -> Option<Entry> {
    a.into_iter().chain(b).max_by_key(|entry| entry.at).copied()
}

impl Gains {
    /// Adds a rule.
    pub fn set(&mut self, rule: Rule) {
        self.clock += 1;
        let entry = Entry { db: rule.db, factor: factor(rule.db), at: self.clock };
        match (rule.from, rule.to) {
            (Some(from), Some(to)) => drop(self.pairs.insert((from, to), entry)),
            (Some(from), None) => {
                self.pairs.retain(|pair, _| pair.0 != from);
                self.from.insert(from, entry);
            }
            (None, Some(to)) => {
                self.pairs.retain(|pair, _| pair.1 != to);
                self.to.insert(to, entry);
            }
            (None, None) => *self = Self { all: Some(entry), clock: self.clock, ..Self::default() },
        }
    }

    /// Forgets the rules about a session.
    pub fn forget(&mut self, sid: u64) {
        self.pairs.retain(|pair, _| pair.0 != sid && pair.1 != sid);
        self.from.remove(&sid);
        self.to.remove(&sid);
    }

    /// The factor of `from` for those whom no rule names.
    #[must_use]
    pub fn common(&self, from: u64) -> f32 {
        self.from.get(&from).or(self.all.as_ref()).map_or(1.0, |entry| entry.factor)
    }

    /// The factor of `from` for `to`.
    #[must_use]
    pub fn between(&self, from: u64, to: u64) -> f32 {
        // What covers a pair removes it, so a pair that is there is the latest.
        let sides = || later(self.from.get(&from), self.to.get(&to)).or(self.all);
        self.pairs.get(&(from, to)).copied().or_else(sides).map_or(1.0, |entry| entry.factor)
    }

    /// Those for whom some factor may differ from the common one.
    #[must_use]
    pub fn named_listeners(&self) -> HashSet<u64> {
        self.pairs.keys().map(|pair| pair.1).chain(self.to.keys().copied()).collect()
    }

    /// All rules in force, the oldest first.
    #[must_use]
    pub fn rules(&self) -> Vec<Rule> {
        let pairs = self.pairs.iter().map(|(pair, entry)| (Some(pair.0), Some(pair.1), entry));
        let from = self.from.iter().map(|(from, entry)| (Some(*from), None, entry));
        let to = self.to.iter().map(|(to, entry)| (None, Some(*to), entry));
        let all = self.all.iter().map(|entry| (None, None, entry));
        let mut rules: Vec<_> = pairs.chain(from).chain(to).chain(all).collect();
        rules.sort_by_key(|rule| rule.2.at);
        rules.into_iter().map(|(from, to, entry)| Rule { from, to, db: entry.db }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(from: Option<u64>, to: Option<u64>, db: Option<f32>) -> Rule {
        Rule { from, to, db }
    }

    #[test]
    #[allow(clippy::float_cmp)] // factors of 0 dB and of silence are exact
    fn a_later_rule_wins_for_the_pairs_it_covers() {
        let mut gains = Gains::default();
        assert_eq!((gains.common(1), gains.between(1, 2)), (1.0, 1.0));
        gains.set(rule(Some(1), None, None));
        gains.set(rule(Some(1), Some(2), Some(0.0)));
        assert_eq!((gains.common(1), gains.between(1, 2), gains.between(1, 3)), (0.0, 1.0, 0.0));
        gains.set(rule(None, Some(2), Some(-20.0)));
        assert!((gains.between(1, 2) - 0.1).abs() < 1e-6);
        assert!((gains.between(9, 2) - 0.1).abs() < 1e-6);
        gains.set(rule(Some(1), None, Some(0.0)));
        assert_eq!((gains.between(1, 2), gains.between(1, 3)), (1.0, 1.0));
        assert!((gains.between(9, 2) - 0.1).abs() < 1e-6);
        gains.set(rule(None, None, None));
        assert_eq!((gains.common(5), gains.between(9, 2)), (0.0, 0.0));
        assert_eq!(gains.rules(), [rule(None, None, None)]);
    }

    #[test]
    fn rules_come_back_in_their_order_and_make_the_same_matrix() {
        let mut gains = Gains::default();
        for n in 0..200u64 {
            let side = |k: u64| (k & 3 != 0).then_some(k & 3);
            #[allow(clippy::cast_precision_loss)]
            gains.set(rule(side(n * 7 / 3), side(n * 5 / 2), (n & 7 != 0).then_some(n as f32 / 10.0)));
            if n % 50 == 49 {
                gains.forget(n % 3 + 1);
            }
            let mut copy = Gains::default();
            gains.rules().into_iter().for_each(|rule| copy.set(rule));
            for from in 1..5 {
                for to in 1..5 {
                    assert!((copy.between(from, to) - gains.between(from, to)).abs() < 1e-6, "{n}: {from} {to}");
                    if !gains.named_listeners().contains(&to) {
                        assert!((gains.between(from, to) - gains.common(from)).abs() < 1e-6);
                    }
                }
            }
        }
    }
}
