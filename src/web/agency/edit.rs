//! Writing an application: facts, parties, terms. One form a page; every button saves what was typed.

use super::fields::Fields;
use crate::domain::application::Application;
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::money::Fen;
use crate::office::sessions::Signed;
use crate::office::{Office, drafting, overview};
use crate::web::State;
use crate::web::api::act;
use crate::web::form::{Posted, Said};
use crate::web::forms::Section;
use crate::web::frame::{Frame, done, see_other};
use crate::web::page::Page;
use crate::web::problem::Problem;
use crate::web::show::{self, Owe};
use crate::web::signed::Mediator;
use crate::web::staff::{self, case_id, unless_overtaken};
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;
use serde_json::{Value, json};

/// A card of a page: a party, a term, or the facts.
#[derive(Serialize, Clone)]
pub struct Card {
    title: String,
    id: String,
    state: Option<Said>,
    sections: Vec<Section>,
    rows: Vec<Vec<crate::web::form::Field>>,
    buttons: Vec<[String; 2]>,
}

/// A page on which part of the application is written.
#[derive(Serialize)]
pub struct EditPage {
    part: &'static str,
    title: String,
    lead: String,
    case: String,
    name: String,
    version: i32,
    editable: bool,
    faults: Vec<Said>,
    cards: Vec<Card>,
    add: Vec<[String; 2]>,
    owes: Vec<Owe>,
    texts: Vec<String>,
}

impl Page for EditPage {
    const TEMPLATE: &'static str = "pages/agency-edit.html";

    fn samples() -> Vec<Self> {
        let said = Said { tone: "bad", text: "请写明日期。".to_owned(), article: String::new(), at: "/terms/0".to_owned() };
        let field = crate::web::form::Field::new("text", "/terms/0/text", "写法".to_owned());
        let card = Card {
            title: "第一条".to_owned(),
            id: "t0".to_owned(),
            state: Some(said.clone()),
            sections: vec![Section { title: "收款账户".to_owned(), fields: vec![field.clone()] }],
            rows: vec![vec![field]],
            buttons: vec![["remove:0".to_owned(), "删除".to_owned()]],
        };
        let full = |part: &'static str| Self {
            part,
            title: "协议条款".to_owned(),
            lead: "4 条。".to_owned(),
            case: "C".to_owned(),
            name: "高文静".to_owned(),
            version: 2,
            editable: true,
            faults: vec![said.clone()],
            cards: vec![card.clone()],
            add: vec![["add:payment".to_owned(), "付款".to_owned()]],
            owes: Vec::new(),
            texts: vec!["一、付款。".to_owned()],
        };
        let empty = Self { cards: vec![], add: vec![], texts: vec![], faults: vec![], editable: false, ..full("terms") };
        vec![full("terms"), full("facts"), full("parties"), empty]
    }
}

const PARTS: [&str; 3] = ["facts", "parties", "terms"];

fn build(office: &Office, signed: &Signed, lang: Lang, id: &CaseId, part: &'static str) -> crate::office::Result<EditPage> {
    let seen = overview::of(office, &signed.actor, id)?;
    let mut fields = Fields { lang, json: &seen.json, found: &seen.found, placed: Vec::new() };
    let cards = match part {
        "facts" => vec![facts(&mut fields)],
        "parties" => (0..seen.json["parties"].as_array().map_or(0, Vec::len)).map(|i| party(&mut fields, i)).collect(),
        _ => (0..seen.json["terms"].as_array().map_or(0, Vec::len)).map(|i| term(&mut fields, i)).collect(),
    };
    let at_fields = cards.iter().flat_map(|c: &Card| {
        let rows = c.rows.iter().flatten();
        c.sections.iter().flat_map(|s| s.fields.iter()).chain(rows).flat_map(|f| f.said.clone())
    });
    let mut faults: Vec<Said> = at_fields.collect();
    faults.extend(fields.rest(part));
    if part == "parties" {
        faults.extend(fields.rest("service"));
    }
    let add = match part {
        "terms" => ["payment", "act", "default", "release", "other"]
            .map(|k| [format!("add:{k}"), say(lang, &format!("term-kind-{k}"), &[])])
            .into(),
        "parties" => vec![["add:party".to_owned(), say(lang, "party-add", &[])]],
        _ => Vec::new(),
    };
    let numbered = |(i, t): (usize, &crate::domain::application::Term)| {
        let number = crate::domain::day::below_hundred(u32::try_from(i + 1).unwrap_or(0));
        format!("{number}、{}", t.text.as_deref().unwrap_or(""))
    };
    Ok(EditPage {
        part,
        title: say(lang, &format!("task-{part}"), &[]),
        lead: say(lang, &format!("edit-{part}-lead"), &[("count", cards.len().to_string())]),
        case: id.to_string(),
        name: show::head(lang, &seen, office.today()).parties.join("、"),
        version: seen.case.version,
        editable: matches!(seen.case.stage.name(), "drafting" | "supplementing"),
        faults,
        owes: if part == "terms" { show::owes(lang, &seen.application, office.today()) } else { Vec::new() },
        texts: if part == "terms" { seen.application.terms.iter().enumerate().map(numbered).collect() } else { Vec::new() },
        cards,
        add,
    })
}

