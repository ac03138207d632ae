//! 申请执行书: parties, the ruling, what is requested and what is unpaid (民诉法 250).

use super::{introductions, numbered};
use crate::domain::day::Day;
use crate::domain::document::{Block, Document, DocumentKind};
use crate::domain::money::Fen;
use crate::domain::ruling::Applicant;

/// An obligation that has not been kept.
pub struct Unkept {
    /// The term, to the letter.
    pub text: String,
    /// What is left of a sum.
    pub left: Option<Fen>,
    /// Until when it was due.
    pub due: Day,
}

/// What an application for enforcement says.
pub struct EnforcementFacts<'a> {
    /// The court.
    pub court_name: &'a str,
    /// Who applies.
    pub creditor: &'a Applicant,
    /// Against whom.
    pub debtor: &'a Applicant,
    /// The ruling's number and date.
    pub ruling: (&'a str, Day),
    /// The creditor's account, as the agreement has it; empty where it has none.
    pub account: &'a str,
    /// What has not been kept.
    pub unkept: &'a [Unkept],
    /// The last day to apply.
    pub until: Day,
    /// The day it is drawn up.
    pub on: Day,
}

/// The application as blocks.
#[must_use]
pub fn application(facts: &EnforcementFacts<'_>) -> Document {
    let (number, ruled_on) = facts.ruling;
    let mut blocks = vec![Block::Head(vec!["申请执行书".to_owned()])];
    for (title, person) in [("申请执行人", facts.creditor), ("被执行人", facts.debtor)] {
        let renamed = introductions(std::slice::from_ref(person));
        blocks.extend(renamed.into_iter().map(|block| called(block, title)));
    }
    blocks.push(Block::section("执行依据", format!("执行依据：{}{number}民事裁定书（{}作出）。", facts.court_name, ruled_on.written())));
    blocks.push(Block::section("请求事项", "请求事项："));
    let left: i64 = facts.unkept.iter().filter_map(|u| u.left).map(Fen::fen).sum();
    let mut requests = Vec::new();
    if let Some(sum) = Fen::new(left).filter(|_| left > 0) {
        requests.push(format!("强制被执行人支付人民币{}元（大写：{}）。", sum.with_commas(), sum.in_capitals()));
        requests.push("强制被执行人支付迟延履行期间的债务利息（《中华人民共和国民事诉讼法》第二百六十四条）。".to_owned());
    }
    let acts = facts.unkept.iter().filter(|u| u.left.is_none());
    requests.extend(acts.map(|u| format!("强制被执行人履行：{}", u.text)));
    requests.push("执行费用由被执行人负担。".to_owned());
    blocks.extend(requests.iter().enumerate().map(|(index, text)| Block::item(numbered(index, text))));
    blocks.push(Block::section("事实和理由", "事实和理由："));
    for unkept in facts.unkept {
        let left = unkept.left.map(|l| format!("，尚欠人民币{}元", l.with_commas())).unwrap_or_default();
        blocks.push(Block::text(format!("{}履行期限为{}，被执行人至今没有全部履行{left}。", unkept.text, unkept.due.written())));
    }
    blocks.push(Block::text(format!("申请执行的期间至{}届满。", facts.until.written())));
    blocks.push(Block::text("被执行人的财产线索："));
    blocks.push(Block::text(format!("收款账户：{}", facts.account)));
    blocks.push(Block::text("此致"));
    blocks.push(Block::Flush(facts.court_name.to_owned()));
    blocks.push(Block::SignHere(vec![format!("申请执行人（签名、盖章）：{}", facts.creditor.name), facts.on.written()]));
    Document { kind: DocumentKind::EnforcementApplication, title: "申请执行书".to_owned(), blocks }
}

/// The paragraph that introduces an applicant, under another title.
fn called(block: Block, title: &str) -> Block {
    match block {
        Block::Paragraph { text, part } => {
            let bare = text.strip_prefix("申请人：").map(|rest| format!("{title}：{}", rest.replacen("（协议甲方）", "", 1)));
            Block::Paragraph { text: bare.unwrap_or(text), part }
        }
        other => other,
    }
}
