//! Reads the county's register: `court.json`, `agencies.json`, `holidays.csv`, and `lpr.csv` where there is one.

use crate::domain::calendar::{Calendar, TableFault};
use crate::domain::day::Day;
use crate::domain::prime_rate::PrimeRates;
use crate::domain::register::{Agency, Basis, Court, DisputeKind, Mediator, Officer, Register, Studio};
use crate::domain::validity::Validity;
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;

/// The files of a register, as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegisterFiles {
    /// `court.json`.
    pub court: String,
    /// `agencies.json`.
    pub agencies: String,
    /// `holidays.csv`.
    pub holidays: String,
    /// `lpr.csv`; empty where there is none.
    pub prime_rates: String,
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
    mediators: Vec<MediatorFile>,
    #[serde(default)]
    organisations: Vec<String>,
    #[serde(rename = "matters")]
    kinds: Vec<KindFile>,
}

#[derive(Deserialize)]
struct KindFile {
    code: String,
    name: String,
    basis: Vec<BasisFile>,
}

#[derive(Deserialize)]
struct BasisFile {
    law: String,
    articles: Vec<String>,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    until: Option<String>,
}

/// A mediator: a name, or a name with days.
#[derive(Deserialize)]
#[serde(untagged)]
enum MediatorFile {
    Always(String),
    Dated {
        name: String,
        #[serde(default)]
        from: Option<String>,
        #[serde(default)]
        until: Option<String>,
    },
}

