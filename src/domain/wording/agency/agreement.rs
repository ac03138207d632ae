//! What the court is handed: the agreement, the proof that the organisation presided, and where documents are served.

use super::{Papers, blank, day_or_blank, introductions, numbered, or_blank, side};
use crate::domain::application::{Party, ServiceChoice};
use crate::domain::day::Day;
use crate::domain::document::{Block, Document, DocumentKind};
use crate::domain::joining::JoiningWay;
use crate::domain::ruling::{applicants, confirmed_terms};
use crate::domain::wording::service::CONSENT;

/// 调解协议书: number, parties, who mediated by which power, facts and responsibility, terms, what follows, the right to
/// apply for confirmation, signatures and seal (人民调解法第二十九条, by analogy).
pub(super) fn agreement(papers: &Papers<'_>) -> Vec<Block> {
    let application = papers.application;
    let mut blocks = papers.head("行政调解协议书");
    blocks.extend(papers.sides());
    blocks.push(Block::text(format!(
        "调解组织：{}；调解员：{}；调解依据：{}。",
        papers.organisation(),
        papers.mediators(),
        papers.basis()
    )));
    blocks.push(Block::section("纠纷事实", format!("纠纷的主要事实和争议事项：{}", or_blank(application.facts.as_ref(), 20))));
    blocks.push(Block::text(format!("各方的责任：{}", or_blank(application.responsibility.as_ref(), 20))));
    blocks.push(Block::section("协议内容", "经调解，各方自愿达成如下协议："));
    let terms = confirmed_terms(application);
    for (index, term) in terms.iter().enumerate() {
        let account = term.account.as_ref().map(|a| format!("收款账户：{a}。")).unwrap_or_default();
        blocks.push(Block::item(numbered(index, &format!("{}{account}", term.text))));
    }
    if terms.is_empty() {
        blocks.push(Block::item(numbered(0, &blank(20))));
    }
    blocks.push(Block::text("调解不收取费用。"));
    blocks.extend(papers.confirmation().map(|text| Block::section("确认", text)));
    let copies = application.parties.len() + 1;
    blocks.push(Block::text(format!(
        "本协议自各方当事人签名、盖章或者捺印，调解员签名并加盖调解组织印章之日起生效，一式{copies}份，各方当事人和调解组织各执一份。"
    )));
    blocks.push(Block::SignHere(papers.signatures()));
    blocks.push(Block::SignHere(vec![
        format!("调解员（签名）：{}", papers.mediators()),
        format!("{}（盖章）", papers.organisation()),
        day_or_blank(application.mediation.concluded_on),
    ]));
    blocks
}

/// 调解组织主持调解的证明 (2011 年司法确认规定第三条).
pub(super) fn presiding_proof(papers: &Papers<'_>) -> Vec<Block> {
    let application = papers.application;
    let mediation = &application.mediation;
    let mut blocks = papers.head("主持调解证明");
    blocks.push(Block::Flush(format!("{}：", papers.court.name)));
    blocks.push(Block::text(format!(
        "{}之间的{}，由{}依据{}于{}受理，由调解员{}主持调解，各方于{}达成调解协议。协议于{}生效（{}）。",
        papers.all_names(),
        papers.cause(),
        papers.organisation(),
        papers.basis(),
        day_or_blank(mediation.accepted_on),
        papers.mediators(),
        day_or_blank(mediation.concluded_on),
        day_or_blank(mediation.effective_on),
        or_blank(mediation.effective_evidence.as_ref(), 8),
    )));
    blocks.push(Block::text("调解在各方自愿的基础上进行，协议由各方当面或者在线核对后签署。特此证明。"));
    blocks.push(Block::text(format!("联系人：{}；联系电话：{}。", papers.mediators(), papers.agency.phone)));
    blocks.push(papers.sealed(mediation.concluded_on));
    blocks
}

/// 口头申请笔录: who cannot write applies orally; the record is read out and signed, sealed or fingerprinted.
pub(super) fn oral_application(papers: &Papers<'_>) -> Vec<Block> {
    let mediation = &papers.application.mediation;
    let mut blocks =
        vec![Block::Head(vec![papers.court.name.clone(), "口头申请笔录".to_owned()]), Block::Number(format!("编号：{}", papers.reference))];
    for line in [
        "时间：　　　　年　　月　　日　　时　　分".to_owned(),
        format!("地点：{}", blank(12)),
        format!("法院工作人员：{}", blank(8)),
        format!("在场人：{}", papers.all_names()),
    ] {
        blocks.push(Block::text(line));
    }
    blocks.extend(introductions(&applicants(papers.application)));
    let agreed = format!(
        "答：我们因{}，于{}经{}主持调解达成协议，协议于{}生效。请求{}确认协议有效。协议内容以附后的调解协议为准。",
        papers.cause(),
        day_or_blank(mediation.concluded_on),
        papers.organisation(),
        day_or_blank(mediation.effective_on),
        papers.court.name,
    );
    let questions = [
        ("问：请出示证件，说明姓名和与纠纷的关系。", format!("答：{}", blank(24))),
        ("问：你们口头提出申请的原因是什么？", format!("答：{}", blank(24))),
        ("问：你们申请什么？依据哪份协议？", agreed),
        ("问：协议是不是自愿达成的？有没有虚构事实、恶意串通？", format!("答：{}", blank(24))),
        ("问：协议是否涉及身份关系，或者物权、知识产权的归属？", format!("答：{}", blank(24))),
        ("问：经确认后一方不履行，对方可以申请强制执行，是否清楚？", format!("答：{}", blank(24))),
        ("问：法院的文书怎么送达？是否同意电子送达？送到哪里？", format!("答：{}", blank(24))),
    ];
    for (question, answer) in questions {
        blocks.push(Block::text(question));
        blocks.push(Block::text(answer));
    }
    blocks.push(Block::text("以上笔录已向申请人宣读，申请人确认与所说一致。"));
    blocks.push(Block::SignHere(papers.signatures()));
    blocks.push(Block::SignHere(vec![format!("法院工作人员（签名）：{}", blank(5)), "　　　　年　　月　　日".to_owned()]));
    blocks
}

