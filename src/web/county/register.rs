//! The administrator's pages of the register: the court with its studio and officers, agencies and their powers.

use crate::domain::refusal::Refusal;
use crate::domain::register::{Agency, Basis, Court, DisputeKind, EntryFault, Mediator, Officer, Register, StaleBasis, Studio};
use crate::domain::validity::Validity;
use crate::office::county::changes::{self, Entry};
use crate::office::people::administration::Signed;
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::field::{Field, Said, refused};
use crate::web::page::form::{FormPage, Section, StaffForm};
use crate::web::page::frame::{Frame, done};
use crate::web::page::link::{Fact, HiddenField, KeyedFact, Link};
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::Page;
use crate::web::page::{days, navigation};
use crate::web::people::inviting::{OWN_CODE, code_field};
use crate::web::request::actor::Admin;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use serde::Serialize;

const LIST: &str = "/admin/agencies";

/// Empty powers below those that are there.
const BLANK: usize = 2;

/// An agency as the list shows it.
#[derive(Serialize)]
pub struct AgencyRow {
    code: String,
    name: String,
    mediators: String,
    phone: String,
    powers: Vec<Fact>,
    /// Bases that another law takes the place of.
    stale: Vec<String>,
}

/// A version of the register: when it was made, and by whom.
#[derive(Serialize)]
pub struct VersionRow {
    version: i32,
    when: String,
    /// Empty where the setup made it.
    by: String,
}

/// Agencies with their powers, the court, the years with a rest-day table, and who changed what.
#[derive(Serialize)]
pub struct RegisterPage {
    court: Vec<KeyedFact>,
    agencies: Vec<AgencyRow>,
    years: Vec<i32>,
    version: i32,
    changes: Vec<VersionRow>,
}

impl Page for RegisterPage {
    const TEMPLATE: &'static str = "pages/county/register.html";

    fn samples() -> Vec<Self> {
        let agency = AgencyRow {
            code: "shifan-market-regulation".to_owned(),
            name: "市场监督管理局".to_owned(),
            mediators: "方志远".to_owned(),
            phone: "0573-80000201".to_owned(),
            powers: vec![Fact::new("消费纠纷", "《消费者权益保护法》第三十九条")],
            stale: vec!["商标侵权赔偿：《商标法》第六十条自 2027-01-01 起由第七十四条取代。".to_owned()],
        };
        let full = Self {
            court: vec![KeyedFact { key: "field-title", value: "示范县人民法院".to_owned() }],
            agencies: vec![agency],
            years: vec![2026],
            version: 2,
            changes: vec![
                VersionRow { version: 2, when: "3月25日 10:32".to_owned(), by: "范守一".to_owned() },
                VersionRow { version: 1, when: "3月24日 09:00".to_owned(), by: String::new() },
            ],
        };
        vec![full, Self { court: vec![], agencies: vec![], years: vec![], version: 1, changes: vec![] }]
    }
}

fn officers(list: &[Officer]) -> String {
    list.iter().map(|o| format!("{} {}", o.name, o.post)).collect::<Vec<_>>().join("\n")
}

/// `GET /admin/agencies`.
///
/// # Errors
/// [`Error::Fault`].
pub async fn register(frame: Frame, state: Data<State>, who: Admin) -> Result<HttpResponse, Problem> {
    navigation::page(frame, &state, who.0, |office, _, lang| {
        let register = office.register();
        let court = &register.court;
        let powers = |a: &Agency| a.kinds.iter().map(|m| Fact::new(&m.name, bases(m).join("；"))).collect();
        let row = |a: &Agency| AgencyRow {
            code: a.code.clone(),
            name: a.name.clone(),
            mediators: mediators(a).join("、"),
            phone: a.phone.clone(),
            powers: powers(a),
            stale: a.stale_bases().into_iter().map(|basis| stale(lang, basis)).collect(),
        };
        let changes = changes::versions(office)?;
        let told = |change: changes::RegisterVersion| {
            let day = crate::domain::day::Moment::from_naive(change.at).day_in_shanghai();
            let when = format!("{} {}", days::short_day(lang, day), days::time_of(change.at));
            VersionRow { version: change.version, when, by: change.by.unwrap_or_default() }
        };
        Ok(RegisterPage {
            court: vec![
                KeyedFact { key: "field-title", value: court.name.clone() },
                KeyedFact { key: "register-code", value: court.code.clone() },
                KeyedFact { key: "entry-address", value: court.address.clone() },
                KeyedFact { key: "register-studio", value: court.studio.name.clone() },
                KeyedFact { key: "entry-studio-address", value: court.studio.address.clone() },
                KeyedFact { key: "register-phone", value: court.studio.phone.clone() },
                KeyedFact { key: "entry-judges", value: officers(&court.judges).replace('\n', "、") },
                KeyedFact { key: "entry-assistants", value: officers(&court.assistants).replace('\n', "、") },
                KeyedFact { key: "entry-clerks", value: officers(&court.clerks).replace('\n', "、") },
            ],
            agencies: register.agencies.iter().map(row).collect(),
            years: register.calendar.years().collect(),
            version: register.version,
            changes: changes.into_iter().map(told).collect(),
        })
    })
    .await
}

