//! Starts a real portal: a data folder of its own, SQLite or a PostgreSQL schema of its own, real keys and fonts.

use portal::db;
use portal::domain::actor::{Actor, Role};
use portal::domain::day::Day;
use portal::domain::id::{CaseId, PersonId};
use portal::domain::joining::JoiningWay;
use portal::domain::security::LinkPurpose;
use portal::foreign::Foreign;
use portal::office::county::register::RegisterFiles;
use portal::office::intake::application;
use portal::office::intake::joining::{Joins, join};
use portal::office::intake::submission::{HandedFile, TakenIn, take_in};
use portal::office::people::administration::Hand;
use portal::office::people::appointments::{self, NewPerson};
use portal::office::people::credentials;
use portal::office::people::links::LinkOpens;
use portal::office::people::proposals;
use portal::office::proof::log;
use portal::office::review::acceptance::accept;
use portal::office::review::record::{CHECKLIST, Signing, Verification, record_verification};
use portal::office::ruling::approval::{approve, propose};
use portal::office::ruling::sealing;
use portal::office::system::config::Waits;
use portal::office::system::roots;
use portal::office::system::setup::{self, Init};
use portal::office::{Error, Office};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A portal that goes away with the test.
pub struct TestPortal {
    pub office: Office,
    pub clerk: Actor,
    pub clerk_secret: String,
    pub judge: Actor,
    pub judge_secret: String,
    pub data: PathBuf,
}

impl Drop for TestPortal {
    fn drop(&mut self) {
        let _ = (std::fs::remove_dir_all(&self.data), std::fs::remove_dir_all(roots::beside(&self.data)));
    }
}

/// A folder of its own below the system's scratch folder.
pub fn scratch(name: &str) -> PathBuf {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("portal-test-{}-{name}-{number}", std::process::id()))
}

