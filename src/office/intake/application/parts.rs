//! The parts of an application: mediation, parties, terms, attachments.

use crate::domain::application::{
    Account, Agent, AgentKind, Attachment, AttachmentKind, Guardian, IdKind, Instalment, Mediation, Party, PartyKind, Representative,
    ServiceChoice, Term, TermKind,
};
use crate::domain::finding::Code;
use crate::domain::money::Fen;
use crate::json::Json;
use crate::office::intake::application::reader::{Absent, FieldPlace, Reader};

const PAPERS: [&str; 11] = [
    "practice_certificate",
    "firm_letter",
    "legal_worker_certificate",
    "firm_introduction",
    "locality_proof",
    "identity",
    "kinship_proof",
    "employment_proof",
    "recommendation",
    "membership_proof",
    "other",
];

const MATERIAL_ARTICLE: &str = "民事诉讼法解释第三百五十四条";

const DEFINITE: &str = "民事诉讼法解释第三百五十八条第五项、第四百六十一条";

pub(crate) fn mediation(reader: &mut Reader, json: &Json, at: String) -> Mediation {
    let allowed = ["organisation", "mediators", "invited_by_court", "accepted_on", "concluded_on", "effective_on", "effective_evidence"];
    let Some(place) = reader.object(json, at, &allowed) else { return Mediation::default() };
    let effective = Absent::As(Code::EffectiveDate, "effective-missing", "民事诉讼法第二百零五条");
    let mediators = reader.texts(&place, "mediators", &Absent::Schema, None);
    if mediators.as_ref().is_some_and(Vec::is_empty) {
        reader.schema(place.pointer("mediators"), "schema-missing", "mediators");
    }
    Mediation {
        organisation: reader.text(&place, "organisation", &Absent::Schema),
        mediators: mediators.unwrap_or_default(),
        invited_by_court: reader.flag(&place, "invited_by_court", &Absent::Schema),
        accepted_on: reader.day(&place, "accepted_on", &Absent::Schema),
        concluded_on: reader.day(&place, "concluded_on", &Absent::Schema),
        effective_on: reader.day(&place, "effective_on", &effective),
        effective_evidence: reader.text(&place, "effective_evidence", &Absent::Schema),
    }
}

pub(crate) fn party(reader: &mut Reader, json: &Json, at: String) -> Option<Party> {
    let natural = matches!(json.get("kind"), Some(Json::Text(kind)) if kind == "natural");
    let organisation = matches!(json.get("kind"), Some(Json::Text(kind)) if kind == "legal_person" || kind == "unincorporated");
    let mut allowed = vec!["ref", "kind", "name", "id_kind", "id_number", "domicile", "domicile_division", "phone", "agent", "service"];
    if !organisation {
        allowed.extend(["sex", "ethnicity", "occupation", "born_on", "guardian"]);
    }
    if !natural {
        allowed.push("representative");
    }
    let place = reader.object(json, at, &allowed)?;
    let resident = matches!(place.get("id_kind"), Some(Json::Text(kind)) if kind == "resident_id");
    let mut party = Party {
        reference: reader.text(&place, "ref", &Absent::Schema).unwrap_or_default(),
        kind: reader.word(&place, "kind", &Absent::Schema, &PartyKind::ALL.map(|k| (k.name(), k))),
        name: reader.text(&place, "name", &Absent::Schema),
        id_kind: reader.word(&place, "id_kind", &Absent::Schema, &IdKind::ALL.map(|k| (k.name(), k))),
        id_number: reader.text(&place, "id_number", &Absent::Schema),
        domicile: reader.text(&place, "domicile", &Absent::As(Code::PartyAddress, "party-address", MATERIAL_ARTICLE)),
        phone: reader.text(&place, "phone", &Absent::As(Code::PartyPhone, "party-phone", MATERIAL_ARTICLE)),
        ..Party::default()
    };
    let needed = |always: bool| if always { Absent::Schema } else { Absent::Fine };
    party.domicile_division = reader.division(&place, "domicile_division", &needed(resident));
    if natural {
        person(reader, &place, &mut party, &needed(resident));
    }
    if organisation && let Some(value) = reader.value(&place, "representative", &Absent::Schema) {
        party.representative = representative(reader, value, place.pointer("representative"));
    }
    kind_of_identifier(reader, &place, &party);
    agents(reader, &place, &mut party);
    if let Some(value) = reader.value(&place, "service", &Absent::Schema) {
        party.service = service(reader, value, place.pointer("service"));
    }
    Some(party)
}

