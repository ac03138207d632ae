//! The rulings, after the court's forms (民事诉讼文书样式): head, number, applicants, course, agreement, reasoning, basis,
//! operative part, effect line, ending. This file holds the skeleton and the confirming ruling 确认调解协议裁定书; the
//! others stand in `outcomes.rs`, those that follow a ruling in `subsequent.rs`.

use crate::domain::decision::Decision;
use crate::domain::document::{Block, Codes, Document, Ending, Signer};
use crate::domain::ruling::{ConfirmedTerm, Official, RulingFacts, TakenUp};
use crate::domain::statute::{Topic, article_written};
use crate::domain::wording::outcomes::Grounds;
use crate::domain::wording::parts::Body;
use crate::domain::wording::{applicants_joined, introductions, joined_names, numbered, outcomes, subsequent};

/// Name of the template in the statement.
#[must_use]
pub const fn template(decision: &Decision) -> &'static str {
    match decision {
        Decision::Confirm => "ruling-confirming",
        Decision::Dismiss { .. } => "ruling-dismissing",
        Decision::NotAccept { .. } => "ruling-not-accepting",
        Decision::PermitWithdrawal { .. } => "ruling-permitting-withdrawal",
        Decision::DeemWithdrawn(_) => "ruling-deemed-withdrawn",
        Decision::Terminate { .. } => "ruling-terminating",
        Decision::Correct { .. } => "ruling-correcting",
        Decision::DecideObjection(_) => "ruling-on-objection",
    }
}

/// The ruling as blocks.
#[must_use]
pub fn ruling(facts: &RulingFacts) -> Document {
    let number = facts.case_number.to_string();
    let body = match &facts.decision {
        Decision::Confirm => confirming(facts),
        Decision::Dismiss { ground, reason } => outcomes::dismissing(facts, *ground, reason),
        Decision::NotAccept { ground, reason, remedy } => outcomes::not_accepting(facts, *ground, Grounds { reason, remedy }),
        Decision::PermitWithdrawal { by, on, reason } => outcomes::permitting_withdrawal(facts, by, *on, reason),
        Decision::DeemWithdrawn(omission) => outcomes::deemed_withdrawn(facts, omission),
        Decision::Terminate { dispute } => outcomes::terminating(facts, dispute),
        Decision::Correct { ruling, errata } => subsequent::correcting(facts, ruling, errata),
        Decision::DecideObjection(decided) => subsequent::on_objection(facts, decided),
    };
    let mut blocks = vec![Block::Head(vec![facts.court_name.clone(), "民事裁定书".to_owned()]), Block::Number(number.clone())];
    if let Decision::DecideObjection(decided) = &facts.decision {
        blocks.extend(subsequent::objector(decided));
    }
    blocks.extend(introductions(&facts.applicants));
    blocks.extend(body.course);
    blocks.extend(body.reasoning);
    blocks.extend(body.operative);
    blocks.push(Block::Ending(ending(facts, number)));
    Document { kind: facts.decision.kind(), title: format!("{}民事裁定书", facts.court_name), blocks }
}

fn confirming(facts: &RulingFacts) -> Body {
    let mut course = vec![Block::section("审理经过", opening(facts))];
    course.extend(agreement(facts));
    Body { course, reasoning: reasoning(facts), operative: operative(facts) }
}

/// How the case came before the court: accepted and reviewed, or only received.
pub(crate) fn opening(facts: &RulingFacts) -> String {
    let who = applicants_joined(&facts.applicants);
    match facts.taken_up {
        TakenUp::Accepted(day) if !facts.beside.is_empty() => {
            format!("本院于{}立案受理{who}申请司法确认调解协议一案，依法组成合议庭进行了审查。现已审查终结。", day.written())
        }
        TakenUp::Accepted(day) => format!("本院于{}立案受理{who}申请司法确认调解协议一案并进行了审查。现已审查终结。", day.written()),
        TakenUp::Received(day) => format!("本院于{}收到{who}司法确认调解协议的申请。", day.written()),
    }
}

/// The agreement, item by item.
pub(crate) fn agreement(facts: &RulingFacts) -> Vec<Block> {
    let lead = format!("申请人因{}，于{}经{}主持调解，达成调解协议如下：", facts.cause, facts.agreement_on.written(), facts.organisation);
    let mut blocks = vec![Block::section("调解协议", lead)];
    blocks.extend(facts.terms.iter().enumerate().map(|(index, term)| Block::item(numbered(index, &term_in_full(term)))));
    blocks
}

fn term_in_full(term: &ConfirmedTerm) -> String {
    let account = term.account.as_ref().map(|a| format!("（收款账户：{a}）")).unwrap_or_default();
    match term.text.strip_suffix('。') {
        Some(body) if !account.is_empty() => format!("{body}{account}。"),
        _ => format!("{}{account}", term.text),
    }
}

fn reasoning(facts: &RulingFacts) -> Vec<Block> {
    let cite = |topic| article_written(topic, facts.ruled_on);
    vec![
        Block::section("本院认为", "本院经审查认为，申请人达成的调解协议，符合司法确认调解协议的法定条件。"),
        Block::text(format!(
            "依照《中华人民共和国民事诉讼法》{}、{}、{}规定，裁定如下：",
            cite(Topic::OneInstance),
            cite(Topic::Application),
            cite(Topic::Effect)
        )),
    ]
}

/// `甲与乙`.
pub(crate) fn names(facts: &RulingFacts) -> String {
    joined_names(&facts.applicants.iter().map(|a| a.name.as_str()).collect::<Vec<_>>())
}

fn operative(facts: &RulingFacts) -> Vec<Block> {
    let found = format!("申请人{}于{}经{}主持调解达成的调解协议有效。", names(facts), facts.agreement_on.written(), facts.organisation);
    vec![
        Block::section("裁定主文", found),
        Block::text("当事人应当按照调解协议的约定自觉履行义务。一方当事人拒绝履行或者未全部履行的，对方当事人可以向人民法院申请执行。"),
    ]
}

fn ending(facts: &RulingFacts, number: String) -> Ending {
    let signer = |official: &Official| Signer { post: official.post.clone(), name: official.name.clone() };
    Ending {
        above: std::iter::once(&facts.judge).chain(&facts.beside).map(signer).collect(),
        date: facts.ruled_on.in_chinese_numerals(),
        seal: Some(facts.court_name.clone()),
        true_copy: true,
        below: facts.assistant.iter().chain([&facts.clerk]).map(signer).collect(),
        codes: Some(Codes {
            url: verification_url(&facts.host, &facts.query_code),
            number,
            query: facts.query_code.clone(),
            check: facts.check_code.clone(),
            host: facts.host.clone(),
        }),
    }
}

/// What the QR code says: the page behind the 查询码, in capitals so that the code stays coarse.
#[must_use]
pub fn verification_url(host: &str, query_code: &str) -> String {
    format!("HTTPS://{}/V/{query_code}", host.to_ascii_uppercase())
}
