//! Who has read what is personal is noted before it is shown, told to the court and to those whose case it is; who may not
//! read has read nothing.

use crate::app::TestPortal;
use crate::http::Server;
use crate::system::doors::{get, session};
use portal::db;
use portal::domain::actor::Role;
use portal::office::intake::readings;
use portal::office::people::sessions::{self, PartySessionKind};

fn body(answer: &crate::http::Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

#[test]
fn the_court_and_the_party_see_who_has_read_the_case() {
    let portal = TestPortal::new();
    let id = portal.accepted();
    let (_, secret) = portal.add(Role::Clerk, "chi", "池晓岚", None);
    let clerk = session(&portal, "chi", &secret);
    let links = db::intake::party_links::of_case(&mut portal.pool().get().expect("a connection"), &id).expect("links");
    let party = sessions::party(&portal.office, PartySessionKind::Phone, &links[0].id, "test").expect("a session");
    let party = format!("__Host-session={party}");
    let server = Server::start(&portal);
    let empty = get(&server, "/my/readings", &party);
    assert!(empty.status == 200 && !body(&empty).contains("池晓岚"));
    for _ in 0..2 {
        assert_eq!(get(&server, &format!("/studio/cases/{id}"), &clerk).status, 200);
    }
    for (path, cookie) in [(format!("/cases/{id}/readings"), &clerk), ("/my/readings".to_owned(), &party)] {
        let page = body(&get(&server, &path, cookie));
        assert!(page.contains("池晓岚") && page.contains("案件页面（当天 2 次）"), "{path}: {page}");
    }
}

#[test]
fn every_page_and_file_with_full_data_notes_who_opens_it_and_no_other_does() {
    let portal = TestPortal::new();
    let (document, _) = portal.sealed();
    let id = portal.issued(&document).case_id;
    let (_, secret) = portal.add(Role::Mediator, "fang", "方志远", Some("shifan-market-regulation"));
    let (_, other) = portal.add(Role::Mediator, "mo", "莫不平", Some("shifan-health"));
    let (_, admin) = portal.add(Role::Admin, "xia", "夏槐", None);
    let agency = session(&portal, "fang", &secret);
    let strangers = [session(&portal, "mo", &other), session(&portal, "xia", &admin)];
    let (_, bai) = portal.add(Role::Judge, "bai", "白若水", None);
    let judge = session(&portal, "bai", &bai);
    let server = Server::start(&portal);
    let count = || readings::of_case(&portal.office, &portal.judge, &id).expect("readings").iter().map(|told| told.times).sum::<usize>();
    let documents = format!("/cases/{id}/documents/{document}");
    let paths = [(documents.clone(), &agency), (documents, &judge), (format!("/cases/{id}/application"), &agency)];
    for (path, cookie) in &paths {
        let before = count();
        for stranger in &strangers {
            assert_eq!(get(&server, path, stranger).status, 404, "{path}");
        }
        assert_eq!(count(), before, "{path}: who is turned away has read nothing");
        assert_eq!(get(&server, path, cookie).status, 200, "{path}");
        assert_eq!(count(), before + 1, "{path}");
    }
    for path in [format!("/cases/{id}/performance"), format!("/cases/{id}/enforcement.zip?for=A"), format!("/cases/{id}/archive.zip")] {
        let before = count();
        for stranger in &strangers {
            assert_eq!(get(&server, &path, stranger).status, 404, "{path}");
        }
        assert_eq!(count(), before, "{path}");
    }
}
