//! Whose case is whose: another's is not there.

use crate::app::{Sample, TestPortal};
use portal::domain::actor::{Actor, Role};
use portal::domain::joining::JoiningWay;
use portal::office::intake::joining::{self, Joins, join};
use portal::office::people::{appointments, tokens};
use portal::office::review::acceptance::accept;
use portal::office::ruling::approval::{approve, propose, send_back, take_back};
use portal::office::{Error, case_overview};

#[test]
fn an_agency_does_not_see_another_agency_s_case() {
    let portal = TestPortal::new();
    let id = portal.hand_in(&Sample::first()).expect("taken in").id;
    let own = portal.agency("shifan-market-regulation");
    let other = portal.agency("shifan-health");
    assert!(portal.office.case(&own, &id).is_ok(), "there is something to be kept from others");
    assert!(matches!(portal.office.case(&other, &id), Err(Error::NotFound)));
    let joins = Joins { party: "A", way: JoiningWay::Kiosk, acted_by: "周雨桐", last_four: "1228", scan: None };
    assert!(matches!(join(&portal.office, &other, &id, 2, &joins), Err(Error::NotFound)));
    assert!(matches!(joining::abandon(&portal.office, &other, &id, 2), Err(Error::NotFound)));
}

/// Every act by every role whose act it is not, on a case it can see: refused, nothing changed.
#[test]
fn an_act_by_the_wrong_role_changes_nothing() {
    let portal = TestPortal::new();
    let (id, draft) = portal.proposed();
    let seen = portal.version(&id);
    let judge_id = portal.judge.person.clone().expect("a person");
    let refused =
        |result: Result<(), Error>| matches!(result, Err(Error::Refused(ref r)) if matches!(r.code(), "NOT_YOUR_ACT" | "NOT_NOW"));
    for role in [Role::Clerk, Role::Bureau] {
        let actor = Actor { role, ..portal.clerk.clone() };
        assert!(refused(send_back(&portal.office, &actor, &id, seen, "理由")), "{role:?}");
        assert!(refused(take_back(&portal.office, &actor, &id, seen)), "{role:?}");
    }
    for role in [Role::Judge, Role::Bureau] {
        let actor = Actor { role, ..portal.clerk.clone() };
        assert!(refused(accept(&portal.office, &actor, &id, seen, &judge_id).map(|_| ())), "{role:?}");
        assert!(refused(propose(&portal.office, &actor, &id, seen, None).map(|_| ())), "{role:?}");
    }
    let admin = Actor { role: Role::Admin, ..portal.clerk.clone() };
    assert!(matches!(portal.office.case(&admin, &id), Err(Error::NotFound)), "an administrator reaches no case");
    assert!(matches!(case_overview::note_reading(&portal.office, &admin, &id, "case"), Err(Error::NotFound)), "and reads none");
    assert!(matches!(accept(&portal.office, &admin, &id, seen, &judge_id), Err(Error::NotFound)));
    assert_eq!(portal.version(&id), seen, "nothing changed");
    approve(&portal.office, &portal.judge, &id, seen, &draft, &portal.code(0)).expect("the judge's own act");
}

#[test]
fn a_token_counts_for_its_scopes_until_it_is_revoked() {
    let portal = TestPortal::new();
    let scopes = ["applications:read".to_owned()];
    let (id, secret) = tokens::add_token(&portal.office, "shifan-health", "ODR", &scopes, 30).expect("a token");
    assert!(tokens::token_actor(&portal.office, &secret, "applications:read").is_ok());
    assert!(matches!(tokens::token_actor(&portal.office, &secret, "applications:write"), Err(Error::Refused(_))));
    assert!(matches!(tokens::token_actor(&portal.office, "portal_guess", "applications:read"), Err(Error::NotFound)));
    tokens::revoke_token(&portal.office, &id).expect("revoked");
    assert!(matches!(tokens::token_actor(&portal.office, &secret, "applications:read"), Err(Error::NotFound)));
    assert!(tokens::add_token(&portal.office, "shifan-health", "x", &["everything".to_owned()], 1).is_err());
}

#[test]
fn a_leaver_is_nobody() {
    let portal = TestPortal::new();
    portal.add(Role::Clerk, "chi", "池晓岚", None);
    appointments::remove_person(&portal.office, "chi").expect("left");
    assert!(matches!(appointments::actor(&portal.office, "chi", Role::Clerk), Err(Error::NotFound)));
    assert!(matches!(appointments::remove_person(&portal.office, "chi"), Err(Error::NotFound)));
}