fn section(title: String, fields: Vec<crate::web::form::Field>) -> Section {
    Section { title, fields }
}

fn facts(f: &mut Fields<'_>) -> Card {
    let dispute = vec![
        f.select("/lane", "lane", &["civil", "labour"]),
        f.field("text", "/cause").hint(f.word("hint-cause")),
        f.field("area", "/facts").hint(f.word("hint-facts")).wide("wide"),
        f.field("area", "/responsibility").wide("wide").may_be_empty(),
        f.field("text", "/subject_matter_division").hint(f.word("hint-division")).may_be_empty(),
        f.field("text", "/external_ref").may_be_empty(),
    ];
    let mediation = vec![
        f.field("text", "/mediation/mediators").hint(f.word("hint-mediators")),
        f.field("check", "/mediation/invited_by_court"),
        f.field("date", "/mediation/accepted_on").wide("third"),
        f.field("date", "/mediation/concluded_on").wide("third"),
        f.field("date", "/mediation/effective_on").wide("third"),
        f.field("text", "/mediation/effective_evidence").hint(f.word("hint-effective-evidence")).wide("wide"),
    ];
    Card {
        title: f.word("task-facts"),
        id: "facts".to_owned(),
        state: None,
        sections: vec![section(String::new(), dispute), section(f.word("section-mediation"), mediation)],
        rows: Vec::new(),
        buttons: Vec::new(),
    }
}

const ID_KINDS: [&str; 6] = ["resident_id", "hk_macao_pass", "taiwan_pass", "residence_permit", "foreign_permanent_resident", "passport"];

fn party(f: &mut Fields<'_>, index: usize) -> Card {
    let at = |key: &str| format!("/parties/{index}/{key}");
    let kind = f.text(&at("kind"));
    let natural = kind == "natural";
    let mut own = vec![f.select(&at("kind"), "party-kind", &["natural", "legal_person", "unincorporated"]), f.field("text", &at("name"))];
    if natural {
        own.push(f.select(&at("id_kind"), "id-kind", &ID_KINDS));
        own.push(f.field("text", &at("id_number")));
        own.push(f.select(&at("sex"), "sex", &["", "男", "女"]).wide("third"));
        own.push(f.field("date", &at("born_on")).wide("third"));
        own.push(f.field("text", &at("ethnicity")).wide("third"));
    } else {
        own.push(f.field("text", &at("id_number")).hint(f.word("hint-uscc")));
        own.push(f.field("text", &at("representative/name")).wide("third"));
        own.push(f.field("text", &at("representative/post")).wide("third"));
    }
    own.push(f.field("text", &at("domicile")).wide("wide"));
    own.push(f.field("text", &at("domicile_division")).hint(f.word("hint-division")));
    own.push(f.field("tel", &at("phone")));
    let mut sections = vec![section(String::new(), own)];
    if natural {
        let guardian =
            ["name", "relation", "id_number"].map(|k| f.field("text", &at(&format!("guardian/{k}"))).wide("third").may_be_empty());
        sections.push(section(f.word("section-guardian"), guardian.into()));
    }
    sections.push(agent(f, &at(if f.json["parties"][index]["agent"].is_array() { "agent/0" } else { "agent" })));
    let service = vec![
        f.field("check", &at("service/electronic")).wide("wide"),
        f.checks(&at("service/scope"), "scope", &["notices", "rulings"]).wide("wide"),
        f.select(&at("service/channel"), "channel", &["", "sms", "email", "post"]),
        f.field("text", &at("service/address")),
    ];
    sections.push(section(f.word("section-service"), service));
    let name = f.text(&at("name"));
    let side = crate::domain::wording::side(index);
    Card {
        title: if name.is_empty() { side } else { format!("{side}　{name}") },
        id: format!("p{index}"),
        state: f.said(&format!("/parties/{index}")).into_iter().next(),
        sections,
        rows: Vec::new(),
        buttons: if index > 1 { vec![[format!("remove:{index}"), f.word("remove")]] } else { Vec::new() },
    }
}