fn person(reader: &mut Reader, place: &FieldPlace<'_>, party: &mut Party, ethnicity: &Absent) {
    party.sex = reader.word(place, "sex", &Absent::Schema, &[("男", "男"), ("女", "女")]).map(str::to_owned);
    party.ethnicity = reader.text(place, "ethnicity", ethnicity);
    party.occupation = reader.text(place, "occupation", &Absent::Fine);
    party.born_on = reader.day(place, "born_on", &Absent::Schema);
    if let Some(value) = place.get("guardian")
        && let Some(inner) = reader.object(value, place.pointer("guardian"), &["name", "relation", "id_number"])
    {
        party.guardian = Some(Guardian {
            name: reader.text(&inner, "name", &Absent::Schema),
            relation: reader.text(&inner, "relation", &Absent::Schema),
            id_number: reader.text(&inner, "id_number", &Absent::Schema),
        });
    }
}

fn kind_of_identifier(reader: &mut Reader, place: &FieldPlace<'_>, party: &Party) {
    let fits = match (party.kind, party.id_kind) {
        (Some(PartyKind::Natural), Some(id)) => id != IdKind::Uscc,
        (Some(PartyKind::LegalPerson), Some(id)) => id == IdKind::Uscc,
        _ => true,
    };
    if !fits {
        reader.schema(place.pointer("id_kind"), "schema-id-kind", "id_kind");
    }
}

fn representative(reader: &mut Reader, json: &Json, at: String) -> Option<Representative> {
    let place = reader.object(json, at, &["name", "post"])?;
    Some(Representative { name: reader.text(&place, "name", &Absent::Schema), post: reader.text(&place, "post", &Absent::Schema) })
}

fn agents(reader: &mut Reader, place: &FieldPlace<'_>, party: &mut Party) {
    let at = place.pointer("agent");
    match place.get("agent") {
        None => {}
        Some(Json::Array(items)) => {
            if items.is_empty() || items.len() > 2 {
                reader.schema(at.clone(), "schema-agents", items.len());
            }
            for (index, item) in items.iter().enumerate() {
                if let Some(agent) = agent(reader, item, format!("{at}/{index}")) {
                    party.agents.push(agent);
                    party.agent_pointers.push(format!("/agent/{index}"));
                }
            }
        }
        Some(item) => {
            if let Some(agent) = agent(reader, item, at) {
                party.agents.push(agent);
                party.agent_pointers.push("/agent".to_owned());
            }
        }
    }
}

fn agent(reader: &mut Reader, json: &Json, at: String) -> Option<Agent> {
    let place = reader.object(json, at, &["name", "kind", "firm", "authority", "powers", "papers"])?;
    let article = "民事诉讼法第六十二条、民事诉讼法解释第八十九条";
    let authority = Absent::As(Code::AgentAuthority, "agent-no-authority", article);
    let special = reader.word(&place, "authority", &authority, &[("general", false), ("special", true)]);
    let powers = if special == Some(true) { Absent::As(Code::AgentAuthority, "agent-no-powers", article) } else { Absent::Fine };
    let papers = Absent::As(Code::AgentPapers, "agent-papers", "民事诉讼法解释第八十八条");
    let listed = reader.texts(&place, "powers", &powers, None);
    let shown = reader.texts(&place, "papers", &papers, Some(&PAPERS));
    let kind = reader.word(&place, "kind", &Absent::Schema, &AgentKind::ALL.map(|k| (k.name(), k)));
    Some(Agent {
        name: reader.text(&place, "name", &Absent::Schema),
        // Papers that were not given at all have been reported: no second finding for each of them.
        papers: shown.unwrap_or_else(|| kind.map_or_else(Vec::new, |k| k.papers().iter().map(ToString::to_string).collect())),
        kind,
        firm: reader.text(&place, "firm", &Absent::Fine),
        special: special.filter(|_| listed.is_some()),
        powers: listed.unwrap_or_default(),
    })
}

fn service(reader: &mut Reader, json: &Json, at: String) -> Option<ServiceChoice> {
    let place = reader.object(json, at, &["electronic", "scope", "channel", "address"])?;
    Some(ServiceChoice {
        electronic: reader.flag(&place, "electronic", &Absent::Schema),
        scope: reader.texts(&place, "scope", &Absent::Schema, Some(&["notices", "rulings"])).unwrap_or_default(),
        channel: reader
            .word(&place, "channel", &Absent::Schema, &[("sms", "sms"), ("email", "email"), ("post", "post")])
            .map(str::to_owned),
        address: reader.text(&place, "address", &Absent::Schema),
    })
}