/// A form of the register: what stands in it, and what is wrong with it.
struct Entered<'a> {
    lang: Lang,
    faults: &'a [EntryFault],
    /// What is wrong with the code.
    code: Option<&'a Said>,
}

impl Entered<'_> {
    fn word(&self, key: &str) -> String {
        say(self.lang, key, &[])
    }

    fn field(&self, kind: &'static str, name: &str, key: &str, value: &str) -> Field {
        let said = self.faults.iter().find(|f| f.at == name).map(|f| Said {
            tone: "bad",
            text: self.word(f.what.key()),
            article: String::new(),
            at: name.to_owned(),
        });
        Field::new(kind, name, self.word(key)).with(value).wrong(said)
    }

    fn page(&self, title: String, action: String, version: i32, mut sections: Vec<Section>) -> StaffForm {
        sections.push(Section { title: String::new(), fields: vec![code_field(self.lang).wrong(self.code.cloned())] });
        let page = FormPage {
            title,
            crumbs: vec![Link::new(LIST, self.word("nav-agencies"))],
            action,
            hidden: vec![HiddenField::new("version", version.to_string())],
            sections,
            submit: self.word("entry-save"),
            links: vec![Link::new(LIST, self.word("cancel"))],
            ..FormPage::default()
        };
        StaffForm(page.gathered())
    }
}

fn agency_form(e: &Entered<'_>, version: i32, agency: &Agency, entry: Entry) -> StaffForm {
    let mut own = vec![e.field("text", "name", "field-title", &agency.name)];
    if entry == Entry::New {
        own.push(e.field("text", "code", "entry-code-label", &agency.code).hint(e.word("hint-entry-code")));
    }
    own.extend([
        e.field("text", "seat", "entry-seat", &agency.seat),
        e.field("text", "division", "entry-division-label", &agency.division).hint(e.word("hint-entry-division")),
        e.field("tel", "phone", "register-phone", &agency.phone),
        e.field("area", "mediators", "entry-mediators", &mediators(agency).join("\n")).hint(e.word("hint-entry-mediators")).wide("wide"),
        e.field("area", "organisations", "entry-organisations", &agency.organisations.join("\n"))
            .hint(e.word("hint-entry-organisations"))
            .wide("wide")
            .may_be_empty(),
    ]);
    let mut sections = vec![Section { title: String::new(), fields: own }];
    let empty = DisputeKind { code: String::new(), name: String::new(), basis: Vec::new() };
    let blank = std::iter::repeat_n(&empty, BLANK);
    for (place, power) in agency.kinds.iter().chain(blank).enumerate() {
        let at = |part: &str| format!("powers/{place}/{part}");
        let fields = vec![
            e.field("text", &at("name"), "entry-power-name", &power.name).hint(e.word("hint-entry-power")),
            e.field("text", &at("code"), "entry-code-label", &power.code).hint(e.word("hint-entry-code")),
            e.field("area", &at("basis"), "entry-basis-label", &bases(power).join("\n")).hint(e.word("hint-entry-basis")).wide("wide"),
        ];
        let title = if power.name.is_empty() { e.word("entry-power-new") } else { power.name.clone() };
        sections.push(Section { title, fields });
    }
    let (title, action) = match entry {
        Entry::New => (e.word("entry-new"), format!("{LIST}/new")),
        Entry::Known => (agency.name.clone(), format!("{LIST}/{}", agency.code)),
    };
    e.page(title, action, version, sections)
}

