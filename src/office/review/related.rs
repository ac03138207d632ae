//! What the county's own history says beside a case: who of its parties appears where else, and what this agency's cases
//! usually come to.

use crate::db::intake::cases::Case;
use crate::db::review::related;
use crate::db::review::related::KindOfCases;
use crate::domain::application::Application;
use crate::domain::day::Day;
use crate::domain::money::Fen;
use crate::domain::signal::{History, Related};
use crate::office::{Office, Result};

/// Most parties of other cases that are looked at.
const MOST: i64 = 200;

/// Most sums of other cases.
const MOST_SUMS: i64 = 400;

/// The history beside a case.
///
/// # Errors
/// [`crate::office::Error::Fault`] when it cannot be read.
pub fn of_case(office: &Office, case: &Case, application: &Application) -> Result<History> {
    let mut connection = office.connection()?;
    let tx = &mut *connection;
    let own = related::parties_of(tx, std::slice::from_ref(&case.matter))?;
    let empty_phone = office.vault.index("phone", "");
    let ids: Vec<String> = own.iter().map(|p| p.id_index.clone()).collect();
    let phones: Vec<String> = own.iter().map(|p| p.phone_index.clone()).filter(|p| *p != empty_phone).collect();
    let alike = related::alike(tx, &case.court, &case.matter, &ids, &phones, MOST)?;
    let mut matters: Vec<String> = Vec::new();
    for party in alike.iter().filter(|p| ids.contains(&p.id_index)) {
        if !matters.contains(&party.matter) {
            matters.push(party.matter.clone());
        }
    }
    let everybody = related::parties_of(tx, &matters)?;
    let cases = related::cases_of(tx, &matters)?;
    let mut list = Vec::new();
    for matter in &matters {
        let Some((id, label, at)) = cases.get(matter) else { continue };
        let there = || everybody.iter().filter(|p| p.matter == *matter);
        let appears = |index: &str| there().any(|p| p.id_index == index);
        list.push(Related {
            id: id.clone(),
            label: label.clone(),
            on: Day::from_date(at.date()),
            shared: own.iter().filter(|p| appears(&p.id_index)).map(|p| p.reference.clone()).collect(),
            others: there().filter(|p| !ids.contains(&p.id_index)).map(|p| p.name.clone()).collect(),
        });
    }
    let mut shared_phones: Vec<(String, String)> = Vec::new();
    for party in own.iter().filter(|p| p.phone_index != empty_phone) {
        let other = |o: &&related::IndexedParty| o.phone_index == party.phone_index && o.id_index != party.id_index;
        for found in own.iter().chain(&alike).filter(other) {
            let entry = (party.reference.clone(), found.name.clone());
            if !shared_phones.contains(&entry) {
                shared_phones.push(entry);
            }
        }
    }
    let mut names: Vec<(String, String)> = Vec::new();
    for party in &own {
        for twin in everybody.iter().filter(|p| p.id_index == party.id_index && p.name != party.name) {
            let entry = (party.reference.clone(), twin.name.clone());
            if !names.contains(&entry) {
                names.push(entry);
            }
        }
    }
    let sums = match related::kind_of(tx, &case.matter)? {
        Some((agency, kind)) => related::sums(tx, KindOfCases { agency: &agency, kind: &kind }, &case.matter, MOST_SUMS)?,
        None => Vec::new(),
    };
    let sum: i64 = application.terms.iter().filter_map(|t| t.amount).map(Fen::fen).sum();
    Ok(History {
        parties: own.iter().map(|p| p.reference.clone()).collect(),
        related: list,
        phones: shared_phones,
        names,
        usual: sums.into_iter().filter_map(Fen::new).collect(),
        sum: Fen::new(sum).unwrap_or_default(),
    })
}
