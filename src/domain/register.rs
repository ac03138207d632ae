//! The county's register: its court, its agencies and their powers, its rest days.

use super::calendar::Calendar;

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
    pub studio: Office,
    /// Judges (法官).
    pub judges: Vec<Officer>,
    /// Judge's assistants (法官助理).
    pub assistants: Vec<Officer>,
    /// Clerks (书记员).
    pub clerks: Vec<Officer>,
}

/// A place people go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
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
    /// Names of its mediators (调解员).
    pub mediators: Vec<String>,
    /// What it has power to mediate.
    pub matters: Vec<Power>,
}

/// The power to mediate one kind of dispute, with its legal basis (law.md §2a).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Power {
    /// Matter code.
    pub code: String,
    /// Name of the kind of dispute.
    pub name: String,
    /// `《law》article、article` for each law that gives the power.
    pub basis: Vec<String>,
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
    /// The agency's power for a matter.
    #[must_use]
    pub fn power(&self, matter: &str) -> Option<&Power> {
        self.matters.iter().find(|m| m.code == matter)
    }
}