fn stale(lang: Lang, basis: StaleBasis) -> String {
    let arguments = [("matter", basis.matter), ("old", basis.cited), ("from", basis.from.to_string()), ("new", basis.by.to_owned())];
    say(lang, "register-stale-row", &arguments)
}

/// The mediators, a line each: the name, and the days behind it where they are set.
fn mediators(agency: &Agency) -> Vec<String> {
    agency.mediators.iter().map(|m| m.validity.behind(&m.name)).collect()
}

/// What gives a power, a line each, with the days of the law behind it.
fn bases(power: &DisputeKind) -> Vec<String> {
    power.basis.iter().map(|b| b.validity.behind(&b.cited)).collect()
}

fn mediator(line: &str) -> Mediator {
    let (name, validity) = Validity::at_end_of(line);
    Mediator { name: name.to_owned(), validity }
}

fn basis(line: &str) -> Basis {
    let (cited, validity) = Validity::at_end_of(line);
    Basis { cited: cited.to_owned(), validity }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect()
}

/// The agency a form describes; a power without name, code and basis is not one.
fn agency_of(posted: &Posted, code: &str) -> Agency {
    let text = |name: &str| posted.get(name).to_owned();
    let power = |place: usize| DisputeKind {
        code: text(&format!("powers/{place}/code")),
        name: text(&format!("powers/{place}/name")),
        basis: lines(posted.get(&format!("powers/{place}/basis"))).iter().map(|line| basis(line)).collect(),
    };
    let there = (0..).take_while(|place| posted.has(&format!("powers/{place}/code"))).map(power);
    Agency {
        code: code.to_owned(),
        name: text("name"),
        division: text("division"),
        seat: text("seat"),
        phone: text("phone"),
        organisations: lines(posted.get("organisations")),
        mediators: lines(posted.get("mediators")).iter().map(|line| mediator(line)).collect(),
        kinds: there.filter(|p| !p.code.is_empty() || !p.name.is_empty() || !p.basis.is_empty()).collect(),
    }
}

fn blank_agency(register: &Register) -> Agency {
    let division = register.court.division.clone();
    Agency {
        code: String::new(),
        name: String::new(),
        division,
        seat: String::new(),
        phone: String::new(),
        organisations: vec![],
        mediators: vec![],
        kinds: vec![],
    }
}

/// `GET /admin/agencies/new`.
///
/// # Errors
/// [`Error::Fault`].
pub async fn new_agency(frame: Frame, state: Data<State>, who: Admin) -> Result<HttpResponse, Problem> {
    navigation::page(frame, &state, who.0, |office, _, lang| {
        let register = office.register();
        Ok(agency_form(&Entered { lang, faults: &[], code: None }, register.version, &blank_agency(register), Entry::New))
    })
    .await
}

/// `GET /admin/agencies/{code}`.
///
/// # Errors
/// 404.
pub async fn agency(frame: Frame, state: Data<State>, who: Admin, code: Path<String>) -> Result<HttpResponse, Problem> {
    navigation::page(frame, &state, who.0, move |office, _, lang| {
        let register = office.register();
        let agency = register.agency(&code).ok_or(Error::NotFound)?;
        Ok(agency_form(&Entered { lang, faults: &[], code: None }, register.version, agency, Entry::Known))
    })
    .await
}

/// A form sent by an administrator.
struct AdminRequest {
    frame: Frame,
    state: Data<State>,
    who: Admin,
}

