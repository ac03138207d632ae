//! The review point by point, who has a case at hand, who is recused.

use crate::app::TestPortal;
use crate::review::supplement::refused;
use portal::domain::actor::Role;
use portal::domain::review::{ReviewMark, ReviewPoint};
use portal::office::review::{acceptance, assignment, checklist, recusal};
use portal::office::{Error, case_overview};

#[test]
fn the_review_bars_acceptance_until_every_point_is_met() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let judge = portal.judge.person.clone().expect("a person");
    let mark = |mark: ReviewMark| {
        let marks = [checklist::NewMark { item: ReviewPoint::Materials, mark, note: "缺一页".to_owned() }];
        checklist::mark(&portal.office, &portal.clerk, &id, &marks).expect("marked");
    };
    mark(ReviewMark::Fail);
    assert_eq!(refused(acceptance::accept(&portal.office, &portal.clerk, &id, portal.version(&id), &judge)), "CHECK_INCOMPLETE");
    mark(ReviewMark::Pass);
    let seen = case_overview::of(&portal.office, &portal.clerk, &id).expect("the case");
    assert!(seen.points.iter().any(|p| p.item == ReviewPoint::Materials && p.note == "缺一页" && p.by.is_some()));
    acceptance::accept(&portal.office, &portal.clerk, &id, portal.version(&id), &judge).expect("accepted");
}

#[test]
fn whoever_is_recused_decides_nothing_more() {
    let portal = TestPortal::new();
    let id = portal.filed();
    assert_eq!(refused(recusal::recuse(&portal.office, &portal.judge, &id, " ")), "RECORD_INCOMPLETE");
    recusal::recuse(&portal.office, &portal.judge, &id, "与申请人系亲属").expect("recused");
    let judge = portal.judge.person.clone().expect("a person");
    assert_eq!(refused(acceptance::accept(&portal.office, &portal.clerk, &id, portal.version(&id), &judge)), "RECUSED");
    let (other, _) = portal.add(Role::Judge, "bai", "白若水", None);
    let other = other.person.expect("a person");
    acceptance::accept(&portal.office, &portal.clerk, &id, portal.version(&id), &other).expect("accepted with another judge");
}

#[test]
fn of_two_who_claim_a_case_one_has_it() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let (second, _) = portal.add(Role::Clerk, "chi", "池晓岚", None);
    let me = |actor: &portal::domain::actor::Actor| actor.person.clone().expect("a person");
    assignment::assign(&portal.office, &portal.clerk, &id, None, &me(&portal.clerk)).expect("claimed");
    assert!(matches!(assignment::assign(&portal.office, &second, &id, None, &me(&second)), Err(Error::Stale)));
    assignment::assign(&portal.office, &second, &id, Some(me(&portal.clerk).as_str()), &me(&second)).expect("handed over");
    assert_eq!(refused(assignment::assign(&portal.office, &second, &id, Some(me(&second).as_str()), &me(&portal.judge))), "NOT_IN_OFFICE");
}
