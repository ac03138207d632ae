//! The county's register: its court, its agencies and their powers, its rest days.

use super::calendar::Calendar;
use super::day::Day;
use super::named::named;
use super::prime_rate::PrimeRates;
use super::validity::Validity;

named! {
    /// Kind of unit.
    pub enum UnitKind {
        /// A court (法院).
        Court = "court",
        /// The studio (工作室).
        Studio = "studio",
        /// The justice bureau (司法局).
        Bureau = "bureau",
        /// An agency (行政机关).
        Agency = "agency",
        /// A county.
        County = "county",
        /// A township.
        Township = "township",
        /// A village.
        Village = "village",
    }
}

/// The court (法院) of a county and the people who sit in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Court {
    /// Court code (法院代字), such as 浙0499.
    pub code: String,
    /// Full name, as in the head of a ruling.
    pub name: String,
    /// Six-digit division code of its district.
    pub division: String,
    /// Postal address.
    pub address: String,
    /// Telephone of the court.
    pub phone: String,
    /// The confirmation studio (工作室).
    pub studio: Studio,
    /// Judges (法官).
    pub judges: Vec<Officer>,
    /// Judge's assistants (法官助理).
    pub assistants: Vec<Officer>,
    /// Clerks (书记员).
    pub clerks: Vec<Officer>,
}

/// A place people go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Studio {
    /// Name on the door.
    pub name: String,
    /// Postal address.
    pub address: String,
    /// Telephone.
    pub phone: String,
}

/// A person who holds a post in the court.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// Name.
    pub name: String,
    /// Post, as it stands before the name on a ruling (审判员, 书记员 …).
    pub post: String,
}

/// An administrative agency that mediates (行政机关调解组织).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Code used by programs.
    pub code: String,
    /// Official name.
    pub name: String,
    /// Six-digit division code of its seat: a ground of jurisdiction.
    pub division: String,
    /// Address of its seat.
    pub seat: String,
    /// Telephone.
    pub phone: String,
    /// Bodies of the agency that preside in its name (调解委员会、调解室).
    pub organisations: Vec<String>,
    /// Its mediators (调解员).
    pub mediators: Vec<Mediator>,
    /// What it has power to mediate.
    pub kinds: Vec<DisputeKind>,
}

/// The power to mediate one kind of dispute, with its legal basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeKind {
    /// Matter code.
    pub code: String,
    /// Name of the kind of dispute.
    pub name: String,
    /// The laws that give the power.
    pub basis: Vec<Basis>,
}

/// A mediator (调解员) of an agency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mediator {
    /// Name.
    pub name: String,
    /// When the mediator is one.
    pub validity: Validity,
}

/// A law that gives a power.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Basis {
    /// `《law》article、article`.
    pub cited: String,
    /// When it is in force.
    pub validity: Validity,
}

impl DisputeKind {
    /// What gives the power on a day, as papers cite it.
    pub fn in_force(&self, day: Day) -> impl Iterator<Item = &str> {
        self.basis.iter().filter(move |b| b.validity.covers(day)).map(|b| b.cited.as_str())
    }
}

/// Everything the checks need to know of the county.
#[derive(Clone, Debug)]
pub struct Register {
    /// The court.
    pub court: Court,
    /// The agencies.
    pub agencies: Vec<Agency>,
    /// The rest-day calendar.
    pub calendar: Calendar,
    /// The one-year loan prime rate (贷款市场报价利率), from each day on; empty without a table.
    pub prime_rates: PrimeRates,
    /// Grows with each change of the register; kept beside every computed due date.
    pub version: i32,
}

impl Register {
    /// The agency with this code.
    #[must_use]
    pub fn agency(&self, code: &str) -> Option<&Agency> {
        self.agencies.iter().find(|a| a.code == code)
    }
}

impl Agency {
    /// The agency's power for a matter, whether in force or not.
    #[must_use]
    pub fn kind(&self, code: &str) -> Option<&DisputeKind> {
        self.kinds.iter().find(|k| k.code == code)
    }

    /// Whether the agency may mediate a matter on a day; without a day, whether it ever may.
    #[must_use]
    pub fn has_power(&self, matter: &str, on: Option<Day>) -> bool {
        self.kind(matter).is_some_and(|power| on.is_none_or(|day| power.in_force(day).next().is_some()))
    }

