//! What the agency writes to the parties: asking for consent, acceptance or not, meeting, rights and duties, termination with
//! the remedies that remain.

use super::{AgencyForm, Papers, blank, day_or_blank};
use crate::domain::application::Lane;
use crate::domain::document::Block;

fn contact(papers: &Papers<'_>) -> Block {
    Block::text(format!("联系人：{}；联系电话：{}；地址：{}。", papers.mediators(), papers.agency.phone, papers.agency.seat))
}

/// 征求意见函: mediation needs the consent of both.
pub(super) fn consent(form: AgencyForm, papers: &Papers<'_>) -> Vec<Block> {
    let mut blocks = papers.head("行政调解征求意见函");
    let to = papers.names();
    let to = if form == AgencyForm::ConsentOfApplicant { to.first() } else { to.get(1) };
    blocks.push(Block::Flush(format!("{}：", to.map_or_else(|| blank(6), |n| (*n).to_owned()))));
    let opening = if form == AgencyForm::ConsentOfApplicant {
        format!("你反映的{}，属于本机关可以调解的纠纷（{}）。现征求你是否同意由本机关调解的意见。", papers.cause(), papers.basis())
    } else {
        format!("有当事人就与你之间的{}申请本机关调解（{}）。现征求你是否同意调解的意见。", papers.cause(), papers.basis())
    };
    blocks.push(Block::text(opening));
    blocks.push(Block::text(
        "调解遵循自愿、合法的原则，不收取费用；不同意调解，不影响你通过仲裁、诉讼等途径解决纠纷，也不作为对你不利的依据。",
    ));
    blocks.push(Block::text(format!("请在{}日内将下面的回复送交本机关；不同意或者没有回复的，本机关不予调解。", blank(2))));
    blocks.push(contact(papers));
    blocks.push(papers.sealed(None));
    blocks.push(Block::section("回复", "回复：□同意调解　□不同意调解"));
    blocks.push(Block::SignHere(vec![format!("当事人（签名、盖章、捺印）：{}", blank(6)), "　　　　年　　月　　日".to_owned()]));
    blocks
}

/// 行政调解受理通知书.
pub(super) fn acceptance(papers: &Papers<'_>) -> Vec<Block> {
    let mut blocks = papers.head("行政调解受理通知书");
    blocks.push(papers.addressees());
    blocks.push(Block::text(format!(
        "你们之间的{}，各方同意由本机关调解。依据{}，本机关决定于{}受理，由调解员{}主持。",
        papers.cause(),
        papers.basis(),
        day_or_blank(papers.application.mediation.accepted_on),
        papers.mediators()
    )));
    blocks.push(Block::text("调解员与一方有利害关系、可能影响公正的，你们有权申请更换。请在调解前提交身份证明和有关证据。"));
    blocks.push(contact(papers));
    blocks.push(papers.sealed(papers.application.mediation.accepted_on));
    blocks
}

/// 行政调解不予受理通知书.
pub(super) fn non_acceptance(papers: &Papers<'_>) -> Vec<Block> {
    let mut blocks = papers.head("行政调解不予受理通知书");
    blocks.push(papers.addressees());
    blocks.push(Block::text(format!("你们之间的{}，经审查有下列情形，本机关不予受理：", papers.cause())));
    for reason in [
        "□不属于本机关职责范围内的纠纷",
        "□一方或者各方不同意调解",
        "□法院、仲裁机构或者其他调解组织已经受理或者处理",
        "□请求确认身份关系，或者请求确认物权、知识产权的归属",
    ] {
        blocks.push(Block::item(reason));
    }
    blocks.push(Block::item(format!("□其他：{}", blank(16))));
    blocks.push(Block::text("你们可以通过下列途径解决纠纷："));
    blocks.extend(remedies(papers.application.lane));
    blocks.push(contact(papers));
    blocks.push(papers.sealed(None));
    blocks
}

/// 行政调解会议通知书.
pub(super) fn meeting(papers: &Papers<'_>) -> Vec<Block> {
    let mut blocks = papers.head("行政调解会议通知书");
    blocks.push(papers.addressees());
    blocks.push(Block::text(format!(
        "你们之间的{}，定于　　　　年　　月　　日　　时　　分，在{}进行调解。请携带身份证件和证据材料准时参加。",
        papers.cause(),
        blank(12)
    )));
    blocks.push(Block::text("由他人代为参加的，请提交载明事项和权限的授权委托书；代为承认、放弃、变更请求或者达成和解的，需要特别授权。"));
    blocks.push(Block::text("不能按时参加的，请在会前告知；无正当理由不参加的，视为不同意继续调解。"));
    blocks.push(contact(papers));
    blocks.push(papers.sealed(None));
    blocks
}

