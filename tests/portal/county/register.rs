//! The county's register, changed by its administrator: version by version, whole or not at all.

use crate::app::TestPortal;
use portal::db;
use portal::domain::actor::{Actor, Role};
use portal::domain::day::Day;
use portal::domain::refusal::Refusal;
use portal::domain::register::UnitKind;
use portal::domain::register::{Agency, Basis, DisputeKind, Mediator};
use portal::domain::validity::Validity;
use portal::office::Error;
use portal::office::county::changes::{self, Entry};
use portal::office::county::register::{RegisterFiles, read_basis};
use portal::office::people::accounts;
use portal::office::people::administration::Signed;
use portal::office::people::contact::Contact;
use portal::office::people::proposals::Post;

#[test]
fn the_basis_of_every_power_reads_back_as_it_is_shown() {
    let register = RegisterFiles::built_in().parse(1).expect("the sample register");
    for shown in register.agencies.iter().flat_map(|a| &a.kinds).flat_map(|m| &m.basis) {
        let (law, articles) = read_basis(&shown.cited).unwrap_or_else(|| panic!("{shown:?}"));
        let law = if law.contains('《') { law } else { format!("《{law}》") };
        assert_eq!(&format!("{law}{}", articles.join("、")), &shown.cited);
    }
    for wrong in ["《劳动法》", "第七十七条", "劳动法第七十七条", "《劳动法》第七十七条，第七十八条", ""]
    {
        assert_eq!(read_basis(wrong), None, "{wrong}");
    }
}

#[test]
fn a_register_written_and_read_again_is_the_same() {
    let mut files = RegisterFiles::built_in();
    let mut register = files.parse(1).expect("the sample register");
    // Days of mediators and of laws, and bodies of an agency, are written and read like the rest.
    let day = |text: &str| Day::parse(text).expect("a day");
    register.agencies[0].mediators[0].validity = Validity { from: Some(day("2024-01-01")), until: Some(day("2026-12-31")) };
    register.agencies[0].organisations = vec!["示范县消费者权益保护调解室".to_owned()];
    for agency in &register.agencies {
        files = files.with_agency(agency).expect("written");
    }
    files = files.with_court(&register.court).expect("written");
    let again = files.parse(1).expect("read");
    assert_eq!((again.agencies, again.court), (register.agencies, register.court));
}

fn labour() -> Agency {
    Agency {
        code: "shifan-canal".to_owned(),
        name: "示范县航道管理中心".to_owned(),
        division: "330499".to_owned(),
        seat: "浙江省示范县城关镇河埠路3号".to_owned(),
        phone: "0573-80000199".to_owned(),
        organisations: vec![],
        mediators: vec![Mediator { name: "殷若川".to_owned(), validity: Validity::default() }],
        kinds: vec![DisputeKind {
            code: "moorings".to_owned(),
            name: "泊位纠纷".to_owned(),
            basis: vec![Basis { cited: "《内河交通安全管理条例》第二十条".to_owned(), validity: Validity::default() }],
        }],
    }
}

fn admin(portal: &TestPortal) -> (Actor, String) {
    portal.add(Role::Admin, "fan", "范守一", None)
}