/// Keeps an entry; where it cannot be kept, the form again with what was typed and every fault at its field.
async fn keep(
    AdminRequest { frame, state, who }: AdminRequest,
    work: impl FnOnce(&Office) -> crate::office::Result<()> + Send + 'static,
    again: impl FnOnce(&Entered<'_>) -> StaffForm + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let Err(problem) = act(&state, work).await else { return Ok(done(LIST, "flash-saved")) };
    let (faults, code) = match refusal(problem)? {
        Refusal::EntryWrong(faults) => (faults, None),
        other => (Vec::new(), Some(refused(frame.lang, &other, OWN_CODE))),
    };
    navigation::page_with(frame, &state, who.0, StatusCode::UNPROCESSABLE_ENTITY, move |_, _, lang| {
        Ok(again(&Entered { lang, faults: &faults, code: code.as_ref() }))
    })
    .await
}

async fn keep_agency(request: AdminRequest, posted: &Posted, code: &str, entry: Entry) -> Result<HttpResponse, Problem> {
    let (by, version, agency) = (request.who.0.actor.clone(), posted.version(), agency_of(posted, code));
    let (typed, code) = (agency.clone(), posted.get(OWN_CODE).to_owned());
    let work = move |office: &Office| changes::keep_agency(office, Signed { actor: &by, code: &code }, version, &agency, entry);
    keep(request, work, move |e| agency_form(e, version, &typed, entry)).await
}

/// `POST /admin/agencies/new`.
///
/// # Errors
/// What is no fault of a field.
pub async fn add_agency(frame: Frame, state: Data<State>, who: Admin, posted: Posted) -> Result<HttpResponse, Problem> {
    let code = posted.get("code").to_owned();
    keep_agency(AdminRequest { frame, state, who }, &posted, &code, Entry::New).await
}

/// `POST /admin/agencies/{code}`.
///
/// # Errors
/// What is no fault of a field.
pub async fn change_agency(
    frame: Frame,
    state: Data<State>,
    who: Admin,
    code: Path<String>,
    posted: Posted,
) -> Result<HttpResponse, Problem> {
    keep_agency(AdminRequest { frame, state, who }, &posted, &code, Entry::Known).await
}

fn court_form(e: &Entered<'_>, version: i32, court: &Court) -> StaffForm {
    let own = vec![e.field("text", "address", "entry-address", &court.address), e.field("tel", "phone", "register-phone", &court.phone)];
    let studio = vec![
        e.field("text", "studio_name", "field-title", &court.studio.name),
        e.field("tel", "studio_phone", "register-phone", &court.studio.phone),
        e.field("text", "studio_address", "entry-address", &court.studio.address).wide("wide"),
    ];
    let list = |name: &str, key: &str, list: &[Officer]| e.field("area", name, key, &officers(list)).hint(e.word("hint-entry-officers"));
    let people = vec![
        list("judges", "entry-judges", &court.judges),
        list("assistants", "entry-assistants", &court.assistants).may_be_empty(),
        list("clerks", "entry-clerks", &court.clerks),
    ];
    let sections = vec![
        Section { title: String::new(), fields: own },
        Section { title: e.word("register-studio"), fields: studio },
        Section { title: e.word("entry-people"), fields: people },
    ];
    e.page(court.name.clone(), "/admin/court".to_owned(), version, sections)
}

/// A line `name post` as an officer; what is missing stays empty and is a fault.
fn officer(line: String) -> Officer {
    let (name, post) = line.split_once([' ', '\u{3000}', '\t']).unwrap_or((&line, ""));
    Officer { name: name.to_owned(), post: post.trim().to_owned() }
}

/// `GET /admin/court`.
///
/// # Errors
/// [`Error::Fault`].
pub async fn court(frame: Frame, state: Data<State>, who: Admin) -> Result<HttpResponse, Problem> {
    navigation::page(frame, &state, who.0, |office, _, lang| {
        Ok(court_form(&Entered { lang, faults: &[], code: None }, office.register().version, &office.register().court))
    })
    .await
}

/// `POST /admin/court`.
///
/// # Errors
/// What is no fault of a field.
pub async fn change_court(frame: Frame, state: Data<State>, who: Admin, posted: Posted) -> Result<HttpResponse, Problem> {
    let text = |name: &str| posted.get(name).to_owned();
    let people = |name: &str| lines(posted.get(name)).into_iter().map(officer).collect();
    let court = Court {
        address: text("address"),
        phone: text("phone"),
        studio: Studio { name: text("studio_name"), address: text("studio_address"), phone: text("studio_phone") },
        judges: people("judges"),
        assistants: people("assistants"),
        clerks: people("clerks"),
        ..state.office.current().register().court.clone()
    };
    let (by, version, typed, code) = (who.0.actor.clone(), posted.version(), court.clone(), posted.get(OWN_CODE).to_owned());
    let work = move |office: &Office| changes::keep_court(office, Signed { actor: &by, code: &code }, version, &court);
    keep(AdminRequest { frame, state, who }, work, move |e| court_form(e, version, &typed)).await
}
