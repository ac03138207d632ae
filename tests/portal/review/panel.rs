//! A panel of three (合议庭): each judge approves the very same ruling, the presiding one last, and all of them sign it.

use crate::app::TestPortal;
use crate::ruling::wording;
use portal::domain::actor::{Actor, Role};
use portal::domain::id::{CaseId, PersonId};
use portal::domain::report::Verdict;
use portal::office::Error;
use portal::office::people::credentials;
use portal::office::proof::verification::verify_here;
use portal::office::review::panel::{PanelChoice, form, sitting};
use portal::office::review::recusal;
use portal::office::ruling::approval::{approve, concur, propose, send_back};
use portal::office::ruling::sealing;
use portal::office::service::sending;

fn code<T>(result: Result<T, Error>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => "OK",
    }
}

fn id_of(actor: &Actor) -> PersonId {
    actor.person.clone().expect("a person")
}

/// A verified case, and two more judges with their secrets.
fn verified() -> (TestPortal, CaseId, [(Actor, String); 2]) {
    let portal = TestPortal::new();
    let id = portal.accepted();
    portal.verify(&id);
    let more = [("bai", "白若水"), ("shi", "石守正")].map(|(login, name)| portal.add(Role::Judge, login, name, None));
    (portal, id, more)
}

impl TestPortal {
    fn forms(&self, id: &CaseId, beside: &[PersonId]) -> &'static str {
        let own = self.fresh(&(self.clerk.clone(), self.clerk_secret.clone()));
        let wanted = PanelChoice { presiding: &id_of(&self.judge), beside, reason: "审判员回避，另行组成", code: &own };
        code(form(&self.office, &self.clerk, id, self.version(id), &wanted))
    }

    fn concurs(&self, id: &CaseId, (judge, secret): &(Actor, String), draft: &str) -> &'static str {
        let now = credentials::code_at(secret, self.office.now().unix());
        code(concur(&self.office, judge, id, self.version(id), draft, &now))
    }
}

#[test]
fn a_panel_is_three_different_judges() {
    let (portal, id, [second, third]) = verified();
    assert_eq!(portal.forms(&id, &[id_of(&second.0)]), "RECORD_INCOMPLETE", "two are no panel");
    assert_eq!(portal.forms(&id, &[id_of(&second.0), id_of(&second.0)]), "RECORD_INCOMPLETE");
    assert_eq!(portal.forms(&id, &[id_of(&second.0), id_of(&portal.judge)]), "RECORD_INCOMPLETE");
    assert_eq!(portal.forms(&id, &[id_of(&second.0), id_of(&portal.clerk)]), "NOT_IN_OFFICE");
    recusal::recuse(&portal.office, &third.0, &id, "同学").expect("recused");
    assert_eq!(portal.forms(&id, &[id_of(&second.0), id_of(&third.0)]), "RECUSED");
    assert!(sitting(&portal.office, &portal.judge, &id).expect("read").beside.is_empty(), "nothing was changed");
    let filed = portal.filed_as("ODR-2");
    assert_eq!(portal.forms(&filed, &[]), "NOT_NOW", "before acceptance nobody hears the case");
}

