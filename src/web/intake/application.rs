//! Writing an application: facts, parties, terms. One form a page; every button saves what was typed.

use crate::domain::application::Application;
use crate::domain::case::StageName;
use crate::domain::id::CaseId;
use crate::office::intake::{application, writing};
use crate::office::people::sessions::StaffSession;
use crate::office::{Office, case_overview};
use crate::web::State;
use crate::web::intake::fields::Fields;
use crate::web::intake::typed::{complete, do_button, write_fields};
use crate::web::page::field::{self, Field, Said};
use crate::web::page::form::Section;
use crate::web::page::frame::{Frame, done, see_other};
use crate::web::page::link::ActButton;
use crate::web::page::navigation::{self, CaseAddress, case_id, unless_overtaken};
use crate::web::page::owe::{self, Owe};
use crate::web::page::problem::Problem;
use crate::web::page::render::Page;
use crate::web::page::{case_parts, document};
use crate::web::request::actor::Mediator;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;
use serde_json::Value;

/// A card of a page: a party, a term, or the facts.
#[derive(Serialize, Clone)]
pub struct Card {
    title: String,
    id: String,
    state: Option<Said>,
    sections: Vec<Section>,
    rows: Vec<Vec<Field>>,
    buttons: Vec<ActButton>,
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
    add: Vec<ActButton>,
    owes: Vec<Owe>,
    texts: Vec<String>,
}

impl Page for EditPage {
    const TEMPLATE: &'static str = "pages/intake/application.html";

    fn samples() -> Vec<Self> {
        let said = Said { tone: "bad", text: "请写明日期。".to_owned(), article: String::new(), at: "/terms/0".to_owned() };
        let field = Field::new("text", "/terms/0/text", "写法".to_owned());
        let card = Card {
            title: "第一条".to_owned(),
            id: "t0".to_owned(),
            state: Some(said.clone()),
            sections: vec![Section { title: "收款账户".to_owned(), fields: vec![field.clone()] }],
            rows: vec![vec![field]],
            buttons: vec![ActButton { act: "remove:0".to_owned(), label: "删除".to_owned() }],
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
            add: vec![ActButton { act: "add:payment".to_owned(), label: "付款".to_owned() }],
            owes: Vec::new(),
            texts: vec!["一、付款。".to_owned()],
        };
        let empty = Self { cards: vec![], add: vec![], texts: vec![], faults: vec![], editable: false, ..full("terms") };
        vec![full("terms"), full("facts"), full("parties"), empty]
    }
}

const PARTS: [&str; 3] = ["facts", "parties", "terms"];

fn build(office: &Office, signed: &StaffSession, lang: Lang, id: &CaseId, part: &'static str) -> crate::office::Result<EditPage> {
    page_of(office, lang, part, &case_overview::of(office, &signed.actor, id)?)
}

/// The page as it would be with what was typed, and nothing kept.
fn looked_over(office: &Office, signed: &StaffSession, lang: Lang, id: &CaseId, typed: &Typed) -> crate::office::Result<EditPage> {
    let mut seen = case_overview::of(office, &signed.actor, id)?;
    write_fields(&mut seen.json, typed.part, &typed.fields);
    complete(&mut seen.json);
    let read = application::read(seen.json.to_string().as_bytes());
    seen.found = writing::findings(office, &read, &seen.files, seen.case.stage.judged_on(office.today()));
    seen.folded.clone_from(&read.folded);
    seen.application = read.application.unwrap_or_default();
    page_of(office, lang, typed.part, &seen)
}

/// What was typed on a page.
struct Typed {
    part: &'static str,
    fields: Vec<(String, String)>,
}

fn page_of(office: &Office, lang: Lang, part: &'static str, seen: &case_overview::Overview) -> crate::office::Result<EditPage> {
    let mut fields = Fields { lang, json: &seen.json, found: &seen.found, folded: &seen.folded, placed: Vec::new() };
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
            .map(|k| ActButton { act: format!("add:{k}"), label: say(lang, &format!("term-kind-{k}"), &[]) })
            .into(),
        "parties" => vec![ActButton { act: "add:party".to_owned(), label: say(lang, "party-add", &[]) }],
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
        case: seen.case.id.to_string(),
        name: case_parts::head(lang, seen, office.today()).parties.join("、"),
        version: seen.case.version,
        editable: matches!(seen.case.stage.name(), StageName::Drafting | StageName::Supplementing),
        faults,
        owes: if part == "terms" { owe::owes(lang, &seen.application, office.today()) } else { Vec::new() },
        texts: if part == "terms" { seen.application.terms.iter().enumerate().map(numbered).collect() } else { Vec::new() },
        cards,
        add,
    })
}

fn section(title: String, fields: Vec<Field>) -> Section {
    Section { title, fields }
}