/// The address of a fresh database: a file, or a schema where the suite runs on PostgreSQL.
pub fn database() -> String {
    if std::env::var("PORTAL_TEST_DATABASE").as_deref() != Ok("postgres") {
        return "sqlite:portal.sqlite".to_owned();
    }
    let server = std::env::var("PORTAL_TEST_POSTGRES").expect("PORTAL_TEST_POSTGRES names the server");
    // A process id comes again where a server serves one suite after another.
    let began = std::time::UNIX_EPOCH.elapsed().expect("a time").as_nanos();
    let schema = format!("t{began}_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let address = db::DatabaseAddress::parse(&server).expect("a database address");
    let pool = db::open(&address, 1).expect("the server answers");
    use diesel::connection::SimpleConnection;
    pool.get().expect("a connection").batch_execute(&format!("CREATE SCHEMA {schema}")).expect("a schema");
    format!("{server}&options=-csearch_path%3D{schema}")
}

pub fn init(data: &Path) {
    let database = database();
    let init = Init {
        register: RegisterFiles::built_in(),
        host: "test.court.example",
        database: &database,
        waits: Waits::NONE,
        roots: Vec::new(),
    };
    setup::init(data, &init).expect("a data folder");
}

impl TestPortal {
    pub fn new() -> Self {
        Self::on("2026-03-25")
    }

    /// A portal on a civil day.
    pub fn on(day: &str) -> Self {
        let data = scratch("data");
        init(&data);
        let mut office = setup::open(&data).expect("the folder opens");
        office.foreign = Foreign::by(env!("CARGO_BIN_EXE_portal"));
        office.clock.set_today(Day::parse(day).expect("a day"));
        let person = |role: Role, login: &str, name: &str, agency: Option<&str>| {
            let new = NewPerson { login, name, role, agency, password: "长而不常见的密码" };
            let (_, secret) = appointments::add_invented(&office, &new).expect("a person");
            (appointments::actor(&office, login, role).expect("an appointment"), secret)
        };
        let (clerk, clerk_secret) = person(Role::Clerk, "ye", "叶知秋", None);
        let (judge, judge_secret) = person(Role::Judge, "jiang", "江明理", None);
        Self { office, clerk, clerk_secret, judge, judge_secret, data }
    }

    pub fn add(&self, role: Role, login: &str, name: &str, agency: Option<&str>) -> (Actor, String) {
        let new = NewPerson { login, name, role, agency, password: "长而不常见的密码" };
        let (_, secret) = appointments::add_invented(&self.office, &new).expect("a person");
        (appointments::actor(&self.office, login, role).expect("an appointment"), secret)
    }

    /// A fresh code of somebody.
    pub fn fresh(&self, (actor, secret): &(Actor, String)) -> String {
        self.forget_codes_of(&actor.person.clone().expect("a person"));
        credentials::code_at(secret, self.office.now().unix())
    }

    /// An administrator's hand, by a fresh code.
    pub fn hand(&self, admin: &(Actor, String)) -> Hand {
        Hand::of_second(&self.office, &admin.0, &self.fresh(admin)).expect("a fresh code")
    }

    /// Two administrators.
    pub fn admins(&self) -> [(Actor, String); 2] {
        [self.add(Role::Admin, "fan", "范守一", None), self.add(Role::Admin, "ruan", "阮青禾", None)]
    }

    /// A way into an account, with both halves where it takes two.
    pub fn renewed(&self, [first, second]: &[(Actor, String); 2], person: &PersonId, purpose: LinkPurpose) -> (String, String) {
        let link = proposals::renew(&self.office, &self.hand(first), person, purpose).expect("a link");
        if link.opens == LinkOpens::Now {
            return (link.token, String::new());
        }
        let waiting = proposals::waiting_about(&self.office, person).expect("what waits");
        let confirmed = proposals::confirm(&self.office, &self.hand(second), &waiting[0].id).expect("confirmed");
        (link.token, confirmed.code.expect("an opening code"))
    }

    pub fn agency(&self, code: &str) -> Actor {
        appointments::agency_actor(&self.office, code).expect("an agency")
    }

    /// Hands a sample in, with or without its files.
    pub fn hand_in(&self, sample: &Sample) -> Result<TakenIn, Error> {
        let agency = self.agency(sample.application().agency.as_deref().unwrap_or(""));
        take_in(&self.office, &agency, sample.text.as_bytes(), sample.files())
    }

    pub fn version(&self, id: &CaseId) -> i32 {
        self.office.case(&self.clerk, id).expect("the case").version
    }

    pub fn stage(&self, id: &CaseId) -> &'static str {
        self.office.case(&self.clerk, id).expect("the case").stage.name().name()
    }

    pub fn join_all(&self, sample: &Sample, id: &CaseId) {
        let application = sample.application();
        let agency = self.agency(application.agency.as_deref().unwrap_or(""));
        for party in &application.parties {
            let number = party.id_number.clone().unwrap_or_default();
            let acted_by = acts_for(party);
            let joins = Joins {
                party: &party.reference,
                way: JoiningWay::Kiosk,
                acted_by: &acted_by,
                last_four: &number[number.len() - 4..],
                scan: None,
            };
            join(&self.office, &agency, id, self.version(id), &joins).expect("the party joins");
        }
    }

    /// A case of the first sample, filed.
    pub fn filed(&self) -> CaseId {
        self.filed_as("ODR-330499-2026-000101")
    }

    /// The same under another external reference.
    pub fn filed_as(&self, external_ref: &str) -> CaseId {
        let sample = Sample::first().again(external_ref);
        let taken = self.hand_in(&sample).expect("taken in");
        assert_eq!(taken.stage.name(), "joining");
        self.join_all(&sample, &taken.id);
        taken.id
    }

    pub fn accepted(&self) -> CaseId {
        self.accepted_as("ODR-330499-2026-000101")
    }

    pub fn accepted_as(&self, external_ref: &str) -> CaseId {
        let id = self.filed_as(external_ref);
        let judge = self.judge.person.clone().expect("a person");
        accept(&self.office, &self.clerk, &id, self.version(&id), &judge).expect("accepted");
        id
    }

    pub fn verify(&self, id: &CaseId) {
        let present = [("A".to_owned(), "程亦安".to_owned()), ("B".to_owned(), "蒋文涛".to_owned())];
        let answers: Vec<(String, String)> = CHECKLIST.iter().map(|q| ((*q).to_owned(), "无异议".to_owned())).collect();
        let held = Verification {
            held_on: self.office.today(),
            place: "本院",
            online: false,
            present: &present,
            answers: &answers,
            signing: Signing::OnSpot,
        };
        record_verification(&self.office, &self.clerk, id, self.version(id), &held).expect("recorded");
    }

    /// A case with a draft before the judge, and the draft's hash.
    pub fn proposed(&self) -> (CaseId, String) {
        self.proposed_as("ODR-330499-2026-000101")
    }

    /// The same under another external reference.
    pub fn proposed_as(&self, external_ref: &str) -> (CaseId, String) {
        let id = self.accepted_as(external_ref);
        self.verify(&id);
        let draft = propose(&self.office, &self.clerk, &id, self.version(&id), None).expect("proposed");
        (id, draft.sha256())
    }

    /// A fresh code of the judge's: each counts once, so earlier steps of the window are used up in order.
    pub fn code(&self, steps: i64) -> String {
        credentials::code_at(&self.judge_secret, self.office.now().unix() + 30 * steps)
    }

    /// Lets the judge's code count again: a test is quicker than a clock.
    pub fn forget_codes(&self) {
        self.forget_codes_of(&self.judge.person.clone().expect("a person"));
    }

    fn forget_codes_of(&self, id: &PersonId) {
        let pool = self.pool();
        let mut connection = pool.get().expect("a connection");
        let person = db::people::people::by_id(&mut connection, id).expect("a query").expect("a person");
        db::people::people::set_totp(&mut connection, id, &person.totp_secret).expect("set");
    }

    pub fn approved(&self) -> CaseId {
        let (id, draft) = self.proposed();
        approve(&self.office, &self.judge, &id, self.version(&id), &draft, &self.code(0)).expect("approved");
        id
    }

    /// The same under another external reference.
    pub fn approved_as(&self, external_ref: &str) -> CaseId {
        let id = self.accepted_as(external_ref);
        self.verify(&id);
        let draft = propose(&self.office, &self.clerk, &id, self.version(&id), None).expect("proposed").sha256();
        self.forget_codes();
        approve(&self.office, &self.judge, &id, self.version(&id), &draft, &self.code(0)).expect("approved");
        id
    }

    /// A sealed ruling: its document id and bytes.
    pub fn sealed(&self) -> (String, Vec<u8>) {
        let id = self.approved();
        let document = sealing::seal(&self.office, &id).expect("sealed");
        let bytes = self.bytes(&document);
        (document, bytes)
    }

    pub fn bytes(&self, document: &str) -> Vec<u8> {
        let issued = self.issued(document);
        log::document_bytes(&self.office, &issued).expect("bytes")
    }

    pub fn issued(&self, document: &str) -> db::ruling::documents::DocumentRow {
        let pool = self.pool();
        let mut connection = pool.get().expect("a connection");
        db::ruling::documents::find(&mut connection, &db::ruling::documents::DocumentKey::Id(document))
            .expect("a query")
            .expect("the document")
    }

    pub fn pool(&self) -> db::Pool {
        db::open(&self.office.config.address(&self.data).expect("an address"), 2).expect("a pool")
    }

    /// The same folder opened anew, as after a restart.
    pub fn reopened(&self) -> Office {
        let mut office = setup::open(&self.data).expect("the folder opens again");
        office.foreign = Foreign::by(env!("CARGO_BIN_EXE_portal"));
        office.clock.set_today(self.office.today());
        office
    }
}