impl RegisterFiles {
    /// The built-in sample register.
    #[must_use]
    pub fn built_in() -> Self {
        Self {
            court: include_str!("../../cli/demo/samples/court.json").to_owned(),
            agencies: include_str!("../../cli/demo/samples/agencies.json").to_owned(),
            holidays: include_str!("../../cli/demo/samples/holidays.csv").to_owned(),
            prime_rates: String::new(),
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
        let prime_rates = if folder.join("lpr.csv").exists() { file("lpr.csv")? } else { String::new() };
        Ok(Self { court: file("court.json")?, agencies: file("agencies.json")?, holidays: file("holidays.csv")?, prime_rates })
    }

    /// The same with another agency, or with this one in the place of the one that has its code. What the entry
    /// says beyond the fields we know stays.
    ///
    /// # Errors
    /// One sentence when the file is not what it was.
    pub fn with_agency(&self, agency: &Agency) -> Result<Self, String> {
        let mut file: Value = serde_json::from_str(&self.agencies).map_err(|e| format!("agencies.json: {e}"))?;
        let list = file["agencies"].as_array_mut().ok_or("agencies.json: no list of agencies")?;
        let place = list.iter().position(|a| a["code"] == *agency.code);
        let place = place.unwrap_or_else(|| {
            list.push(json!({}));
            list.len() - 1
        });
        let basis = |basis: &Basis| {
            read_basis(&basis.cited).map(|(law, articles)| dated(json!({ "law": law, "articles": articles }), basis.validity))
        };
        let power =
            |m: &DisputeKind| json!({ "code": m.code, "name": m.name, "basis": m.basis.iter().filter_map(basis).collect::<Vec<_>>() });
        let mediator = |m: &Mediator| match m.validity {
            always if always == Validity::default() => json!(m.name),
            validity => dated(json!({ "name": m.name }), validity),
        };
        let entry = &mut list[place];
        for (key, text) in [
            ("code", &agency.code),
            ("name", &agency.name),
            ("division", &agency.division),
            ("seat", &agency.seat),
            ("phone", &agency.phone),
        ] {
            entry[key] = json!(text);
        }
        entry["mediators"] = agency.mediators.iter().map(mediator).collect();
        if !agency.organisations.is_empty() || entry.get("organisations").is_some() {
            entry["organisations"] = json!(agency.organisations);
        }
        entry["matters"] = agency.kinds.iter().map(power).collect();
        Ok(Self { agencies: pretty(&file), ..self.clone() })
    }

    /// The same with another court of the same code.
    ///
    /// # Errors
    /// One sentence when the file is not what it was.
    pub fn with_court(&self, court: &Court) -> Result<Self, String> {
        let mut file: Value = serde_json::from_str(&self.court).map_err(|e| format!("court.json: {e}"))?;
        let officers = |list: &[Officer]| list.iter().map(|o| json!({ "name": o.name, "post": o.post })).collect::<Value>();
        file["address"] = json!(court.address);
        file["phone"] = json!(court.phone);
        file["studio"] = json!({ "name": court.studio.name, "address": court.studio.address, "phone": court.studio.phone });
        file["judges"] = officers(&court.judges);
        file["judge_assistants"] = officers(&court.assistants);
        file["clerks"] = officers(&court.clerks);
        Ok(Self { court: pretty(&file), ..self.clone() })
    }

    /// Parses the three files.
    ///
    /// # Errors
    /// One sentence naming the file and the place that is wrong.
    pub fn parse(&self, version: i32) -> Result<Register, String> {
        let court: CourtFile = serde_json::from_str(&self.court).map_err(|e| format!("court.json: {e}"))?;
        let agencies: AgenciesFile = serde_json::from_str(&self.agencies).map_err(|e| format!("agencies.json: {e}"))?;
        let calendar = Calendar::parse_csv(&self.holidays).map_err(|fault| format!("holidays.csv: {}", table_fault(fault)))?;
        let prime_rates = PrimeRates::parse_csv(&self.prime_rates).map_err(|line| format!("lpr.csv: line {line} is not from,rate"))?;
        if court.judges.is_empty() || court.clerks.is_empty() {
            return Err("court.json: at least one judge and one clerk are needed".to_owned());
        }
        let agencies = agencies.agencies.into_iter().map(agency).collect::<Result<_, _>>()?;
        Ok(Register { court: court_of(court), agencies, calendar, prime_rates, version })
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
        studio: Studio { name: file.studio.name, address: file.studio.address, phone: file.studio.phone },
        judges: officers(file.judges),
        assistants: officers(file.judge_assistants),
        clerks: officers(file.clerks),
    }
}

fn basis(file: BasisFile) -> Result<Basis, String> {
    let law = if file.law.contains('《') { file.law } else { format!("《{}》", file.law) };
    let validity = validity(file.from.as_deref(), file.until.as_deref()).map_err(|day| format!("{law}: {day}"))?;
    Ok(Basis { cited: format!("{law}{}", file.articles.join("、")), validity })
}

fn mediator(file: MediatorFile) -> Result<Mediator, String> {
    match file {
        MediatorFile::Always(name) => Ok(Mediator { name, validity: Validity::default() }),
        MediatorFile::Dated { name, from, until } => {
            let validity = validity(from.as_deref(), until.as_deref()).map_err(|day| format!("{name}: {day}"))?;
            Ok(Mediator { name, validity })
        }
    }
}

fn validity(from: Option<&str>, until: Option<&str>) -> Result<Validity, String> {
    let day = |text: Option<&str>| text.map(|t| Day::parse(t).ok_or_else(|| format!("{t} is not a day, as 2026-01-01"))).transpose();
    let validity = Validity { from: day(from)?, until: day(until)? };
    let ordered = validity.from.zip(validity.until).is_none_or(|(from, until)| from <= until);
    ordered.then_some(validity).ok_or_else(|| format!("{} ends before it begins", validity.interval()))
}

/// The entry with its days, where it has any.
fn dated(mut entry: Value, validity: Validity) -> Value {
    for (key, day) in [("from", validity.from), ("until", validity.until)] {
        if let Some(day) = day {
            entry[key] = json!(day.to_string());
        }
    }
    entry
}

/// What is wrong with a rest-day table, in a sentence for the shell.
#[must_use]
pub fn table_fault(fault: TableFault) -> String {
    match fault {
        TableFault::Line(line) => format!("line {line} is not date,kind,note with kind rest or work"),
        TableFault::TwoMeanings { first, second } => format!("lines {first} and {second} give one day two meanings"),
    }
}

fn pretty(file: &Value) -> String {
    format!("{file:#}\n")
}

/// The law and the articles of `《law》第三十九条、第四十条`.
#[must_use]
pub fn read_basis(text: &str) -> Option<(String, Vec<String>)> {
    let at = text.char_indices().map(|(at, _)| at).find(|at| begins_article(&text[*at..]))?;
    let (law, articles) = text.split_at(at);
    let law = law.trim();
    let bare = law.strip_prefix('《').and_then(|l| l.strip_suffix('》')).filter(|l| !l.contains('《'));
    let articles: Vec<String> = articles.split('、').map(|a| a.trim().to_owned()).collect();
    (!law.is_empty() && law.contains('《') && articles.iter().all(|a| is_article(a))).then(|| (bare.unwrap_or(law).to_owned(), articles))
}

fn begins_article(text: &str) -> bool {
    text.split_once('条').is_some_and(|(number, _)| is_article(&format!("{number}条")))
}

/// `第…条`, with a paragraph or an item where one is meant.
fn is_article(text: &str) -> bool {
    let number = |c: char| "〇零一二三四五六七八九十百千之".contains(c) || c.is_ascii_digit();
    let Some((article, rest)) = text.trim().strip_prefix('第').and_then(|t| t.split_once('条')) else { return false };
    let rest_good = rest.chars().all(|c| number(c) || "第款项（）".contains(c));
    !article.is_empty() && article.chars().all(number) && rest_good
}

fn agency(file: AgencyFile) -> Result<Agency, String> {
    let power = |m: KindFile| {
        let basis = m.basis.into_iter().map(basis).collect::<Result<_, _>>()?;
        Ok(DisputeKind { code: m.code, name: m.name, basis })
    };
    let wrong = |e: String| format!("agencies.json: {}: {e}", file.code);
    let mediators = file.mediators.into_iter().map(mediator).collect::<Result<_, _>>().map_err(wrong)?;
    let kinds = file.kinds.into_iter().map(power).collect::<Result<_, String>>().map_err(wrong)?;
    Ok(Agency {
        code: file.code,
        name: file.name,
        division: file.division,
        seat: file.seat,
        phone: file.phone,
        organisations: file.organisations,
        mediators,
        kinds,
    })
}