fn facts(f: &mut Fields<'_>) -> Card {
    let dispute = vec![
        f.select("/lane", "lane-name", &["civil", "labour"]),
        f.field("text", "/cause").hint(f.word("hint-cause")),
        f.field("area", "/facts").hint(f.word("hint-facts")).wide("wide"),
        f.field("area", "/responsibility").wide("wide").may_be_empty(),
        f.field("text", "/subject_matter_division").hint(f.word("hint-division")).may_be_empty(),
        f.field("text", "/external_ref").may_be_empty(),
    ];
    let mediation = vec![
        f.field("text", "/mediation/organisation").hint(f.word("hint-organisation")).wide("wide"),
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
    let mut own = vec![f.select(&at("kind"), "party-kind", &["natural", "legal_person", "unincorporated"])];
    let name = f.field("text", &at("name"));
    own.push(if natural { name } else { Field { label: f.word("field-title"), ..name } });
    if natural {
        own.push(f.select(&at("id_kind"), "id-kind", &ID_KINDS));
        own.push(f.field("text", &at("id_number")));
        own.push(f.select(&at("sex"), "sex", &["", "男", "女"]).wide("third"));
        own.push(f.field("date", &at("born_on")).wide("third"));
        own.push(f.field("text", &at("ethnicity")).wide("third"));
    } else {
        own.push(f.field("text", &at("id_number")).hint(f.word("hint-uscc")));
        let head = f.field("text", &at("representative/name"));
        own.push(Field { label: f.word("field-representative"), ..head });
        own.push(f.field("text", &at("representative/post")));
    }
    own.push(f.field("text", &at("domicile")).wide("wide"));
    own.push(f.field("text", &at("domicile_division")).hint(f.word("hint-division")));
    own.push(f.field("tel", &at("phone")));
    let mut sections = vec![section(String::new(), own)];
    if natural {
        let mut guardian: Vec<Field> = ["name", "relation"].map(|k| f.field("text", &at(&format!("guardian/{k}"))).may_be_empty()).into();
        if !f.text(&at("guardian/name")).is_empty() {
            let kind = f.select(&at("guardian/id_kind"), "id-kind", &ID_KINDS);
            guardian.push(kind.may_be_empty());
        }
        guardian.push(f.field("text", &at("guardian/id_number")).may_be_empty());
        sections.push(section(f.word("section-guardian"), guardian));
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
        buttons: if index > 1 { vec![ActButton { act: format!("remove:{index}"), label: f.word("remove") }] } else { Vec::new() },
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
        let none = field::Choice { value: String::new(), label: f.word("choose"), hint: String::new() };
        let one = |(r, n): &(String, String)| field::Choice { value: r.clone(), label: n.clone(), hint: String::new() };
        let options = std::iter::once(none).chain(names.iter().map(one)).collect();
        f.field("select", &at(key)).offering(options)
    };
    let mut fields = Vec::new();
    let mut rows = Vec::new();
    let mut buttons = vec![
        ActButton { act: format!("copy:{index}"), label: f.word("copy") },
        ActButton { act: format!("remove:{index}"), label: f.word("remove") },
    ];
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
            buttons.insert(0, ActButton { act: format!("drop:{index}"), label: f.word("instalment-drop") });
        }
        buttons.insert(0, ActButton { act: format!("instalment:{index}"), label: f.word("instalment-add") });
    }
    if kind == "act" {
        fields.push(f.field("text", &at("object")));
        fields.push(f.field("date", &at("due_on")));
        fields.push(f.field("text", &at("place")).wide("wide"));
    }
    fields.push(f.field("area", &at("text")).hint(f.word("hint-term-text")).wide("wide"));
    let number = match f.lang {
        crate::words::Lang::Zh => crate::domain::day::below_hundred(u32::try_from(index + 1).unwrap_or(0)),
        crate::words::Lang::En => (index + 1).to_string(),
    };
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
    navigation::page(frame, &state, who.0, move |office, signed, lang| {
        let page = build(office, signed, lang, &id, part)?;
        case_overview::note_reading(office, &signed.actor, &id, "application")?;
        Ok(page)
    })
    .await
}

/// Looks over what was typed and keeps nothing: the findings come while one writes.
const CHECK: &str = "check";

/// `POST /agency/cases/{id}/{part}`: keeps what was typed, then does what the button says; `check` only looks it over.
///
/// # Errors
/// Refusals, as a page; who was faster.
pub async fn save(
    frame: Frame,
    state: Data<State>,
    who: Mediator,
    place: Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, Problem> {
    let id = case_id(&place.0)?;
    let part = PARTS.into_iter().find(|p| *p == place.1).ok_or(Problem::Office(crate::office::Error::NotFound))?;
    if posted.get("do") == CHECK {
        let typed = Typed { part, fields: posted.fields.clone() };
        return navigation::page(frame, &state, who.0, move |office, signed, lang| looked_over(office, signed, lang, &id, &typed)).await;
    }
    let here = format!("/agency/cases/{id}/{part}");
    let (actor, case, seen, todo) = (who.0.actor.clone(), id.clone(), posted.version(), posted.get("do").to_owned());
    let fields = posted.fields.clone();
    let result = act(&state, move |office| {
        let mut json = writing::draft(office, &actor, &case)?.json;
        write_fields(&mut json, part, &fields);
        do_button(&mut json, part, &todo);
        complete(&mut json);
        writing::save(office, &actor, &case, seen, &json)
    })
    .await;
    unless_overtaken(&state, &who.0, CaseAddress { id: &id, back: &here }, result).await?;
    Ok(match posted.get("do") {
        "done" => done(&format!("/agency/cases/{id}"), "flash-saved"),
        todo if todo.starts_with("add:") => see_other(&format!("{here}#end")),
        "save" | "" => done(&here, "flash-saved"),
        _ => see_other(&here),
    })
}

/// What an application says of itself, for the page that lets it be looked over.
#[must_use]
pub fn document(office: &Office, application: &Application) -> Vec<document::BlockRow> {
    let court = &office.register().court.name;
    document::of(&crate::domain::wording::application::application(application, court, None))
}
