//! The parts of an application: mediation, parties, terms, attachments.

use crate::domain::application::{
    Account, Agent, AgentKind, Attachment, AttachmentKind, Guardian, IdKind, Instalment, Mediation, Paid, Particulars, Party, PartyKind,
    Representative, ServiceChoice, Term, TermKind,
};
use crate::domain::finding::Code;
use crate::domain::identity::phone_is_reachable;
use crate::domain::money::Fen;
use crate::domain::text::Writing;
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
    let mediators = reader.texts(&place, "mediators", Writing::PersonName, &Absent::Schema);
    if mediators.as_ref().is_some_and(Vec::is_empty) {
        reader.schema(place.pointer("mediators"), "schema-missing", "mediators");
    }
    Mediation {
        organisation: reader.text(&place, "organisation", Writing::Name, &Absent::Schema),
        mediators: mediators.unwrap_or_default(),
        invited_by_court: reader.flag(&place, "invited_by_court", &Absent::Schema),
        accepted_on: reader.day(&place, "accepted_on", &Absent::Schema),
        concluded_on: reader.day(&place, "concluded_on", &Absent::Schema),
        effective_on: reader.day(&place, "effective_on", &effective),
        effective_evidence: reader.text(&place, "effective_evidence", Writing::Line, &Absent::Schema),
    }
}

pub(crate) fn party(reader: &mut Reader, json: &Json, at: String) -> Option<Party> {
    let natural = matches!(json.get("kind"), Some(Json::Text(kind)) if kind == "natural");
    let organisation = matches!(json.get("kind"), Some(Json::Text(kind)) if kind == "legal_person" || kind == "unincorporated");
    let mut allowed = vec![
        "ref",
        "kind",
        "name",
        "id_kind",
        "id_number",
        "domicile",
        "domicile_division",
        "phone",
        "agent",
        "service",
        "nationality",
        "original_name",
    ];
    if !organisation {
        allowed.extend(["sex", "ethnicity", "occupation", "born_on", "guardian"]);
    }
    if !natural {
        allowed.push("representative");
    }
    let place = reader.object(json, at, &allowed)?;
    let resident = matches!(place.get("id_kind"), Some(Json::Text(kind)) if kind == "resident_id");
    let own_name = if natural { Writing::PersonName } else { Writing::Name };
    let mut party = Party {
        reference: reader.text(&place, "ref", Writing::Code, &Absent::Schema).unwrap_or_default(),
        kind: reader.word(&place, "kind", &Absent::Schema, &PartyKind::ALL.map(|k| (k.name(), k))),
        name: reader.text(&place, "name", own_name, &Absent::Schema),
        nationality: reader.text(&place, "nationality", Writing::Line, &Absent::Fine),
        original_name: reader.text(&place, "original_name", own_name, &Absent::Fine),
        id_kind: reader.word(&place, "id_kind", &Absent::Schema, &IdKind::ALL.map(|k| (k.name(), k))),
        id_number: reader.text(&place, "id_number", Writing::Number, &Absent::Schema),
        domicile: reader.text(&place, "domicile", Writing::Line, &Absent::As(Code::PartyAddress, "party-address", MATERIAL_ARTICLE)),
        phone: reader.text(&place, "phone", Writing::Telephone, &Absent::As(Code::PartyPhone, "party-phone", MATERIAL_ARTICLE)),
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
    party.ethnicity = reader.text(place, "ethnicity", Writing::Line, ethnicity);
    party.occupation = reader.text(place, "occupation", Writing::Line, &Absent::Fine);
    party.born_on = reader.day(place, "born_on", &Absent::Schema);
    let allowed = with_particulars(&["name", "relation"]);
    if let Some(value) = place.get("guardian")
        && let Some(inner) = reader.object(value, place.pointer("guardian"), &allowed)
    {
        party.guardian = Some(Guardian {
            name: reader.text(&inner, "name", Writing::PersonName, &Absent::Schema),
            relation: reader.text(&inner, "relation", Writing::Line, &Absent::Schema),
            particulars: particulars(reader, &inner, &Absent::Schema),
        });
    }
}

fn with_particulars<'a>(keys: &[&'a str]) -> Vec<&'a str> {
    keys.iter().copied().chain(["sex", "born_on", "ethnicity", "domicile", "id_kind", "id_number"]).collect()
}