fn faults(result: Result<(), Error>) -> Vec<String> {
    match result {
        Err(Error::Refused(Refusal::EntryWrong(faults))) => faults.into_iter().map(|f| f.at).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_new_agency_is_a_unit_people_can_be_invited_to_and_its_powers_count_at_once() {
    let portal = TestPortal::new();
    let admin = admin(&portal);
    let office = portal.office.current();
    let before = office.register().version;
    changes::keep_agency(&office, Signed { actor: &admin.0, code: &portal.fresh(&admin) }, before, &labour(), Entry::New).expect("kept");
    let after = portal.office.current();
    assert_eq!(after.register().version, before + 1);
    assert_eq!(after.register().agency("shifan-canal"), Some(&labour()));
    assert_eq!(office.register().version, before, "an act goes on with the register it began with");
    assert_eq!(portal.reopened().register().agency("shifan-canal"), Some(&labour()), "a restart finds it again");
    let unit = {
        let mut connection = portal.pool().get().expect("a connection");
        db::county::units::find(&mut connection, "浙0499", UnitKind::Agency, "shifan-canal").expect("asked").expect("the unit").id
    };
    let contact = Contact::read("19900001452", "").expect("sound");
    let new = accounts::Newcomer { name: "殷若川", login: "yin", post: Post { role: Role::Mediator, unit: &unit }, contact: &contact };
    accounts::invite(&after, &portal.hand(&admin), &new).expect("a mediator of the new agency");
    let renamed = Agency { name: "示范县港航管理中心".to_owned(), ..labour() };
    changes::keep_agency(&after, Signed { actor: &admin.0, code: &portal.fresh(&admin) }, before + 1, &renamed, Entry::Known)
        .expect("renamed");
    let mut connection = portal.pool().get().expect("a connection");
    assert_eq!(db::county::units::by_id(&mut connection, &unit).expect("asked").expect("the unit").name, renamed.name);
    let versions = db::county::registers::versions(&mut connection).expect("versions");
    let by: Vec<Option<&str>> = versions.iter().map(|v| v.by.as_deref()).collect();
    assert_eq!(by, [Some("范守一"), Some("范守一"), None], "each version says who made it");
}

#[test]
fn what_is_wrong_stands_at_its_field_and_nothing_changes() {
    let portal = TestPortal::new();
    let admin = admin(&portal);
    let office = portal.office.current();
    let version = office.register().version;
    let bad = DisputeKind {
        basis: vec![Basis { cited: "消费者权益保护法".to_owned(), validity: Validity::default() }],
        ..labour().kinds[0].clone()
    };
    let wrong = Agency { phone: "无".to_owned(), kinds: vec![bad], ..labour() };
    assert_eq!(
        faults(changes::keep_agency(&office, Signed { actor: &admin.0, code: &portal.fresh(&admin) }, version, &wrong, Entry::New)),
        ["phone", "powers/0/basis"]
    );
    let taken = Agency { code: "shifan-health".to_owned(), ..labour() };
    assert_eq!(
        faults(changes::keep_agency(&office, Signed { actor: &admin.0, code: &portal.fresh(&admin) }, version, &taken, Entry::New)),
        ["code"]
    );
    assert!(matches!(
        changes::keep_agency(&office, Signed { actor: &admin.0, code: &portal.fresh(&admin) }, version, &labour(), Entry::Known),
        Err(Error::NotFound)
    ));
    let mut court = office.register().court.clone();
    court.judges.clear();
    court.clerks[0].post.clear();
    assert_eq!(
        faults(changes::keep_court(&office, Signed { actor: &admin.0, code: &portal.fresh(&admin) }, version, &court)),
        ["judges", "clerks"]
    );
    let clerk = changes::keep_agency(&office, Signed { actor: &portal.clerk, code: "" }, version, &labour(), Entry::New);
    assert!(matches!(clerk, Err(Error::Refused(Refusal::NotYourAct { .. }))));
    assert_eq!(portal.office.current().register().version, version);
}

#[test]
fn of_two_changes_on_one_version_the_second_is_stale() {
    let portal = TestPortal::new();
    let admin = admin(&portal);
    let office = portal.office.current();
    let version = office.register().version;
    changes::keep_agency(&office, Signed { actor: &admin.0, code: &portal.fresh(&admin) }, version, &labour(), Entry::New).expect("kept");
    let mut court = office.register().court.clone();
    court.phone = "0573-80000188".to_owned();
    assert!(matches!(
        changes::keep_court(&office, Signed { actor: &admin.0, code: &portal.fresh(&admin) }, version, &court),
        Err(Error::Stale)
    ));
    changes::keep_court(&office, Signed { actor: &admin.0, code: &portal.fresh(&admin) }, version + 1, &court).expect("on the newest");
    let now = portal.office.current();
    assert_eq!(now.register().court.phone, "0573-80000188");
    assert!(now.register().agency("shifan-canal").is_some(), "the first change stays");
}