/// Where each party is served, one after the other, for signing on paper.
pub(super) fn service_addresses(papers: &Papers<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::Head(vec![papers.court.name.clone(), "送达地址确认书".to_owned()])];
    for (index, party) in papers.application.parties.iter().enumerate() {
        if index > 0 {
            blocks.push(Block::section("当事人", format!("（{}）", side(index))));
        }
        blocks.extend(particulars(party));
        blocks.extend(notice());
        blocks.push(Block::SignHere(vec![format!("当事人（签名、盖章、捺印）：{}", party.name()), "　　　　年　　月　　日".to_owned()]));
    }
    blocks
}

/// A party, and its place in the list from 0.
pub struct NumberedParty<'a> {
    /// From 0.
    pub index: usize,
    /// The party.
    pub party: &'a Party,
}

/// On which day and in which way an address was given.
pub struct AddressGiven {
    /// Day.
    pub on: Day,
    /// Way of joining.
    pub way: JoiningWay,
}

/// 送达地址确认书 of one party, as it was confirmed by joining (民诉法解释第一百三十六条).
#[must_use]
pub fn service_address(
    court_name: &str,
    reference: &str,
    NumberedParty { index, party }: NumberedParty<'_>,
    AddressGiven { on, way }: AddressGiven,
) -> Document {
    let mut blocks =
        vec![Block::Head(vec![court_name.to_owned(), "送达地址确认书".to_owned()]), Block::Number(format!("收件编号 {reference}"))];
    let who = applicants(&crate::domain::application::Application { parties: vec![party.clone()], ..Default::default() });
    blocks.extend(introductions(&who).into_iter().map(|b| renamed(b, index)));
    blocks.extend(particulars(party));
    blocks.extend(notice());
    let way = match way {
        JoiningWay::Phone => "在本人手机上确认",
        JoiningWay::Kiosk => "在调解组织的设备上确认",
        JoiningWay::Transcript => "口头确认并记入笔录",
        JoiningWay::Paper => "书面确认，签名见所附扫描件",
    };
    blocks.push(Block::text(format!("以上内容由当事人于{}{way}（文本：{CONSENT}）。", on.written())));
    blocks.push(Block::SignHere(vec![format!("当事人：{}", party.name()), on.written()]));
    Document { kind: DocumentKind::ServiceAddress, title: "送达地址确认书".to_owned(), blocks }
}

/// The first party of its own little application is 甲方; here it is the one it really is.
fn renamed(block: Block, index: usize) -> Block {
    match block {
        Block::Paragraph { text, part } => {
            Block::Paragraph { text: text.replacen("协议甲方", &format!("协议{}", side(index)), 1), part }
        }
        other => other,
    }
}

/// Address, receiver, telephone, and the choice about electronic service.
fn particulars(party: &Party) -> Vec<Block> {
    let choice = party.service.clone().unwrap_or_default();
    let address = choice.address.clone().unwrap_or_else(|| blank(10));
    let post = if choice.channel.as_deref() == Some("post") { choice.address.clone() } else { party.domicile.clone() };
    vec![
        Block::section("送达地址", format!("收件人：{}；联系电话：{}。", party.name(), or_blank(party.phone.as_ref(), 11))),
        Block::text(format!("纸质文书送达地址：{}。", or_blank(post.as_ref(), 16))),
        Block::text(electronic(&choice, &address)),
    ]
}

fn electronic(choice: &ServiceChoice, address: &str) -> String {
    let scope: Vec<&str> = choice.scope.iter().map(|s| if s == "rulings" { "裁定书" } else { "通知" }).collect();
    match (choice.electronic, choice.channel.as_deref()) {
        (Some(true), channel) => {
            let channel = if channel == Some("email") { "电子邮件" } else { "手机短信" };
            format!("电子送达：同意，以{channel}送达至{address}，范围：{}。", scope.join("、"))
        }
        (Some(false), _) => "电子送达：不同意。".to_owned(),
        (None, _) => format!("电子送达：□同意（手机号码或者电子邮箱：{}）　□不同意。", blank(10)),
    }
}

/// What a recipient is told (民诉法第九十条, 民诉法解释第一百三十五条、第一百三十六条).
fn notice() -> Vec<Block> {
    vec![
        Block::section("告知事项", "告知事项："),
        Block::item("一、同意电子送达的，送达信息到达所确认的电子地址之日为送达日期；能够证明到达日期不一致的，以证明的日期为准。"),
        Block::item("二、以电子方式送达裁定书的，需要纸质文书可以随时提出，法院应当提供，不收费。"),
        Block::item(
            "三、地址变更应当及时告知法院。因地址不准确、变更后未告知或者拒绝签收，邮寄的文书未能实际接收的，退回之日视为送达之日。",
        ),
        Block::item("四、所确认的地址适用于本案，以及据此申请执行的程序。"),
    ]
}