const AGENTS: [&str; 6] = ["", "lawyer", "legal_worker", "relative", "employee", "recommended"];
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

fn agent(f: &mut Fields<'_>, at: &str) -> Section {
    let key = |k: &str| format!("{at}/{k}");
    let mut fields = vec![f.select(&key("kind"), "agent-kind", &AGENTS)];
    if !f.text(&key("kind")).is_empty() {
        fields.push(f.field("text", &key("name")));
        fields.push(f.field("text", &key("firm")).may_be_empty());
        fields.push(f.select(&key("authority"), "authority", &["general", "special"]));
        fields.push(f.checks(&key("powers"), "power", &["admit", "waive", "settle", "counterclaim", "receive"]).wide("wide"));
        fields.push(f.checks(&key("papers"), "paper", &PAPERS[..10]).wide("wide"));
    }
    section(f.word("section-agent"), fields)
}

fn term(f: &mut Fields<'_>, index: usize) -> Card {
    let at = |key: &str| format!("/terms/{index}/{key}");
    let kind = f.text(&at("kind"));
    let names: Vec<(String, String)> = f.json["parties"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|p| (p["ref"].as_str().unwrap_or("").to_owned(), p["name"].as_str().unwrap_or("").to_owned()))
        .collect();
    let who = |f: &mut Fields<'_>, key: &str| {
        let none = crate::web::form::Choice { value: String::new(), label: f.word("choose"), hint: String::new() };
        let one = |(r, n): &(String, String)| crate::web::form::Choice { value: r.clone(), label: n.clone(), hint: String::new() };
        let options = std::iter::once(none).chain(names.iter().map(one)).collect();
        f.field("select", &at(key)).offering(options)
    };
    let mut fields = Vec::new();
    let mut rows = Vec::new();
    let mut buttons = vec![[format!("copy:{index}"), f.word("copy")], [format!("remove:{index}"), f.word("remove")]];
    if matches!(kind.as_str(), "payment" | "act" | "default") {
        fields.push(who(f, "obligor"));
        fields.push(who(f, "obligee"));
    }
    if kind == "payment" {
        fields.push(f.field("money", &at("amount_fen")).wide("third"));
        let capital = f.field("shown", &at("amount_capital")).wide("third");
        fields.push(capital);
        fields.push(f.select(&at("method"), "method", &["bank_transfer", "cash", "other"]).wide("third"));
        if f.text(&at("method")) == "bank_transfer" {
            fields.extend(["name", "bank", "number"].map(|k| f.field("text", &at(&format!("account/{k}"))).wide("third")));
        }
        let count = f.json.pointer(&at("instalments")).and_then(Value::as_array).map_or(0, Vec::len);
        rows = (0..count)
            .map(|i| {
                vec![
                    f.field("date", &at(&format!("instalments/{i}/due_on"))),
                    f.field("money", &at(&format!("instalments/{i}/amount_fen"))),
                ]
            })
            .collect();
        if count == 0 {
            fields.push(f.field("date", &at("due_on")));
        } else {
            buttons.insert(0, [format!("drop:{index}"), f.word("instalment-drop")]);
        }
        buttons.insert(0, [format!("instalment:{index}"), f.word("instalment-add")]);
    }
    if kind == "act" {
        fields.push(f.field("text", &at("object")));
        fields.push(f.field("date", &at("due_on")));
        fields.push(f.field("text", &at("place")).wide("wide"));
    }
    fields.push(f.field("area", &at("text")).hint(f.word("hint-term-text")).wide("wide"));
    let number = crate::domain::day::below_hundred(u32::try_from(index + 1).unwrap_or(0));
    let word = f.word(&format!("term-kind-{}", if kind.is_empty() { "other" } else { &kind }));
    Card {
        title: say(f.lang, "term-title", &[("number", number), ("kind", word)]),
        id: format!("t{index}"),
        state: None,
        sections: vec![section(String::new(), fields)],
        rows,
        buttons,
    }
}

