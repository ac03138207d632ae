//! 送达回证, and for electronic service the certificate 电子送达凭证 that stands in its place (law.md §7, §10).

use crate::domain::day::Day;
use crate::domain::document::{Block, Document, DocumentKind};
use crate::domain::register::Court;

/// What a service receipt says.
pub struct ServiceFacts<'a> {
    /// The court.
    pub court: &'a Court,
    /// Number of the case.
    pub number: &'a str,
    /// The document served: title, and the first eight characters of its SHA-256.
    pub document: [&'a str; 2],
    /// The recipient.
    pub recipient: &'a str,
    /// Channel.
    pub channel: &'a str,
    /// Where it went.
    pub address: &'a str,
    /// Where that came from: `given`, `confirmed`, `found`.
    pub address_source: &'a str,
    /// Who received it.
    pub received_by: &'a str,
    /// Day of service.
    pub on: Day,
    /// Who served it.
    pub server: &'a str,
}

/// What stands for an address on a copy that somebody else is given.
pub const KEPT_BY_THE_COURT: &str = "存于法院送达记录";

fn way(channel: &str) -> &'static str {
    match channel {
        "personal" => "直接送达",
        "post" => "邮寄送达",
        "sms" => "电子送达（短信）",
        "email" => "电子送达（电子邮件）",
        _ => "电子送达（平台）",
    }
}

fn source(source: &str) -> &'static str {
    match source {
        "confirmed" => "受送达人确认",
        "found" => "查找所得",
        _ => "受送达人提供",
    }
}

/// The receipt as blocks.
#[must_use]
pub fn receipt(facts: &ServiceFacts<'_>) -> Document {
    let electronic = matches!(facts.channel, "sms" | "email" | "platform");
    let title = if electronic { "电子送达凭证" } else { "送达回证" };
    let [served, digest] = facts.document;
    let reached = if electronic { "到达受送达人系统的日期" } else { "收到日期" };
    let relation = if facts.received_by == facts.recipient { "本人" } else { "代收，与受送达人的关系见备注" };
    let mut blocks = vec![
        Block::Head(vec![facts.court.name.clone(), title.to_owned()]),
        Block::Number(facts.number.to_owned()),
        Block::text(format!("送达文书：{served}，一份（校验值{digest}）")),
        Block::text(format!("受送达人：{}", facts.recipient)),
        Block::text(format!("送达方式：{}", way(facts.channel))),
        Block::text(format!("送达地址：{}（{}）", facts.address, source(facts.address_source))),
        Block::text(format!("{reached}：{}", facts.on.written())),
        Block::text(format!("签收人：{}（{relation}）", facts.received_by)),
        Block::text(format!("送达人：{}", facts.server)),
    ];
    if electronic {
        blocks.push(Block::text(
            "受送达人同意电子送达裁定书。受送达人能够证明到达日期与上述日期不一致的，以其证明的日期为准；需要纸质文书的，可以向本院提出。",
        ));
    } else {
        blocks.push(Block::text("备注："));
        blocks.push(Block::SignHere(vec!["受送达人（签名、盖章）：".to_owned(), "　　年　　月　　日".to_owned()]));
    }
    Document { kind: DocumentKind::ServiceReceipt, title: title.to_owned(), blocks }
}
