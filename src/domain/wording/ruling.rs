//! 确认调解协议裁定书, after the court's form (law.md §10): head, number, applicants, course, agreement in full,
//! reasoning, basis, operative part, effect line, ending.

use super::{applicants_joined, introductions, joined_names, numbered};
use crate::domain::document::{Block, Codes, Document, DocumentKind, Ending, Signer};
use crate::domain::ruling::{Official, RulingFacts};
use crate::domain::statute::{Topic, article_written};

/// Name of the template in the statement.
pub const TEMPLATE: &str = "ruling-confirming";

/// This file, whose hash the statement keeps: the wording a ruling was made with.
pub const SOURCE: &str = include_str!("ruling.rs");

/// The confirming ruling as blocks.
#[must_use]
pub fn confirming(facts: &RulingFacts) -> Document {
    let number = facts.case_number.to_string();
    let mut blocks = vec![Block::Head(vec![facts.court_name.clone(), "民事裁定书".to_owned()]), Block::Number(number.clone())];
    blocks.extend(introductions(&facts.applicants));
    blocks.extend(course(facts));
    blocks.extend(agreement(facts));
    blocks.extend(reasoning(facts));
    blocks.extend(operative(facts));
    blocks.push(Block::Ending(ending(facts, number)));
    Document { kind: DocumentKind::RulingConfirming, title: format!("{}民事裁定书", facts.court_name), blocks }
}

fn course(facts: &RulingFacts) -> Vec<Block> {
    vec![Block::section(
        "审理经过",
        format!(
            "本院于{}立案受理{}申请司法确认调解协议一案并进行了审查。现已审查终结。",
            facts.accepted_on.written(),
            applicants_joined(&facts.applicants)
        ),
    )]
}

fn agreement(facts: &RulingFacts) -> Vec<Block> {
    let mut blocks = vec![Block::section(
        "调解协议",
        format!("申请人因{}，于{}经{}主持调解，达成调解协议如下：", facts.cause, facts.agreement_on.written(), facts.organisation),
    )];
    for (index, term) in facts.terms.iter().enumerate() {
        let account = term.account.as_ref().map(|a| format!("（收款账户：{a}）")).unwrap_or_default();
        let text = match term.text.strip_suffix('。') {
            Some(body) if !account.is_empty() => format!("{body}{account}。"),
            _ => format!("{}{account}", term.text),
        };
        blocks.push(Block::item(numbered(index, &text)));
    }
    blocks
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

fn operative(facts: &RulingFacts) -> Vec<Block> {
    let names: Vec<&str> = facts.applicants.iter().map(|a| a.name.as_str()).collect();
    vec![
        Block::section(
            "裁定主文",
            format!("申请人{}于{}经{}主持调解达成的调解协议有效。", joined_names(&names), facts.agreement_on.written(), facts.organisation),
        ),
        Block::text("当事人应当按照调解协议的约定自觉履行义务。一方当事人拒绝履行或者未全部履行的，对方当事人可以向人民法院申请执行。"),
    ]
}

fn ending(facts: &RulingFacts, number: String) -> Ending {
    let signer = |official: &Official| Signer { post: official.post.clone(), name: official.name.clone() };
    Ending {
        above: vec![signer(&facts.judge)],
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