/// `GET /agency/cases/{id}/{part}`.
///
/// # Errors
/// 404.
pub async fn show(frame: Frame, state: Data<State>, who: Mediator, place: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let id = case_id(&place.0)?;
    let part = PARTS.into_iter().find(|p| *p == place.1).ok_or(Problem::Office(crate::office::Error::NotFound))?;
    staff::page(frame, &state, who.0, move |office, signed, lang| build(office, signed, lang, &id, part)).await
}

/// `POST /agency/cases/{id}/{part}`: keeps what was typed, then does what the button says.
///
/// # Errors
/// Refusals, as a page; who was faster.
pub async fn save(state: Data<State>, who: Mediator, place: Path<(String, String)>, posted: Posted) -> Result<HttpResponse, Problem> {
    let id = case_id(&place.0)?;
    let part = PARTS.into_iter().find(|p| *p == place.1).ok_or(Problem::Office(crate::office::Error::NotFound))?;
    let here = format!("/agency/cases/{id}/{part}");
    let (actor, case, seen, todo) = (who.0.actor.clone(), id.clone(), posted.version(), posted.get("do").to_owned());
    let fields = posted.fields.clone();
    let result = act(&state, move |office| {
        let mut json = drafting::draft(office, &actor, &case)?.json;
        write_fields(&mut json, &fields);
        do_button(&mut json, part, &todo);
        complete(&mut json);
        drafting::save(office, &actor, &case, seen, &json)
    })
    .await;
    unless_overtaken(&state, &who.0, (&id, &here), &posted, result).await?;
    Ok(match posted.get("do") {
        "done" => done(&format!("/agency/cases/{id}"), "flash-saved"),
        todo if todo.starts_with("add:") => see_other(&format!("{here}#end")),
        "save" | "" => done(&here, "flash-saved"),
        _ => see_other(&here),
    })
}

/// Keys that are lists: each posted value is an item.
const LISTS: [&str; 3] = ["scope", "powers", "papers"];
/// Keys that are true or false: absent from a form, they are false where their group was sent.
const FLAGS: [&str; 2] = ["electronic", "invited_by_court"];

/// Writes posted fields into the application: a field's name is the pointer of what it writes.
pub fn write_fields(json: &mut Value, fields: &[(String, String)]) {
    let pointers: Vec<&str> = fields.iter().map(|(n, _)| n.as_str()).filter(|n| n.starts_with('/')).collect();
    // A box that is not ticked is not sent: the group it belongs to is known by its neighbours.
    for pointer in &pointers {
        if let Some(group) = pointer.strip_suffix("/service/channel") {
            set(json, &format!("{group}/service/electronic"), json!(false));
            set(json, &format!("{group}/service/scope"), json!([]));
        } else if pointer.ends_with("/mediation/mediators") {
            set(json, "/mediation/invited_by_court", json!(false));
        } else if let Some(group) = pointer.strip_suffix("/authority") {
            set(json, &format!("{group}/powers"), json!([]));
            set(json, &format!("{group}/papers"), json!([]));
        }
    }
    for (name, value) in fields.iter().filter(|(n, _)| n.starts_with('/')) {
        let key = name.rsplit('/').next().unwrap_or("");
        if LISTS.contains(&key) {
            if let Some(list) = json.pointer_mut(name).and_then(Value::as_array_mut) {
                list.push(value.clone().into());
            }
        } else if FLAGS.contains(&key) {
            set(json, name, json!(value == "true"));
        } else {
            set(json, name, typed(key, value));
        }
    }
}

