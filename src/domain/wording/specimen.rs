//! Specimen rulings: one of each kind, in each form that its wording takes, of invented facts that never change. The hash of
//! what they read is the fingerprint of the wording: a changed word changes it, a changed comment does not.

use super::ruling::ruling;
use crate::domain::day::Day;
use crate::domain::decision::{Decision, Ground, ObjectionDecided, ObjectionOrder, Objector, Omission, OrderedDuty, RulingNamed};
use crate::domain::id::CaseNumber;
use crate::domain::outcome::Outcome;
use crate::domain::ruling::{Applicant, ConfirmedTerm, Official, RulingFacts, SpokenFor, TakenUp};

/// Year, month and day on which a version of the law, or of its interpretation, began to be cited.
const LAW_CHANGED_ON: [(i32, u32, u32); 3] = [(2017, 7, 1), (2022, 4, 10), (2024, 1, 1)];

/// What every specimen reads, one after the other. The law cited is that of each day on which its numbering changed.
#[must_use]
pub fn text() -> String {
    let days = LAW_CHANGED_ON.into_iter().filter_map(|(year, month, day)| Day::new(year, month, day));
    let rulings = days.flat_map(|on| decisions(on).into_iter().map(move |decision| facts(decision, on)));
    // A panel words the course of a case otherwise; every form is read with and without one.
    rulings.flat_map(|sole| [with_panel(&sole), sole]).map(|facts| ruling(&facts).plain_text()).collect()
}

fn decisions(on: Day) -> Vec<Decision> {
    let mut all = vec![
        Decision::Confirm,
        Decision::PermitWithdrawal { by: "申请人甲某".to_owned(), on, reason: "理由。".to_owned() },
        Decision::Terminate { dispute: "争议。".to_owned() },
    ];
    for ground in Ground::ALL {
        let reason = "理由。".to_owned();
        all.push(Decision::Dismiss { ground, reason: reason.clone() });
        if ground.serves(Outcome::NotAccepted) {
            all.push(Decision::NotAccept { ground, reason, remedy: "救济途径。".to_owned() });
        }
    }
    for duty in OrderedDuty::ALL {
        let who = "申请人甲某".to_owned();
        all.push(Decision::DeemWithdrawn(Omission { who, duty, ordered_on: on, served_on: on, until: on }));
    }
    let earlier = RulingNamed { id: String::new(), sha256: String::new(), number: "（2026）浙0000诉前调确1号".to_owned(), on };
    let wrong = ["误".to_owned(), "正".to_owned()];
    all.push(Decision::Correct { ruling: earlier.clone(), errata: vec![wrong.clone()] });
    all.push(Decision::Correct { ruling: earlier.clone(), errata: vec![wrong.clone(), wrong] });
    let orders = [ObjectionOrder::Dismiss, ObjectionOrder::Revoke, ObjectionOrder::Alter { operative: "主文。".to_owned() }];
    for (standing, order) in Objector::ALL.into_iter().cycle().zip(orders) {
        all.push(Decision::DecideObjection(ObjectionDecided {
            ruling: earlier.clone(),
            by: "丙某".to_owned(),
            standing,
            on,
            grounds: "事由。".to_owned(),
            findings: "查明。".to_owned(),
            order,
        }));
    }
    all
}

fn facts(decision: Decision, on: Day) -> RulingFacts {
    let accepted = !matches!(decision, Decision::NotAccept { .. });
    let official = |post: &str| Official { name: "某某".to_owned(), post: post.to_owned() };
    let spoken_for = SpokenFor { title: "法定代表人".to_owned(), name: "乙某".to_owned(), particulars: "执行董事".to_owned() };
    let number = CaseNumber { year: on.year(), court: "浙0000".to_owned(), kind: crate::domain::id::CONFIRMATION.to_owned(), serial: 1 };
    RulingFacts {
        court: "浙0000".to_owned(),
        court_name: "某县人民法院".to_owned(),
        case_number: number,
        applicants: vec![
            Applicant { name: "甲某".to_owned(), particulars: "住某处".to_owned(), spoken_for: Vec::new() },
            Applicant { name: "乙公司".to_owned(), particulars: "住所地某处".to_owned(), spoken_for: vec![spoken_for] },
        ],
        taken_up: if accepted { TakenUp::Accepted(on) } else { TakenUp::Received(on) },
        cause: "某某纠纷".to_owned(),
        agreement_on: on,
        effective_on: on,
        organisation: "某某调解组织".to_owned(),
        terms: vec![
            ConfirmedTerm { text: "条款一。".to_owned(), account: Some("户名甲某".to_owned()) },
            ConfirmedTerm { text: "条款二。".to_owned(), account: None },
        ],
        decision,
        ruled_on: on,
        judge: official("审判员"),
        beside: Vec::new(),
        assistant: Some(official("法官助理")),
        clerk: official("书记员"),
        query_code: "0".repeat(12),
        check_code: "0".repeat(8),
        host: "host.example".to_owned(),
    }
}

fn with_panel(sole: &RulingFacts) -> RulingFacts {
    let beside = vec![sole.judge.clone(), sole.judge.clone()];
    RulingFacts { beside, ..sole.clone() }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_specimen_of_every_ruling_is_there() {
        let text = text();
        for part in ["协议有效", "驳回", "不予受理", "准许", "按甲某与乙公司撤回申请处理", "终结本案特别程序", "补正为", "异议不能成立"]
        {
            assert!(text.contains(part), "{part}");
        }
        assert_eq!(text, super::text(), "the same every time");
    }
}