#[test]
fn each_judge_approves_the_very_same_draft_and_the_presiding_one_last() {
    let (portal, id, [second, third]) = verified();
    assert_eq!(portal.forms(&id, &[id_of(&second.0), id_of(&third.0)]), "OK");
    let draft = propose(&portal.office, &portal.clerk, &id, portal.version(&id), None).expect("proposed").sha256();
    let approves = |step| code(approve(&portal.office, &portal.judge, &id, portal.version(&id), &draft, &portal.code(step)));
    assert_eq!(approves(0), "PANEL_INCOMPLETE");
    assert_eq!(portal.concurs(&id, &second, "another draft"), "DRAFT_CHANGED");
    let outsider = portal.add(Role::Judge, "xi", "江望舒", None);
    assert_eq!(portal.concurs(&id, &outsider, &draft), "NOT_YOUR_ACT");
    assert!(sitting(&portal.office, &third.0, &id).expect("read").asked);
    assert_eq!(portal.concurs(&id, &third, &draft), "OK");
    assert!(!sitting(&portal.office, &third.0, &id).expect("read").asked);
    assert_eq!(approves(0), "PANEL_INCOMPLETE", "one of two");
    let later = credentials::code_at(&second.1, portal.office.now().unix() + 30);
    assert_eq!(code(concur(&portal.office, &second.0, &id, portal.version(&id), &draft, &later)), "OK");
    assert_eq!(approves(0), "OK");
    let document = sealing::seal(&portal.office, &id).expect("sealed");
    let bytes = portal.bytes(&document);
    wording::keep("ruling-panel", &bytes);
    let text = wording::text_of_pdf(&bytes).replace([' ', '\n'], "");
    assert!(["依法组成合议庭", "审判长江明理", "审判员白若水", "审判员石守正"].iter().all(|words| text.contains(words)), "{text}");
    assert_eq!(verify_here(&portal.office, &bytes).expect("verified").verdict, Verdict::Authentic);
    let statement = portal::seal::verify::inspect(&bytes).statement.expect("a statement");
    let roles: Vec<&str> = statement.approvals.iter().map(|a| a.role.as_str()).collect();
    assert_eq!(roles, ["proposer", "panel", "panel", "judge"]);
}

#[test]
fn a_member_who_is_recused_after_approving_does_not_sign() {
    let (portal, id, [second, third]) = verified();
    assert_eq!(portal.forms(&id, &[id_of(&second.0), id_of(&third.0)]), "OK");
    let told = sending::recent(&portal.office, 50).expect("letters");
    assert_eq!(told.iter().filter(|l| l.text.contains("江明理、白若水、石守正")).count(), 2, "both parties know who hears them");
    let draft = propose(&portal.office, &portal.clerk, &id, portal.version(&id), None).expect("proposed").sha256();
    assert_eq!((portal.concurs(&id, &second, &draft), portal.concurs(&id, &third, &draft)), ("OK", "OK"));
    recusal::recuse(&portal.office, &second.0, &id, "代理人是近亲属").expect("recused");
    assert_eq!(code(approve(&portal.office, &portal.judge, &id, portal.version(&id), &draft, &portal.code(0))), "RECUSED");
}

#[test]
fn a_draft_sent_back_loses_every_approval() {
    let (portal, id, [second, third]) = verified();
    assert_eq!(portal.forms(&id, &[id_of(&second.0), id_of(&third.0)]), "OK");
    let draft = propose(&portal.office, &portal.clerk, &id, portal.version(&id), None).expect("proposed").sha256();
    assert_eq!(portal.concurs(&id, &second, &draft), "OK");
    send_back(&portal.office, &portal.judge, &id, portal.version(&id), "合议后认为第一条不明确").expect("sent back");
    let own = portal.fresh(&(portal.clerk.clone(), portal.clerk_secret.clone()));
    let quietly = PanelChoice { presiding: &id_of(&portal.judge), beside: &[], reason: " ", code: &own };
    assert_eq!(code(form(&portal.office, &portal.clerk, &id, portal.version(&id), &quietly)), "RECORD_INCOMPLETE", "not without a reason");
    assert_eq!(portal.forms(&id, &[]), "OK", "back to a sole judge");
    let next = propose(&portal.office, &portal.clerk, &id, portal.version(&id), None).expect("proposed anew");
    assert!(next.facts.beside.is_empty());
    assert_eq!(code(approve(&portal.office, &portal.judge, &id, portal.version(&id), &next.sha256(), &portal.code(0))), "OK");
}

#[test]
fn who_judges_is_said_with_a_fresh_code() {
    let (portal, id, [second, third]) = verified();
    let beside = [id_of(&second.0), id_of(&third.0)];
    let wanted = PanelChoice { presiding: &id_of(&portal.judge), beside: &beside, reason: "", code: "000000" };
    assert_eq!(code(form(&portal.office, &portal.clerk, &id, portal.version(&id), &wanted)), "SECOND_FACTOR");
    assert!(sitting(&portal.office, &portal.judge, &id).expect("read").beside.is_empty());
}