    /// Whether somebody of this name is one of its mediators on a day; without a day, whether there ever was one.
    #[must_use]
    pub fn has_mediator(&self, name: &str, on: Option<Day>) -> bool {
        self.mediators.iter().any(|m| m.name == name && on.is_none_or(|day| m.validity.covers(day)))
    }

    /// The mediators it has on a day.
    pub fn mediators_on(&self, day: Day) -> impl Iterator<Item = &str> {
        self.mediators.iter().filter(move |m| m.validity.covers(day)).map(|m| m.name.as_str())
    }
}

/// A registered basis that another law takes the place of, and that has no last day yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StaleBasis {
    /// Name of the matter.
    pub matter: String,
    /// The basis as registered.
    pub cited: String,
    /// From when the other law is in force.
    pub from: Day,
    /// The other law and its article.
    pub by: &'static str,
}

/// Laws that give a power to mediate and were, or will be, replaced: law, article, the first day of the new one, and
/// what takes their place (生态环境法典 of 2026-08-15; 商标法 as revised, 2027-01-01).
const REPLACED: [(&str, &str, [u32; 3], &str); 4] = [
    ("噪声污染防治法", "第八十六条", [2026, 8, 15], "《中华人民共和国生态环境法典》第一千零七十七条"),
    ("水污染防治法", "第九十七条", [2026, 8, 15], "《中华人民共和国生态环境法典》第一千零七十七条"),
    ("土壤污染防治法", "第九十六条", [2026, 8, 15], "《中华人民共和国生态环境法典》第一千零七十七条"),
    ("商标法", "第六十条", [2027, 1, 1], "《中华人民共和国商标法》第七十四条"),
];

impl Agency {
    /// The bases that should be given their last day: existing registers are never changed without their administrator.
    #[must_use]
    pub fn stale_bases(&self) -> Vec<StaleBasis> {
        let bases = self.kinds.iter().flat_map(|kind| kind.basis.iter().map(move |basis| (kind, basis)));
        let open = bases.filter(|(_, basis)| basis.validity.until.is_none());
        open.flat_map(|(kind, basis)| {
            REPLACED
                .iter()
                .filter(|(law, article, _, _)| basis.cited.contains(&format!("{law}》")) && basis.cited.ends_with(article))
                .filter_map(|(_, _, [year, month, day], by)| {
                    let from = Day::new(i32::try_from(*year).ok()?, *month, *day)?;
                    Some(StaleBasis { matter: kind.name.clone(), cited: basis.cited.clone(), from, by })
                })
        })
        .collect()
    }
}

/// What is wrong with an entry of the register, and at which field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntryFault {
    /// Field: `name`, `phone`, `powers/0/basis` …
    pub at: String,
    /// What is wrong.
    pub what: EntryWrong,
}

/// What can be wrong with a field of the register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryWrong {
    /// It is empty.
    Missing,
    /// A code is not small letters, digits and a dash or line.
    Code,
    /// The code stands there already.
    Taken,
    /// Not six digits of a division code.
    Division,
    /// Not a telephone number.
    Phone,
    /// Not `《law》 article`, a line each.
    Basis,
    /// Not `name post`, a line each.
    Officer,
    /// This line, counted from 1, is not a day of a rest-day table.
    Line(usize),
    /// These lines of a rest-day table, counted from 1, give one day two meanings.
    TwoMeanings {
        /// The earlier line.
        first: usize,
        /// The later one.
        second: usize,
    },
    /// A list of days behind a name is not `2026-01-01/2026-12-31`.
    Interval,
}

impl EntryWrong {
    /// Name of the word that says so.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Missing => "entry-missing",
            Self::Code => "entry-code",
            Self::Taken => "entry-taken",
            Self::Division => "entry-division",
            Self::Phone => "entry-phone",
            Self::Basis => "entry-basis",
            Self::Officer => "entry-officer",
            Self::Line(_) => "entry-line",
            Self::TwoMeanings { .. } => "entry-two-meanings",
            Self::Interval => "entry-interval",
        }
    }
}

fn is_code(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    (2..=60).contains(&text.len()) && text.chars().all(letter) && text.starts_with(|c: char| c.is_ascii_lowercase())
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (5..=15).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | ' '))
}

