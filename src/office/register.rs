//! Reads the county's register: `court.json`, `agencies.json`, `holidays.csv`.

use crate::domain::calendar::Calendar;
use crate::domain::register::{Agency, Court, Office, Officer, Power, Register};
use serde::Deserialize;
use std::path::Path;

/// The three files of a register, as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegisterFiles {
    /// `court.json`.
    pub court: String,
    /// `agencies.json`.
    pub agencies: String,
    /// `holidays.csv`.
    pub holidays: String,
}

#[derive(Deserialize)]
struct CourtFile {
    code: String,
    name: String,
    division: String,
    address: String,
    phone: String,
    studio: PlaceFile,
    judges: Vec<OfficerFile>,
    #[serde(default)]
    judge_assistants: Vec<OfficerFile>,
    clerks: Vec<OfficerFile>,
}

#[derive(Deserialize)]
struct PlaceFile {
    name: String,
    address: String,
    phone: String,
}

#[derive(Deserialize)]
struct OfficerFile {
    name: String,
    post: String,
}

#[derive(Deserialize)]
struct AgenciesFile {
    agencies: Vec<AgencyFile>,
}

#[derive(Deserialize)]
struct AgencyFile {
    code: String,
    name: String,
    division: String,
    seat: String,
    phone: String,
    mediators: Vec<String>,
    matters: Vec<MatterFile>,
}

#[derive(Deserialize)]
struct MatterFile {
    code: String,
    name: String,
    basis: Vec<BasisFile>,
}

#[derive(Deserialize)]
struct BasisFile {
    law: String,
    articles: Vec<String>,
}

impl RegisterFiles {
    /// The built-in sample register.
    #[must_use]
    pub fn built_in() -> Self {
        Self {
            court: include_str!("../../tests/samples/court.json").to_owned(),
            agencies: include_str!("../../tests/samples/agencies.json").to_owned(),
            holidays: include_str!("../../tests/samples/holidays.csv").to_owned(),
        }
    }

    /// Reads a folder.
    ///
    /// # Errors
    /// One sentence naming the file that cannot be read.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let file = |name: &str| {
            let path = folder.join(name);
            crate::files::read_text(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))
        };
        Ok(Self { court: file("court.json")?, agencies: file("agencies.json")?, holidays: file("holidays.csv")? })
    }

    /// Parses the three files.
    ///
    /// # Errors
    /// One sentence naming the file and the place that is wrong.
    pub fn parse(&self, version: i32) -> Result<Register, String> {
        let court: CourtFile = serde_json::from_str(&self.court).map_err(|e| format!("court.json: {e}"))?;
        let agencies: AgenciesFile = serde_json::from_str(&self.agencies).map_err(|e| format!("agencies.json: {e}"))?;
        let calendar = Calendar::parse_csv(&self.holidays)
            .map_err(|line| format!("holidays.csv: line {line} is not date,kind,note with kind rest or work"))?;
        if court.judges.is_empty() || court.clerks.is_empty() {
            return Err("court.json: at least one judge and one clerk are needed".to_owned());
        }
        let agencies = agencies.agencies.into_iter().map(agency).collect();
        Ok(Register { court: court_of(court), agencies, calendar, version })
    }
}

fn court_of(file: CourtFile) -> Court {
    let officers = |list: Vec<OfficerFile>| list.into_iter().map(|o| Officer { name: o.name, post: o.post }).collect();
    Court {
        code: file.code,
        name: file.name,
        division: file.division,
        address: file.address,
        phone: file.phone,
        studio: Office { name: file.studio.name, address: file.studio.address, phone: file.studio.phone },
        judges: officers(file.judges),
        assistants: officers(file.judge_assistants),
        clerks: officers(file.clerks),
    }
}

fn agency(file: AgencyFile) -> Agency {
    let basis = |b: BasisFile| {
        let law = if b.law.starts_with('《') || b.law.contains('《') { b.law } else { format!("《{}》", b.law) };
        format!("{law}{}", b.articles.join("、"))
    };
    Agency {
        code: file.code,
        name: file.name,
        division: file.division,
        seat: file.seat,
        phone: file.phone,
        mediators: file.mediators,
        matters: file
            .matters
            .into_iter()
            .map(|m| Power { code: m.code, name: m.name, basis: m.basis.into_iter().map(basis).collect() })
            .collect(),
    }
}
