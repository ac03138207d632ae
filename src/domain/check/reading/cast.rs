//! Everybody an application knows, as its wordings may name them: sides, names, short names, and who acts for whom.
//!
//! A side (甲方, 乙方 …) is the party at that place of the list unless the wording says otherwise (甲方（张三）).

use super::folding::fold;
use crate::domain::application::Application;
use std::collections::HashMap;

/// Letters of sides, in order.
pub(in super::super) const SIDES: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];

/// Somebody the application knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in super::super) enum Known {
    /// The party at this place of the list.
    Party(usize),
    /// Who speaks or acts for the party at this place.
    Acting(usize),
    /// All sides, or any of them.
    Sides,
}

/// Where somebody known is named: byte positions in a text.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Mention {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Who it is.
    pub who: Known,
}

/// Everybody the application knows, as its wordings may name them.
pub(in super::super) struct Cast {
    pub(super) names: Vec<(String, Known)>,
    /// Places of the names that begin with a character, the longest first.
    by_first: HashMap<char, Vec<usize>>,
    sides: Vec<usize>,
}

/// Words for all sides, or for whichever side does something.
#[rustfmt::skip]
const ANY_SIDE: &[&str] = &[
    "双方当事人", "各方当事人", "甲乙双方", "甲、乙双方", "双方", "各方", "三方", "四方", "任何一方", "任一方", "一方",
    "另一方", "对方", "其他方", "守约方", "违约方", "逾期方", "付款方", "收款方", "债务人", "债权人", "当事人", "申请人",
    "付款人", "收款人", "彼此",
];

impl Cast {
    /// The cast of an application.
    pub(in super::super) fn of(application: &Application) -> Self {
        let plain = |name: &str| fold(name).chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let mut names = Vec::new();
        for (place, party) in application.parties.iter().enumerate() {
            names.extend(party.name.as_deref().map(|name| (plain(name), Known::Party(place))));
            let speakers = party.representative.iter().map(|r| &r.name).chain(party.guardian.iter().map(|g| &g.name));
            let acting = speakers.chain(party.agents.iter().map(|a| &a.name)).flatten();
            names.extend(acting.map(|name| (plain(name), Known::Acting(place))));
        }
        // A party who also acts for another is the party.
        let parties: Vec<String> = names.iter().filter(|(_, k)| matches!(k, Known::Party(_))).map(|(n, _)| n.clone()).collect();
        names.retain(|(name, known)| !name.is_empty() && (matches!(known, Known::Party(_)) || !parties.contains(name)));
        names.sort_by_key(|(name, _)| usize::MAX - name.len());
        let mut by_first: HashMap<char, Vec<usize>> = HashMap::new();
        for (place, (name, _)) in names.iter().enumerate() {
            by_first.entry(name.chars().next().unwrap_or(' ')).or_default().push(place);
        }
        let mut cast = Self { names, by_first, sides: (0..application.parties.len()).collect() };
        for text in application.terms.iter().filter_map(|t| t.text.as_deref()) {
            cast.reassign(&fold(text));
        }
        cast
    }

    /// 甲方（张三）: the wording says who the side is.
    fn reassign(&mut self, text: &str) {
        for (place, side) in SIDES.iter().enumerate() {
            for open in [format!("{side}方（"), format!("{side}方："), format!("{side}方即")] {
                let Some(at) = text.find(&open).map(|at| at + open.len()) else { continue };
                let rest = text[at..].trim_start_matches(|c: char| "即姓名：".contains(c));
                let named = self.names.iter().find(|(name, _)| rest.starts_with(name.as_str()));
                if let (Some((_, Known::Party(party))), true) = (named, place < self.sides.len()) {
                    self.sides[place] = *party;
                }
            }
        }
    }

    /// The first side named that the list of parties does not reach.
    pub(in super::super) fn beyond(&self, text: &str) -> Option<char> {
        SIDES.iter().skip(self.sides.len()).copied().find(|side| text.contains(&format!("{side}方")))
    }

    /// Everybody known in a text, from left to right.
    pub(in super::super) fn mentions(&self, text: &str) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        for (start, c) in text.char_indices() {
            if found.last().is_some_and(|m| start < m.end) {
                continue;
            }
            let rest = &text[start..];
            if let Some((length, who)) = self.known_at(c, rest) {
                found.push(Mention { start, end: start + length, who });
            }
        }
        found
    }

    fn known_at(&self, c: char, rest: &str) -> Option<(usize, Known)> {
        let own = self.by_first.get(&c).into_iter().flatten().map(|place| &self.names[*place]);
        if let Some((name, who)) = own.into_iter().find(|(name, _)| rest.starts_with(name.as_str())) {
            return Some((name.len(), *who));
        }
        if let Some(word) = ANY_SIDE.iter().find(|word| rest.starts_with(**word)) {
            return Some((word.len(), Known::Sides));
        }
        let place = SIDES.iter().position(|side| *side == c)?;
        let party = *self.sides.get(place)?;
        let after = &rest[c.len_utf8()..];
        if after.starts_with('方') {
            return Some((c.len_utf8() + '方'.len_utf8(), Known::Party(party)));
        }
        let listed = after.starts_with(|next: char| SIDES.contains(&next)) || after.starts_with(['、', '与', '和']);
        let counted = listed
            && after.trim_start_matches(|n: char| SIDES.contains(&n) || "、与和".contains(n)).starts_with(['双', '三', '四', '两', '各']);
        counted.then_some((c.len_utf8(), Known::Sides))
    }

    /// Whether a text is an organisation's name or a short form of it: 恒锐公司 for 示范县恒锐五金制品有限公司.
    pub(super) fn is_name_of_party(&self, text: &str) -> bool {
        let long = text.chars().count() >= 2;
        let short_of = |name: &str| {
            let mut rest = name.chars();
            text.chars().all(|c| rest.any(|own| own == c))
        };
        self.names.iter().any(|(name, _)| name == text || (long && name.chars().count() > 4 && short_of(name)))
    }

    /// Whether a surname alone points to a party: 韩某, 姚家, 周女士, 老韩.
    pub(super) fn is_called(&self, text: &str) -> bool {
        const AFTER: &[&str] = &["某", "某某", "家", "先生", "女士", "老板", "总"];
        let mut chars = text.chars();
        let (first, rest) = (chars.next(), chars.as_str());
        let surname = |c: &char| self.by_first.contains_key(c);
        let mut after = rest.chars();
        let alone = after.next().filter(|_| after.as_str().is_empty());
        first.as_ref().is_some_and(surname) && AFTER.contains(&rest)
            || first.is_some_and(|c| "老小阿".contains(c)) && alone.as_ref().is_some_and(surname)
    }
}