/// What documents say of somebody who acts for a party; only a guardian's number must be there.
fn particulars(reader: &mut Reader, place: &FieldPlace<'_>, number: &Absent) -> Particulars {
    Particulars {
        sex: reader.word(place, "sex", &Absent::Fine, &[("男", "男"), ("女", "女")]).map(str::to_owned),
        born_on: reader.day(place, "born_on", &Absent::Fine),
        ethnicity: reader.text(place, "ethnicity", Writing::Line, &Absent::Fine),
        domicile: reader.text(place, "domicile", Writing::Line, &Absent::Fine),
        id_kind: reader.word(place, "id_kind", &Absent::Fine, &IdKind::ALL.map(|k| (k.name(), k))),
        id_number: reader.text(place, "id_number", Writing::Number, number),
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
    let place = reader.object(json, at, &with_particulars(&["name", "post"]))?;
    Some(Representative {
        name: reader.text(&place, "name", Writing::PersonName, &Absent::Schema),
        post: reader.text(&place, "post", Writing::Line, &Absent::Schema),
        particulars: particulars(reader, &place, &Absent::Fine),
    })
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
    let allowed = with_particulars(&["name", "kind", "firm", "authority", "powers", "papers", "relation", "recommended_by"]);
    let place = reader.object(json, at, &allowed)?;
    let article = "民事诉讼法第六十二条、民事诉讼法解释第八十九条";
    let authority = Absent::As(Code::AgentAuthority, "agent-no-authority", article);
    let special = reader.word(&place, "authority", &authority, &[("general", false), ("special", true)]);
    let powers = if special == Some(true) { Absent::As(Code::AgentAuthority, "agent-no-powers", article) } else { Absent::Fine };
    let papers = Absent::As(Code::AgentPapers, "agent-papers", "民事诉讼法解释第八十八条");
    let listed = reader.texts(&place, "powers", Writing::Line, &powers);
    let shown = reader.words(&place, "papers", &papers, &PAPERS);
    let kind = reader.word(&place, "kind", &Absent::Schema, &AgentKind::ALL.map(|k| (k.name(), k)));
    Some(Agent {
        name: reader.text(&place, "name", Writing::PersonName, &Absent::Schema),
        // Papers that were not given at all have been reported: no second finding for each of them.
        papers: shown.unwrap_or_else(|| kind.map_or_else(Vec::new, |k| k.papers().iter().map(ToString::to_string).collect())),
        kind,
        firm: reader.text(&place, "firm", Writing::Name, &Absent::Fine),
        special: special.filter(|_| listed.is_some()),
        powers: listed.unwrap_or_default(),
        relation: reader.text(&place, "relation", Writing::Line, &Absent::Fine),
        recommended_by: reader.text(&place, "recommended_by", Writing::Name, &Absent::Fine),
        particulars: particulars(reader, &place, &Absent::Fine),
    })
}

fn service(reader: &mut Reader, json: &Json, at: String) -> Option<ServiceChoice> {
    let place = reader.object(json, at, &["electronic", "scope", "channel", "address"])?;
    let channel = reader.word(&place, "channel", &Absent::Schema, &[("sms", "sms"), ("email", "email"), ("post", "post")]);
    let kind_of_address = if channel == Some("sms") { Writing::Telephone } else { Writing::Number };
    let choice = ServiceChoice {
        electronic: reader.flag(&place, "electronic", &Absent::Schema),
        scope: reader.words(&place, "scope", &Absent::Schema, &["notices", "rulings"]).unwrap_or_default(),
        channel: channel.map(str::to_owned),
        address: reader.text(&place, "address", kind_of_address, &Absent::Schema),
    };
    let wrong = choice.address.as_deref().is_some_and(|address| match channel {
        Some("sms") => !phone_is_reachable(address),
        Some("email") => !email_is_sound(address),
        _ => false,
    });
    if wrong {
        let why = if channel == Some("sms") { "schema-sms-address" } else { "schema-email-address" };
        reader.schema(place.pointer("address"), why, choice.address.as_deref().unwrap_or(""));
    }
    Some(choice)
}

pub(crate) fn term(reader: &mut Reader, json: &Json, at: String) -> Option<Term> {
    let allowed: &[&str] = match json.get("kind").and_then(Json::as_text) {
        Some("payment") => &[
            "no",
            "kind",
            "text",
            "obligor",
            "obligee",
            "amount_fen",
            "amount_capital",
            "method",
            "account",
            "instalments",
            "due_on",
            "paid",
        ],
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
        text: reader.text(&place, "text", Writing::Term, &Absent::Schema),
        obligor: None,
        obligee: None,
        amount: None,
        amount_capital: None,
        method: None,
        account: None,
        instalments: Vec::new(),
        paid: Vec::new(),
        object: None,
        place: None,
        due_on: None,
    };
    let bound = matches!(kind, Some(TermKind::Payment | TermKind::Act));
    if kind.is_some() && kind != Some(TermKind::Release) {
        let side = if bound { Absent::As(Code::TermParty, "term-party-missing", DEFINITE) } else { Absent::Fine };
        term.obligor = reader.text(&place, "obligor", Writing::Code, &side);
        term.obligee = reader.text(&place, "obligee", Writing::Code, &side);
    }
    match kind {
        Some(TermKind::Payment) => payment(reader, &place, &mut term),
        Some(TermKind::Act) => {
            term.object = reader.text(&place, "object", Writing::Object, &Absent::Schema);
            term.place = reader.text(&place, "place", Writing::Line, &Absent::Schema);
            term.due_on = reader.day(&place, "due_on", &Absent::As(Code::TermDue, "term-due", DEFINITE));
        }
        _ => {}
    }
    Some(term)
}

fn payment(reader: &mut Reader, place: &FieldPlace<'_>, term: &mut Term) {
    let due = Absent::As(Code::TermDue, "term-due", DEFINITE);
    term.amount = amount(reader, place, "amount_fen");
    term.amount_capital =
        reader.text(place, "amount_capital", Writing::Line, &Absent::As(Code::TermCapital, "term-capital-missing", DEFINITE));
    let methods = [("bank_transfer", "bank_transfer"), ("cash", "cash"), ("other", "other")];
    term.method = reader.word(place, "method", &Absent::Schema, &methods).map(str::to_owned);
    if let Some(value) = place.get("account")
        && let Some(inner) = reader.object(value, place.pointer("account"), &["name", "bank", "number"])
    {
        term.account = Some(Account {
            name: reader.text(&inner, "name", Writing::Name, &Absent::Schema),
            bank: reader.text(&inner, "bank", Writing::Name, &Absent::Schema),
            number: reader.text(&inner, "number", Writing::Number, &Absent::Schema),
        });
    }
    term.paid = paid(reader, place);
    let instalments = place.get("instalments").and_then(|_| reader.list(place, "instalments", 100, &Absent::Fine));
    let no_instalment = instalments.as_ref().is_none_or(Vec::is_empty);
    let broken = place.get("instalments").is_some() && instalments.is_none();
    for (at, item) in instalments.unwrap_or_default() {
        if let Some(inner) = reader.object(item, at, &["due_on", "amount_fen", "paid"]) {
            let due_on = reader.day(&inner, "due_on", &due);
            let amount = amount(reader, &inner, "amount_fen");
            term.instalments.push(Instalment { due_on, amount, paid: paid(reader, &inner) });
        }
    }
    let absent = if no_instalment && !broken { &due } else { &Absent::Fine };
    term.due_on = reader.day(place, "due_on", absent);
}

fn paid(reader: &mut Reader, place: &FieldPlace<'_>) -> Vec<Paid> {
    let Some(items) = place.get("paid").and_then(|_| reader.list(place, "paid", 100, &Absent::Fine)) else { return Vec::new() };
    let mut payments = Vec::new();
    for (at, item) in items {
        if let Some(inner) = reader.object(item, at, &["on", "amount_fen"]) {
            let on = reader.day(&inner, "on", &Absent::Schema);
            payments.push(Paid { on, amount: amount(reader, &inner, "amount_fen") });
        }
    }
    payments
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
        party: reader.text(&place, "party", Writing::Code, &Absent::Fine),
        path: reader.text(&place, "path", Writing::Code, &Absent::Schema),
    };
    if attachment.path.as_deref().is_some_and(|path| !inside(path)) {
        reader.schema(place.pointer("path"), "schema-path", "path");
    }
    Some(attachment)
}

/// Whether an address can be one of electronic mail (RFC 5321): with a domain that has a dot, and without a comment,
/// a display name or an address literal.
#[must_use]
pub fn email_is_sound(address: &str) -> bool {
    let options = email_address::Options::default().with_required_tld().without_domain_literal().without_display_text();
    let local_has_quotes = address.contains('"');
    !local_has_quotes && email_address::EmailAddress::parse_with_options(address, options).is_ok()
}

/// Relative, inside the folder, and plain: no `..`, no root, no backslash, no empty part.
#[must_use]
pub fn inside(path: &str) -> bool {
    !path.contains(['\\', '\0', ':']) && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}
