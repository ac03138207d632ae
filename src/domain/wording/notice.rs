//! 受理通知书: printed with the drawn seal, neither signed nor logged (issue of the ruling alone is).

use super::joined_names;
use crate::domain::day::Day;
use crate::domain::document::{Block, Document, DocumentKind, Ending};
use crate::domain::id::CaseNumber;
use crate::domain::period::DueDate;
use crate::domain::register::Court;
use crate::domain::statute::{Topic, article_written};

/// What an acceptance notice says.
pub struct AcceptanceFacts<'a> {
    /// The court.
    pub court: &'a Court,
    /// Case number.
    pub number: &'a CaseNumber,
    /// The applicants, all of them addressees.
    pub names: &'a [String],
    /// Cause.
    pub cause: &'a str,
    /// Day of filing the application.
    pub filed_on: Day,
    /// Day of acceptance.
    pub accepted_on: Day,
    /// Judge who reviews.
    pub judge: &'a str,
    /// Clerk.
    pub clerk: &'a str,
    /// Review period D4.
    pub review: &'a DueDate,
}

/// The acceptance notice as blocks.
#[must_use]
pub fn acceptance(facts: &AcceptanceFacts<'_>) -> Document {
    let names: Vec<&str> = facts.names.iter().map(String::as_str).collect();
    let court = facts.court;
    let cite = |topic| article_written(topic, facts.accepted_on);
    let provisional = if facts.review.provisional { "（该年放假安排尚未公布，以公布后计算为准）" } else { "" };
    let blocks = vec![
        Block::Head(vec![court.name.clone(), "受理通知书".to_owned()]),
        Block::Number(facts.number.to_string()),
        Block::Flush(format!("{}：", names.join("、"))),
        Block::text(format!(
            "你们于{}共同提出的确认调解协议申请（{}），本院已收到。经审查，申请符合《中华人民共和国民事诉讼法》{}规定的受理条件，本院决定于{}立案受理，案号为{}。",
            facts.filed_on.written(),
            facts.cause,
            cite(Topic::Application),
            facts.accepted_on.written(),
            facts.number
        )),
        Block::text("现将有关事项通知如下："),
        Block::item(format!("一、本案由{}审查，书记员为{}。联系电话：{}。", facts.judge, facts.clerk, court.studio.phone)),
        Block::item(format!(
            "二、本院应当自立案之日起三十日内审结（《中华人民共和国民事诉讼法》{}），即最迟在{}作出裁定{provisional}；有特殊情况需要延长的，由本院院长批准。",
            cite(Topic::ReviewLimit),
            facts.review.deadline.due.written()
        )),
        Block::item(format!(
            "三、本院将通知你们共同到场核实调解协议，请携带身份证件，到{}。因故不能到场的，请事先说明理由；各方都同意的，可以在线核实。",
            court.studio.address
        )),
        Block::item("四、你们有申请回避的权利；在本院作出裁定前，可以撤回申请。"),
        Block::item(
            "五、你们应当如实陈述，提交真实的材料。恶意串通、虚构事实，企图通过调解、司法确认侵害他人合法权益的，依法承担法律责任。",
        ),
        Block::item("六、无正当理由未在限期内补充材料，或者拒绝接受询问的，本院可以按撤回申请处理。"),
        Block::item("七、办理司法确认不收取费用。同意电子送达的，文书将送达你们确认的电子地址；需要纸质文书的，可以随时向本院提出。"),
        Block::text("特此通知。"),
        Block::Ending(Ending {
            above: Vec::new(),
            date: facts.accepted_on.in_chinese_numerals(),
            seal: Some(court.name.clone()),
            true_copy: false,
            below: Vec::new(),
            codes: None,
        }),
    ];
    let title = format!("受理通知书（{}）", joined_names(&names));
    Document { kind: DocumentKind::AcceptanceNotice, title, blocks }
}