pub(crate) fn term(reader: &mut Reader, json: &Json, at: String) -> Option<Term> {
    let allowed: &[&str] = match json.get("kind").and_then(Json::as_text) {
        Some("payment") => {
            &["no", "kind", "text", "obligor", "obligee", "amount_fen", "amount_capital", "method", "account", "instalments", "due_on"]
        }
        Some("act") => &["no", "kind", "text", "obligor", "obligee", "object", "place", "due_on"],
        Some("release") => &["no", "kind", "text"],
        _ => &["no", "kind", "text", "obligor", "obligee"],
    };
    let place = reader.object(json, at, allowed)?;
    let kind = reader.word(&place, "kind", &Absent::Schema, &TermKind::ALL.map(|k| (k.name(), k)));
    let no = reader.integer(&place, "no", &Absent::Schema);
    if no.is_some_and(|n| n < 1) {
        reader.schema(place.pointer("no"), "schema-value", no.unwrap_or(0));
    }
    let mut term = Term {
        no,
        kind,
        text: reader.text(&place, "text", &Absent::Schema),
        obligor: None,
        obligee: None,
        amount: None,
        amount_capital: None,
        method: None,
        account: None,
        instalments: Vec::new(),
        object: None,
        place: None,
        due_on: None,
    };
    let bound = matches!(kind, Some(TermKind::Payment | TermKind::Act));
    if kind.is_some() && kind != Some(TermKind::Release) {
        let side = if bound { Absent::As(Code::TermParty, "term-party-missing", DEFINITE) } else { Absent::Fine };
        term.obligor = reader.text(&place, "obligor", &side);
        term.obligee = reader.text(&place, "obligee", &side);
    }
    match kind {
        Some(TermKind::Payment) => payment(reader, &place, &mut term),
        Some(TermKind::Act) => {
            term.object = reader.text(&place, "object", &Absent::Schema);
            term.place = reader.text(&place, "place", &Absent::Schema);
            term.due_on = reader.day(&place, "due_on", &Absent::As(Code::TermDue, "term-due", DEFINITE));
        }
        _ => {}
    }
    Some(term)
}

fn payment(reader: &mut Reader, place: &FieldPlace<'_>, term: &mut Term) {
    let due = Absent::As(Code::TermDue, "term-due", DEFINITE);
    term.amount = amount(reader, place, "amount_fen");
    term.amount_capital = reader.text(place, "amount_capital", &Absent::As(Code::TermCapital, "term-capital-missing", DEFINITE));
    let methods = [("bank_transfer", "bank_transfer"), ("cash", "cash"), ("other", "other")];
    term.method = reader.word(place, "method", &Absent::Schema, &methods).map(str::to_owned);
    if let Some(value) = place.get("account")
        && let Some(inner) = reader.object(value, place.pointer("account"), &["name", "bank", "number"])
    {
        term.account = Some(Account {
            name: reader.text(&inner, "name", &Absent::Schema),
            bank: reader.text(&inner, "bank", &Absent::Schema),
            number: reader.text(&inner, "number", &Absent::Schema),
        });
    }
    let instalments = place.get("instalments").and_then(|_| reader.list(place, "instalments", &Absent::Fine));
    let no_instalment = instalments.as_ref().is_none_or(Vec::is_empty);
    let broken = place.get("instalments").is_some() && instalments.is_none();
    for (at, item) in instalments.unwrap_or_default() {
        if let Some(inner) = reader.object(item, at, &["due_on", "amount_fen"]) {
            let due_on = reader.day(&inner, "due_on", &due);
            let amount = amount(reader, &inner, "amount_fen");
            term.instalments.push(Instalment { due_on, amount });
        }
    }
    let absent = if no_instalment && !broken { &due } else { &Absent::Fine };
    term.due_on = reader.day(place, "due_on", absent);
}

fn amount(reader: &mut Reader, place: &FieldPlace<'_>, key: &str) -> Option<Fen> {
    let value = reader.integer(place, key, &Absent::Schema)?;
    let fen = Fen::new(value).filter(|f| f.fen() > 0);
    if fen.is_none() {
        reader.schema(place.pointer(key), "schema-amount", value);
    }
    fen
}

pub(crate) fn attachment(reader: &mut Reader, json: &Json, at: String) -> Option<Attachment> {
    let place = reader.object(json, at, &["kind", "party", "path"])?;
    let attachment = Attachment {
        kind: reader.word(&place, "kind", &Absent::Schema, &AttachmentKind::ALL.map(|k| (k.name(), k))),
        party: reader.text(&place, "party", &Absent::Fine),
        path: reader.text(&place, "path", &Absent::Schema),
    };
    if attachment.path.as_deref().is_some_and(|path| !inside(path)) {
        reader.schema(place.pointer("path"), "schema-path", "path");
    }
    Some(attachment)
}

/// Relative, inside the folder, and plain: no `..`, no root, no backslash, no empty part.
#[must_use]
pub fn inside(path: &str) -> bool {
    !path.contains(['\\', '\0', ':']) && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}
