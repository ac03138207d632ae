//! 核实笔录: time and place, who was there, rights told, question and answer by the checklist, signatures (民诉法解释 356).

use super::side;
use crate::domain::day::Day;
use crate::domain::document::{Block, Document, DocumentKind};
use crate::domain::id::CaseNumber;
use crate::domain::register::Court;

/// What a record of verification says.
pub struct RecordFacts<'a> {
    /// The court.
    pub court: &'a Court,
    /// Case number.
    pub number: &'a CaseNumber,
    /// Day.
    pub held_on: Day,
    /// Place, or the line.
    pub place: &'a str,
    /// Held on-line.
    pub online: bool,
    /// Each applicant, and who was there for it.
    pub present: &'a [(String, String)],
    /// Point of the checklist, and what was said.
    pub answers: &'a [(String, String)],
    /// Who recorded it.
    pub clerk: &'a str,
}

/// The question behind a point of the checklist.
fn question(point: &str) -> &'static str {
    match point {
        "identity" => "核对身份：请说明你的姓名、身份和与本案的关系，并出示证件。",
        "free_will" => "调解协议是不是你们自愿达成的？有没有受到欺骗、胁迫？",
        "effect_understood" => "协议经法院确认后，一方不履行，对方可以申请强制执行。是否清楚？",
        "content_performable" => "协议内容是否完整、明确，能否按约定履行？",
        "performance_so_far" => "协议到现在履行了多少？",
        "no_other_case" => "就同一纠纷，有没有其他诉讼、仲裁或者执行案件？",
        "third_parties" => "协议是否涉及其他人的利益？",
        _ => "有没有虚构事实、恶意串通？虚假调解要承担法律责任，是否清楚？",
    }
}

/// The record as blocks.
#[must_use]
pub fn verification(facts: &RecordFacts<'_>) -> Document {
    let way = if facts.online { "在线" } else { "当面" };
    let mut blocks = vec![
        Block::Head(vec![facts.court.name.clone(), "核实笔录".to_owned()]),
        Block::Number(facts.number.to_string()),
        Block::text(format!("时间：{}", facts.held_on.written())),
        Block::text(format!("地点：{}（{way}核实）", facts.place)),
        Block::text(format!("记录人：{}", facts.clerk)),
        Block::section("到场人员", "到场人员："),
    ];
    for (index, (name, who)) in facts.present.iter().enumerate() {
        let through = if name == who { String::new() } else { format!("，由{who}到场") };
        blocks.push(Block::text(format!("申请人{name}（协议{}）{through}。", side(index))));
    }
    blocks.push(Block::section(
        "权利告知",
        "告知：你们有申请回避的权利；裁定作出前可以撤回申请；应当如实陈述。本案由法院审查调解协议，不再进行调解。到场人均表示听清、不申请回避。",
    ));
    blocks.push(Block::section("核实", "核实如下："));
    for (point, answer) in facts.answers {
        blocks.push(Block::text(format!("问：{}", question(point))));
        blocks.push(Block::text(format!("答：{}", answer.trim())));
    }
    blocks.push(Block::text("以上笔录经到场人阅读（宣读），与所述一致，签名确认。"));
    let mut lines: Vec<String> = facts.present.iter().map(|(_, who)| format!("到场人（签名）：{who}")).collect();
    lines.push(format!("记录人（签名）：{}", facts.clerk));
    lines.push(facts.held_on.written());
    blocks.push(Block::SignHere(lines));
    Document { kind: DocumentKind::VerificationRecord, title: "核实笔录".to_owned(), blocks }
}