/// Who acts for a party at the agency's machine.
pub fn acts_for(party: &portal::domain::application::Party) -> String {
    let guardian = party.guardian.as_ref().and_then(|g| g.name.clone());
    let representative = party.representative.as_ref().and_then(|r| r.name.clone());
    guardian.or(representative).unwrap_or_else(|| party.name().to_owned())
}

/// A sample folder, as text that a test may change.
pub struct Sample {
    pub folder: PathBuf,
    pub text: String,
}

impl Sample {
    pub fn first() -> Self {
        Self::named("01-consumer-instalments")
    }

    pub fn named(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name);
        let text = std::fs::read_to_string(folder.join("application.json")).expect("the sample");
        Self { folder, text }
    }

    pub fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
        let mut names: Vec<String> = std::fs::read_dir(root)
            .expect("samples")
            .filter_map(|e| e.ok()?.file_name().into_string().ok())
            .filter(|n| n.starts_with('0'))
            .collect();
        names.sort();
        assert_eq!(names.len(), 8, "the eight samples");
        names.iter().map(|n| Self::named(n)).collect()
    }

    pub fn application(&self) -> portal::domain::application::Application {
        application::read(self.text.as_bytes()).application.expect("an application")
    }

    /// Its files; under another number, or asked for again, with an agreement of its own: no two cases share one.
    pub fn files(&self) -> Vec<HandedFile> {
        static COPIES: AtomicU64 = AtomicU64::new(0);
        let copy = COPIES.fetch_add(1, Ordering::Relaxed);
        let application = self.application();
        let number = application.external_ref.unwrap_or_default();
        let as_given = std::fs::read_to_string(self.folder.join("application.json")).expect("the sample").contains(&number);
        let own = |path: String| {
            let mut bytes = std::fs::read(self.folder.join(&path)).expect("a file");
            if path == "agreement.pdf" && (copy > 0 || !as_given) {
                bytes.extend(format!("%{number} {copy}\n").bytes());
            }
            HandedFile { content: bytes.into(), path }
        };
        application.attachments.into_iter().filter_map(|a| a.path).map(own).collect()
    }

    /// The same agreement under another number.
    pub fn again(&self, external_ref: &str) -> Self {
        let mut value: serde_json::Value = serde_json::from_str(&self.text).expect("json");
        value["external_ref"] = external_ref.into();
        Self { folder: self.folder.clone(), text: value.to_string() }
    }
}