/// What a text means under a key; what cannot be read is kept as it was typed, and found there.
fn typed(key: &str, value: &str) -> Value {
    if value.is_empty() {
        return Value::Null;
    }
    match key {
        "amount_fen" => fen(value).map_or_else(|| value.into(), |fen| fen.into()),
        "mediators" => value.split(['、', '，', ',', ' ']).map(str::trim).filter(|n| !n.is_empty()).collect(),
        "id_number" | "number" | "domicile_division" | "subject_matter_division" => {
            let folded: String = value.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
            folded.to_uppercase().into()
        }
        _ => value.into(),
    }
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// `20,000.5` in 分.
fn fen(text: &str) -> Option<i64> {
    let plain: String = text.chars().map(half_width).filter(|c| !matches!(c, ',' | '，' | ' ' | '元' | '¥' | '￥')).collect();
    let (yuan, cents) = plain.split_once('.').unwrap_or((&plain, ""));
    if cents.len() > 2 || !cents.chars().all(|c| c.is_ascii_digit()) || yuan.is_empty() {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)
}

/// Sets what a pointer leads to, making objects on the way; nothing takes the key away.
fn set(json: &mut Value, pointer: &str, value: Value) {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    if json.pointer(parent).is_none() && !value.is_null() && !parent.is_empty() {
        // Lists grow by their buttons alone: a pointer past their end is not ours.
        if parent.rsplit('/').next().is_some_and(|k| k.parse::<usize>().is_ok()) {
            return;
        }
        set(json, parent, json!({}));
    }
    if let Some(object) = json.pointer_mut(parent).and_then(Value::as_object_mut) {
        if value.is_null() {
            object.shift_remove(key);
        } else {
            object.insert(key.to_owned(), value);
        }
    }
}

fn do_button(json: &mut Value, part: &str, todo: &str) {
    let (verb, what) = todo.split_once(':').unwrap_or((todo, ""));
    let index: usize = what.parse().unwrap_or(usize::MAX);
    match (verb, what) {
        ("add", "party") => {
            let used: Vec<String> = refs(json);
            let next = ('A'..='Z').map(String::from).find(|r| !used.contains(r)).unwrap_or_default();
            push(json, "parties", json!({"ref": next, "kind": "natural", "id_kind": "resident_id"}));
        }
        ("add", "payment") => push(json, "terms", json!({"kind": "payment", "method": "bank_transfer"})),
        ("add", "release") => push(json, "terms", json!({"kind": "release", "text": "各方就本纠纷再无其他争议。"})),
        ("add", kind @ ("act" | "default" | "other")) => push(json, "terms", json!({"kind": kind})),
        ("remove", _) => {
            if let Some(list) = json[part].as_array_mut().filter(|l| l.len() > index) {
                list.remove(index);
            }
        }
        ("copy", _) => {
            if let Some(term) = json["terms"].get(index).cloned() {
                push(json, "terms", term);
            }
        }
        ("instalment", _) => {
            if let Some(term) = json["terms"].get_mut(index).and_then(Value::as_object_mut) {
                term.shift_remove("due_on");
                if let Some(list) = term.entry("instalments").or_insert_with(|| json!([])).as_array_mut() {
                    list.push(json!({}));
                }
            }
        }
        ("drop", _) => {
            if let Some(list) = json["terms"].get_mut(index).and_then(|t| t["instalments"].as_array_mut()) {
                list.pop();
            }
        }
        _ => {}
    }
}

fn refs(json: &Value) -> Vec<String> {
    json["parties"].as_array().into_iter().flatten().filter_map(|p| p["ref"].as_str().map(str::to_owned)).collect()
}

fn push(json: &mut Value, list: &str, item: Value) {
    if let Some(list) = json[list].as_array_mut()
        && list.len() < 50
    {
        list.push(item);
    }
}

/// What follows from what was typed: numbers, capitals, kinds' own keys, wording where none was given.
fn complete(json: &mut Value) {
    for party in json["parties"].as_array_mut().into_iter().flatten() {
        let natural = party["kind"] == "natural";
        let Some(party) = party.as_object_mut() else { continue };
        if natural {
            party.shift_remove("representative");
            if party.get("id_kind").is_none_or(|k| k == "uscc") {
                party.insert("id_kind".to_owned(), "resident_id".into());
            }
        } else {
            for key in ["sex", "ethnicity", "born_on", "guardian"] {
                party.shift_remove(key);
            }
            party.insert("id_kind".to_owned(), "uscc".into());
        }
        // An agent is there once it has a kind; a group with nothing in it is not there.
        if party.get("agent").is_some_and(|a| a.is_object() && a["kind"].is_null()) {
            party.shift_remove("agent");
        }
        for group in ["guardian", "representative"] {
            if party.get(group).and_then(Value::as_object).is_some_and(serde_json::Map::is_empty) {
                party.shift_remove(group);
            }
        }
    }
    let names: Vec<(String, String)> = json["parties"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|p| (p["ref"].as_str().unwrap_or("").to_owned(), p["name"].as_str().unwrap_or("").to_owned()))
        .collect();
    for (index, term) in json["terms"].as_array_mut().into_iter().flatten().enumerate() {
        let text = wording(term, &names);
        let Some(term) = term.as_object_mut() else { continue };
        term.insert("no".to_owned(), (index + 1).into());
        if let Some(amount) = term.get("amount_fen").and_then(Value::as_i64).and_then(Fen::new) {
            term.insert("amount_capital".to_owned(), amount.in_capitals().into());
        }
        if term.get("method").is_some_and(|m| m != "bank_transfer")
            || term.get("account").and_then(Value::as_object).is_some_and(serde_json::Map::is_empty)
        {
            term.shift_remove("account");
        }
        if term.get("instalments").and_then(Value::as_array).is_some_and(Vec::is_empty) {
            term.shift_remove("instalments");
        }
        if let (None, Some(text)) = (term.get("text"), text) {
            term.insert("text".to_owned(), text.into());
        }
    }
}

/// The wording of a payment or an act from its fields, in the agreement's own manner.
fn wording(term: &Value, names: &[(String, String)]) -> Option<String> {
    let who = |key: &str| names.iter().find(|(r, n)| term[key] == r.as_str() && !n.is_empty()).map(|(_, n)| n.clone());
    let day = |value: &Value| value.as_str().and_then(Day::parse).map(Day::written);
    let (obligor, obligee) = (who("obligor")?, who("obligee")?);
    if term["kind"] == "act" {
        let object = term["object"].as_str()?;
        let place = term["place"].as_str().map(|p| format!("（地点：{p}）")).unwrap_or_default();
        return Some(format!("{obligor}于{}前向{obligee}履行：{object}{place}。", day(&term["due_on"])?));
    }
    let amount = term["amount_fen"].as_i64().and_then(Fen::new)?;
    let total = format!("{}元（大写：{}）", amount.with_commas(), amount.in_capitals());
    let instalments: Vec<String> = term["instalments"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|i| Some(format!("于{}前支付{}元", day(&i["due_on"])?, i["amount_fen"].as_i64().and_then(Fen::new)?.with_commas())))
        .collect();
    if instalments.is_empty() {
        return Some(format!("{obligor}于{}前一次性支付{obligee}{total}。", day(&term["due_on"])?));
    }
    Some(format!("{obligor}支付{obligee}{total}，分{}期支付：{}。", instalments.len(), instalments.join("，")))
}

/// What an application says of itself, for the page that lets it be looked over.
#[must_use]
pub fn document(office: &Office, application: &Application) -> Vec<crate::web::sheet::Shown> {
    let court = &office.register().court.name;
    crate::web::sheet::of(&crate::domain::wording::application::application(application, court, None))
}