fn missing<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<EntryFault> {
    let empty = fields.into_iter().filter(|(_, text)| text.is_empty());
    empty.map(|(at, _)| EntryFault { at: at.to_owned(), what: EntryWrong::Missing }).collect()
}

impl Agency {
    /// What keeps this agency out of the register; empty when nothing does.
    #[must_use]
    pub fn faults(&self) -> Vec<EntryFault> {
        let mut found = missing([("name", &*self.name), ("code", &self.code), ("seat", &self.seat)]);
        let mut wrong = |good: bool, at: String, what| {
            if !good && found.iter().all(|f| f.at != at) {
                found.push(EntryFault { at, what });
            }
        };
        wrong(is_code(&self.code), "code".to_owned(), EntryWrong::Code);
        wrong(self.division.len() == 6 && self.division.bytes().all(|b| b.is_ascii_digit()), "division".to_owned(), EntryWrong::Division);
        wrong(is_phone(&self.phone), "phone".to_owned(), EntryWrong::Phone);
        wrong(!self.mediators.is_empty(), "mediators".to_owned(), EntryWrong::Missing);
        // A name that still holds an interval is one whose interval could not be read.
        wrong(self.mediators.iter().all(|m| !m.name.contains('/')), "mediators".to_owned(), EntryWrong::Interval);
        for (place, power) in self.kinds.iter().enumerate() {
            wrong(!power.name.is_empty(), format!("powers/{place}/name"), EntryWrong::Missing);
            wrong(is_code(&power.code), format!("powers/{place}/code"), EntryWrong::Code);
            let twice = self.kinds[..place].iter().any(|other| other.code == power.code);
            wrong(!twice, format!("powers/{place}/code"), EntryWrong::Taken);
            wrong(power.basis.iter().any(|b| !b.cited.is_empty()), format!("powers/{place}/basis"), EntryWrong::Missing);
        }
        found
    }
}

impl Court {
    /// What keeps this court out of the register; empty when nothing does.
    #[must_use]
    pub fn faults(&self) -> Vec<EntryFault> {
        let studio = &self.studio;
        let mut found = missing([("address", &*self.address), ("studio_name", &studio.name), ("studio_address", &studio.address)]);
        for (at, phone) in [("phone", &self.phone), ("studio_phone", &studio.phone)] {
            if !is_phone(phone) {
                found.push(EntryFault { at: at.to_owned(), what: EntryWrong::Phone });
            }
        }
        for (at, officers) in [("judges", &self.judges), ("clerks", &self.clerks)] {
            if officers.is_empty() {
                found.push(EntryFault { at: at.to_owned(), what: EntryWrong::Missing });
            }
        }
        for (at, officers) in [("judges", &self.judges), ("assistants", &self.assistants), ("clerks", &self.clerks)] {
            if officers.iter().any(|o| o.name.is_empty() || o.post.is_empty()) {
                found.push(EntryFault { at: at.to_owned(), what: EntryWrong::Officer });
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agency() -> Agency {
        Agency {
            code: "town-labour".to_owned(),
            name: "示范县劳动局".to_owned(),
            division: "330499".to_owned(),
            seat: "示范县城关镇".to_owned(),
            phone: "0573-80000199".to_owned(),
            organisations: vec![],
            mediators: vec![Mediator { name: "方志远".to_owned(), validity: Validity::default() }],
            kinds: vec![DisputeKind {
                code: "wages".to_owned(),
                name: "工资".to_owned(),
                basis: vec![Basis { cited: "《劳动法》第七十七条".to_owned(), validity: Validity::default() }],
            }],
        }
    }

    #[test]
    fn a_whole_entry_has_no_fault_and_each_fault_stands_at_its_field() {
        assert_eq!(agency().faults(), []);
        let mut wrong = Agency { code: "Town".to_owned(), division: "33".to_owned(), phone: "a".to_owned(), mediators: vec![], ..agency() };
        wrong.kinds.push(DisputeKind { basis: vec![], ..wrong.kinds[0].clone() });
        let at: Vec<String> = wrong.faults().into_iter().map(|f| f.at).collect();
        assert_eq!(at, ["code", "division", "phone", "mediators", "powers/1/code", "powers/1/basis"]);
    }
}