/// 行政调解权利义务告知书.
pub(super) fn rights(papers: &Papers<'_>) -> Vec<Block> {
    let mut blocks = papers.head("行政调解权利义务告知书");
    blocks.push(papers.addressees());
    for item in [
        "一、你们有权自愿决定接受、不接受或者终止调解，自主表达意愿，达成或者不达成协议。",
        "二、你们有权申请更换调解员；有权委托代理人参加调解。",
        "三、调解过程不公开，各方同意公开的除外；在调解中作出的让步，不得在之后的诉讼中作为对其不利的依据。",
        "四、调解不收取费用。",
        "五、你们应当如实陈述，提供真实的证据，遵守调解秩序，尊重对方。",
        "六、恶意串通、虚构事实，企图通过调解侵害他人合法权益的，依法承担法律责任。",
    ] {
        blocks.push(Block::item(item));
    }
    let confirmation = papers.confirmation().unwrap_or_default();
    blocks.push(Block::item(format!("七、达成协议的，应当自觉履行。{confirmation}")));
    blocks.push(Block::SignHere(papers.signatures()));
    blocks
}

/// 终结行政调解通知书: with every remedy that remains, and by when.
pub(super) fn termination(papers: &Papers<'_>) -> Vec<Block> {
    let mut blocks = papers.head("终结行政调解通知书");
    blocks.push(papers.addressees());
    blocks.push(Block::text(format!(
        "你们之间的{}，本机关于{}受理。因下列情形，本机关决定终结调解：",
        papers.cause(),
        day_or_blank(papers.application.mediation.accepted_on)
    )));
    for reason in ["□当事人要求终止调解", "□在调解期限内没有达成协议", "□无正当理由不参加调解", "□不适合继续调解的其他情形"]
    {
        blocks.push(Block::item(reason));
    }
    blocks.push(Block::section("救济途径", "纠纷没有解决的，你们可以通过下列途径维护自己的权益，请注意期限："));
    blocks.extend(remedies(papers.application.lane));
    blocks.push(contact(papers));
    blocks.push(papers.sealed(None));
    blocks
}

/// The ways that remain, with their periods.
fn remedies(lane: Option<Lane>) -> Vec<Block> {
    let civil: &[&str] = &[
        "一、人民调解：可以向人民调解委员会申请调解，不收取费用。",
        "二、行政裁决：法律规定由行政机关裁决的民事纠纷，可以向有权机关申请裁决。",
        "三、仲裁：有仲裁协议的，可以向约定的仲裁机构申请仲裁；农村土地承包经营纠纷，可以直接向农村土地承包仲裁机构申请仲裁（《中华人民共和国农村土地承包法》第五十五条）。",
        "四、诉讼：可以向有管辖权的人民法院提起诉讼。诉讼时效期间一般为三年，自知道或者应当知道权利受到损害以及义务人之日起计算；法律另有规定的，依照其规定（《中华人民共和国民法典》第一百八十八条）。",
    ];
    let labour: &[&str] = &[
        "一、劳动仲裁：可以向劳动争议仲裁委员会申请仲裁，时效期间为一年，自知道或者应当知道权利被侵害之日起计算；拖欠劳动报酬的，劳动关系存续期间不受此限，终止后应当自终止之日起一年内提出（《中华人民共和国劳动争议调解仲裁法》第二十七条）。",
        "二、诉讼：对仲裁裁决不服的，除法律规定为终局的裁决外，可以自收到裁决书之日起十五日内提起诉讼（同法第五十条）。",
        "三、支付令：因支付拖欠劳动报酬等达成调解协议而不履行的，劳动者可以依法申请支付令（同法第十六条）。",
    ];
    let administrative: &[&str] = &[
        "一、行政复议：可以自知道或者应当知道该行政行为之日起六十日内申请行政复议，法律规定的申请期限超过六十日的除外（《中华人民共和国行政复议法》第二十条）。",
        "二、行政诉讼：可以自知道或者应当知道作出行政行为之日起六个月内提起诉讼，法律另有规定的除外（《中华人民共和国行政诉讼法》第四十六条）。",
    ];
    let ways = match lane {
        Some(Lane::Labour) => labour,
        Some(Lane::Administrative) => administrative,
        _ => civil,
    };
    ways.iter().map(|way| Block::item(*way)).collect()
}
