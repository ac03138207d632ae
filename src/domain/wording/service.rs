//! 送达回证, and for electronic service the certificate 电子送达凭证 that stands in its place (民诉法 87, 90; 解释 131).

use crate::domain::day::Day;
use crate::domain::document::{Block, Document, DocumentKind};
use crate::domain::joining::JoiningWay;
use crate::domain::register::Court;
use crate::domain::service::{AddressSource, Channel, Event};

/// Version of the wording by which parties consent to electronic service (送达地址确认书 and the page of the same words).
pub const CONSENT: &str = "service/1";

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
    pub channel: Channel,
    /// Where it went.
    pub address: &'a str,
    /// Where that came from.
    pub source: AddressSource,
    /// The consent it rests on, in words; empty where it rests on none.
    pub consent: &'a str,
    /// What happened: event, day, who received it, what was noted.
    pub events: &'a [(Event, Day, String, String)],
    /// From when on it counts as served, and by which article.
    pub served: (Day, &'a str),
    /// Who served it.
    pub server: &'a str,
}

/// What stands for an address on a copy that somebody else is given.
pub const KEPT_BY_THE_COURT: &str = "存于法院送达记录";

const fn way(channel: Channel) -> &'static str {
    match channel {
        Channel::Personal => "直接送达",
        Channel::Left => "留置送达",
        Channel::Entrusted => "委托送达",
        Channel::Post => "邮寄送达",
        Channel::PublicNotice => "公告送达",
        Channel::Sms => "电子送达（短信）",
        Channel::Email => "电子送达（电子邮件）",
        Channel::Platform => "电子送达（平台）",
    }
}

const fn source(source: AddressSource) -> &'static str {
    match source {
        AddressSource::Given => "受送达人提供",
        AddressSource::Confirmed => "受送达人确认",
        AddressSource::Found => "法院查得",
    }
}

/// What an event is called on a receipt.
const fn happened(event: Event) -> &'static str {
    match event {
        Event::Sent => "发出日期",
        Event::Reached => "到达受送达人系统的日期",
        Event::Read => "受送达人阅读的日期",
        Event::Downloaded => "受送达人下载的日期",
        Event::Acted => "受送达人回复或者据此作出诉讼行为的日期",
        Event::Received => "收到日期",
        Event::Refused => "到庭拒绝签收的日期",
        Event::Left => "留置日期",
        Event::Returned => "退回日期",
        Event::Published => "公告发出日期",
        Event::Proved => "受送达人证明的到达日期",
        Event::Annulled => "更正：本次记录有误，作废日期",
    }
}

/// The receipt as blocks.
#[must_use]
pub fn receipt(facts: &ServiceFacts<'_>) -> Document {
    let electronic = facts.channel.electronic();
    let title = if electronic { "电子送达凭证" } else { "送达回证" };
    let [served, digest] = facts.document;
    let mut blocks = vec![
        Block::Head(vec![facts.court.name.clone(), title.to_owned()]),
        Block::Number(facts.number.to_owned()),
        Block::text(format!("送达文书：{served}，一份（校验值{digest}）")),
        Block::text(format!("受送达人：{}", facts.recipient)),
        Block::text(format!("送达方式：{}", way(facts.channel))),
        Block::text(format!("送达地址：{}（{}）", facts.address, source(facts.source))),
    ];
    if electronic {
        let consent = if facts.consent.is_empty() {
            "没有事先同意；收到后据此作出诉讼行为，没有提出异议"
        } else {
            facts.consent
        };
        blocks.push(Block::text(format!("同意电子送达：{consent}")));
    }
    for (event, on, received_by, note) in facts.events {
        blocks.push(Block::text(format!("{}：{}", happened(*event), on.written())));
        if !received_by.is_empty() && *event == Event::Received {
            let relation = match (received_by == facts.recipient, note.is_empty()) {
                (true, _) => "本人".to_owned(),
                (false, true) => "代收".to_owned(),
                (false, false) => format!("代收，{note}"),
            };
            blocks.push(Block::text(format!("签收人：{received_by}（{relation}）")));
        } else if !note.is_empty() {
            let about = match event {
                Event::Refused | Event::Left => "拒收事由、见证人",
                Event::Returned => "退回事由",
                Event::Proved => "证明材料",
                _ => "备注",
            };
            blocks.push(Block::text(format!("{about}：{note}")));
        }
    }
    let (on, article) = facts.served;
    blocks.push(Block::text(format!("送达日期：{}（{article}）", on.written())));
    blocks.push(Block::text(format!("送达人：{}", facts.server)));
    if electronic {
        blocks.push(Block::text(
            "受送达人能够证明到达日期与上述日期不一致的，以其证明的日期为准；需要纸质文书的，可以向本院提出，本院应当提供。",
        ));
    } else {
        blocks.push(Block::text("备注："));
        blocks.push(Block::SignHere(vec!["受送达人（签名、盖章）：".to_owned(), "　　年　　月　　日".to_owned()]));
    }
    Document { kind: DocumentKind::ServiceReceipt, title: title.to_owned(), blocks }
}

/// A consent in words: when, how, what it covers, and the version of what was agreed to.
#[must_use]
pub fn consented(on: Day, way: JoiningWay, scope: &str, wording: &str) -> String {
    let way = match way {
        JoiningWay::Phone => "在本人手机上确认",
        JoiningWay::Kiosk => "在调解组织的设备上确认",
        JoiningWay::Transcript => "口头同意并记入笔录",
        JoiningWay::Paper => "书面同意",
    };
    let scope: Vec<&str> = scope.split(',').map(|s| if s == "rulings" { "裁定书" } else { "通知" }).collect();
    format!("{}{way}，范围：{}，文本：{wording}", on.written(), scope.join("、"))
}
