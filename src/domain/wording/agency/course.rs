//! The course of a mediation on paper: request, register, approvals, contents of the file.

use super::{Papers, blank, day_or_blank, numbered, or_blank};
use crate::domain::document::Block;
use crate::domain::money::Fen;

fn line(label: &str, value: impl AsRef<str>) -> Block {
    Block::text(format!("{label}：{}", value.as_ref()))
}

/// Where somebody writes an opinion and signs.
fn opinion(label: &str) -> [Block; 2] {
    [line(label, blank(16)), Block::text(format!("签名：{}　　　　　年　　月　　日", blank(5)))]
}

/// 行政调解申请书.
pub(super) fn request(papers: &Papers<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::Head(vec!["行政调解申请书".to_owned()])];
    blocks.extend(papers.sides());
    blocks.push(Block::section("请求事项", format!("请求{}就{}主持调解。", papers.agency.name, papers.cause())));
    blocks.push(Block::section("事实和理由", format!("事实和理由：{}", or_blank(papers.application.facts.as_ref(), 40))));
    blocks.push(Block::text("申请人知悉：调解遵循自愿、合法的原则，任何一方可以随时要求终止调解；调解不收取费用。"));
    blocks.push(Block::text("此致"));
    blocks.push(Block::Flush(papers.agency.name.clone()));
    blocks.push(Block::SignHere(vec![format!("申请人（签名、盖章、捺印）：{}", blank(6)), "　　　　年　　月　　日".to_owned()]));
    blocks
}

/// 行政调解案件登记表.
pub(super) fn register(papers: &Papers<'_>) -> Vec<Block> {
    let mediation = &papers.application.mediation;
    let mut blocks = papers.head("行政调解案件登记表");
    blocks.extend(papers.sides());
    blocks.push(line("纠纷类型", papers.power.map_or_else(|| blank(6), |p| p.name.clone())));
    blocks.push(line("案由", papers.cause()));
    blocks.push(line("来源", "□当事人申请　□行政机关告知后同意　□法院邀请　□其他单位移送"));
    blocks.push(line("受理日期", day_or_blank(mediation.accepted_on)));
    blocks.push(line("调解员", papers.mediators()));
    blocks.push(line("涉及金额", amount(papers)));
    blocks.push(line("结果", result(papers)));
    blocks.push(line("结案日期", day_or_blank(mediation.concluded_on)));
    blocks.push(line("是否申请司法确认", "□是　□否"));
    blocks.push(line("备注", blank(10)));
    blocks
}

fn amount(papers: &Papers<'_>) -> String {
    let sum: i64 = papers.application.terms.iter().filter_map(|t| t.amount).map(Fen::fen).sum();
    Fen::new(sum).filter(|_| sum > 0).map_or_else(|| format!("{}元", blank(6)), |f| format!("人民币{}元", f.with_commas()))
}

fn result(papers: &Papers<'_>) -> &'static str {
    if papers.application.mediation.concluded_on.is_some() { "达成调解协议" } else { "□达成调解协议　□终结调解" }
}

/// 行政调解立案审批表.
pub(super) fn opening(papers: &Papers<'_>) -> Vec<Block> {
    let mut blocks = papers.head("行政调解立案审批表");
    blocks.push(line("当事人", papers.all_names()));
    blocks.push(line("案由", papers.cause()));
    blocks.push(line("调解依据", papers.basis()));
    blocks.push(line("简要情况", or_blank(papers.application.facts.as_ref(), 20)));
    blocks.push(line(
        "审查要点",
        "□属于本机关职责范围内的纠纷　□各方自愿　□未由法院、仲裁机构或者其他调解组织处理　□不涉及身份关系、物权和知识产权的确权",
    ));
    blocks.push(line("拟任调解员", papers.mediators()));
    blocks.extend(opinion("承办人意见"));
    blocks.extend(opinion("部门负责人意见"));
    blocks.extend(opinion("机关负责人意见"));
    blocks
}

/// 行政调解结案审批表.
pub(super) fn closing(papers: &Papers<'_>) -> Vec<Block> {
    let mediation = &papers.application.mediation;
    let mut blocks = papers.head("行政调解结案审批表");
    blocks.push(line("当事人", papers.all_names()));
    blocks.push(line("案由", papers.cause()));
    blocks.push(line("受理日期", day_or_blank(mediation.accepted_on)));
    blocks.push(line("结案日期", day_or_blank(mediation.concluded_on)));
    blocks.push(line("结案方式", result(papers)));
    blocks.push(line("协议主要内容", format!("共{}项，涉及{}", papers.application.terms.len(), amount(papers))));
    blocks.push(line("履行情况", "□已全部履行　□部分履行　□尚未到期"));
    blocks.extend(opinion("承办人意见"));
    blocks.extend(opinion("部门负责人意见"));
    blocks.extend(opinion("机关负责人意见"));
    blocks
}

/// 行政调解卷内文件目录.
pub(super) fn contents(papers: &Papers<'_>) -> Vec<Block> {
    const ITEMS: [&str; 13] = [
        "行政调解申请书",
        "行政调解案件登记表",
        "征求意见函及回复",
        "立案审批表",
        "受理通知书（或者不予受理通知书）",
        "当事人身份证明、授权委托材料",
        "证据材料",
        "权利义务告知书",
        "调解会议通知书",
        "调解笔录",
        "调解协议书（或者终结调解通知书）",
        "送达回证",
        "结案审批表",
    ];
    let mut blocks = papers.head("行政调解卷内文件目录");
    blocks.push(line("当事人", papers.all_names()));
    blocks.push(line("案由", papers.cause()));
    for (index, item) in ITEMS.iter().enumerate() {
        blocks.push(Block::item(numbered(index, &format!("{item}　第{}页至第{}页", blank(2), blank(2)))));
    }
    blocks.push(Block::SignHere(vec![format!("立卷人：{}", blank(4)), "　　　　年　　月　　日".to_owned()]));
    blocks
}
