//! 补正通知书: every missing item with why and in which form, one term, one notice, complete (民诉法解释 354).

use super::{joined_names, numbered};
use crate::domain::day::Day;
use crate::domain::document::{Block, Document, DocumentKind, Ending};
use crate::domain::period::DueDate;
use crate::domain::register::Court;
use crate::domain::statute::interpretation_written;

/// An item of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Which part of the application.
    pub part: String,
    /// What is wrong.
    pub defect: String,
    /// In which form it is wanted.
    pub form: String,
}

/// What a supplement notice says.
pub struct SupplementFacts<'a> {
    /// The court.
    pub court: &'a Court,
    /// Case number, or the reference before there is one.
    pub number: &'a str,
    /// The applicants.
    pub names: &'a [String],
    /// The items, all of them.
    pub items: &'a [Item],
    /// For a second notice: why the first did not name it.
    pub reason_again: &'a str,
    /// Day of issue.
    pub issued_on: Day,
    /// The term.
    pub due: &'a DueDate,
}

/// What a part of the application is called.
fn part(name: &str) -> &'static str {
    match name {
        "parties" => "当事人信息",
        "facts" => "纠纷事实",
        "terms" => "协议条款",
        "service" => "送达信息",
        _ => "材料",
    }
}

/// The notice as blocks.
#[must_use]
pub fn notice(facts: &SupplementFacts<'_>) -> Document {
    let names: Vec<&str> = facts.names.iter().map(String::as_str).collect();
    let cited = interpretation_written(354, facts.issued_on);
    let mut blocks = vec![
        Block::Head(vec![facts.court.name.clone(), "补正通知书".to_owned()]),
        Block::Number(facts.number.to_owned()),
        Block::Flush(format!("{}：", names.join("、"))),
        Block::text(format!(
            "你们的确认调解协议申请，本院已收到。经审查，下列内容需要补正（《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》{cited}），现一次告知："
        )),
    ];
    let items = facts.items.iter().enumerate();
    blocks.extend(items.map(|(index, item)| {
        let text = format!("{}：{}补正方式：{}。", part(&item.part), ended(&item.defect), item.form.trim_end_matches('。'));
        Block::item(numbered(index, &text))
    }));
    if !facts.reason_again.is_empty() {
        blocks.push(Block::text(format!("前次通知没有告知上述内容的原因：{}", ended(facts.reason_again))));
    }
    blocks.extend([
        Block::text(format!(
            "请于{}前（自收到本通知之日的次日起计算）将补正材料交原调解单位或者{}，也可以在线提交。联系电话：{}。",
            facts.due.deadline.due.written(),
            facts.court.studio.name,
            facts.court.studio.phone
        )),
        Block::text("材料补齐之日的次日起，本院重新计算决定是否受理的期限。无正当理由未在期限内补正的，本院可以按撤回申请处理。"),
        Block::text("特此通知。"),
        Block::Ending(Ending {
            above: Vec::new(),
            date: facts.issued_on.in_chinese_numerals(),
            seal: Some(facts.court.name.clone()),
            true_copy: false,
            below: Vec::new(),
            codes: None,
        }),
    ]);
    Document { kind: DocumentKind::SupplementNotice, title: format!("补正通知书（{}）", joined_names(&names)), blocks }
}

/// A sentence with the mark that ends it.
fn ended(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['。', '！', '？']) { text.to_owned() } else { format!("{text}。") }
}
