//! What cannot be confirmed: terms that fix, dissolve or find a status, or title to a right in rem or to
//! intellectual property (民诉法解释第三百五十五条第一款第三项、第五项). A sentence that only mentions or excludes it
//! is harmless.

use super::phrases::{pattern, sentences};
use crate::domain::application::Application;
use crate::domain::finding::{Code, Finding};
use regex_lite::Regex;
use std::sync::LazyLock;

/// Words that take the matter of their own clause out of the agreement.
static EXCLUDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"不涉及|不影响|不改变|不处理|不包括|不包含|不变更|不解除|不确认|不主张|除外|不构成|不作为|不视为|不代表|为由|不作(?:处理|约定)|不予(?:处理|确认)|保留.{0,6}权利",
    )
});

/// Words that send a matter elsewhere, also from a later clause of the sentence.
static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| pattern(r"另行(?:处理|解决|起诉|主张|诉讼)|另案|依法另|不作处理|不予处理"));

/// Sentences that fix, dissolve or find a status.
static STATUS: LazyLock<[Regex; 9]> = LazyLock::new(|| {
    [
        pattern(r"结为夫妻|结成夫妻|成为夫妻|由.{0,10}收养|收养为"),
        pattern(r"(?:成立|形成).{0,6}(?:夫妻|收养|养?父子|养?母子|养?父女|养?母女|监护)关系"),
        pattern(r"^(?:[^因就对]|[甲乙丙丁]方).{0,12}收养.{0,10}(?:之子|之女|儿子|女儿|子女|孩子|为养子|为养女)"),
        pattern(
            r"(?:解除|终止|恢复|建立|确立|确认|认定|撤销|变更|断绝|脱离|消灭).{0,24}(?:婚姻关系|夫妻关系|收养关系|亲子关系|父子关系|母子关系|父女关系|母女关系|监护关系|监护权|抚养权|扶养关系|身份关系|亲属关系|血缘关系|养父|养母|养子|养女|婚姻)",
        ),
        pattern(
            r"(?:婚姻关系|夫妻关系|婚姻|收养关系|收养|亲子关系|父子关系|母子关系|父女关系|母女关系|监护关系|身份关系).{0,10}(?:解除|终止|恢复|成立|不成立|存在|不存在|有效|无效|消灭|自.{0,14}(?:解除|终止))",
        ),
        pattern(r"(?:同意|自愿|决定|准予|协议|办理|予以|双方)(?:离婚|复婚|解除婚姻|登记离婚|结婚)(?:$|[^后时前期案诉纠证])"),
        pattern(r"(?:抚养权|监护权|监护人|监护职责).{0,8}(?:归|由|变更|指定|确定|转)"),
        pattern(r"(?:子女|儿子|女儿|孩子|婴儿|小孩|婚生子|婚生女).{0,16}(?:由|归|随).{0,14}(?:抚养|监护|共同生活)"),
        pattern(
            r"(?:确认|认定|承认).{0,24}(?:系|为|是).{0,16}(?:亲生|婚生|非婚生|生父|生母|子女|父亲|母亲|养子|养女|配偶|法定代理人|监护人)",
        ),
    ]
});

/// Sentences that fix or find title to a right in rem or to intellectual property.
static TITLE: LazyLock<[Regex; 8]> = LazyLock::new(|| {
    [
        pattern(r"(?:为|系|是)[^，]{0,16}(?:所有|共有)(?:$|[^的])"),
        pattern(r"(?:由|与|和|、)[^，]{0,20}(?:按份共有|共同共有|共同所有|共有)(?:$|[^的])"),
        pattern(
            r"(?:房屋|房产|住宅|商铺|门面|厂房|车位|宅基地|土地|林地|耕地|承包地|不动产|院墙)[^，]{0,16}归(?:[甲乙丙丁戊己庚辛壬癸]方|双方|申请人)$",
        ),
        pattern(r"(?:归[^还入属]|归属|属于?|划归|判归).{0,24}(?:所有|享有|共有|专有|拥有)(?:$|[^的])"),
        pattern(r"(?:取得|享有|拥有|获得)[^的，].{0,30}(?:所有权|产权|物权|使用权|承包经营权|商标权|专用权|专利权|著作权|知识产权|品种权)"),
        pattern(
            r"(?:所有权|产权|物权|用益物权|地役权|居住权|抵押权|宅基地使用权|土地使用权|建设用地使用权|土地承包经营权|承包经营权|商标权|商标专用权|专利权|专利申请权|著作权|版权|知识产权|植物新品种权).{0,12}(?:归|属|由.{0,14}(?:享有|取得|所有|拥有)|为.{0,14}(?:所有|享有|共有))",
        ),
        pattern(
            r"(?:确认|认定|确定|明确).{0,40}(?:享有|拥有|取得|系|为|是).{0,24}(?:所有权人|权利人|所有人|产权人|所有权|产权|物权|使用权|承包经营权|商标权|专用权|专利权|著作权|版权|知识产权|品种权|地役权|居住权)",
        ),
        pattern(
            r"(?:确认|认定|确定|明确).{0,30}(?:所有权|产权|物权|使用权|承包经营权|商标权|专用权|专利权|著作权|知识产权|权属)(?:归属)?(?:有效|无效|成立|不成立|存在|不存在)",
        ),
    ]
});

/// Money is no object of title: a sum that 归 somebody is only paid.
static MONEY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:款项?|费用?|金额?|押金|定金|保证金|利息|赔偿金|补偿金|租金|货款|余款|收益|损失|责任).{0,6}(?:归|归属|属|属于|归于|为|系|由).{0,24}(?:所有|享有|共有)",
    )
});

pub(super) fn check(application: &Application, found: &mut Vec<Finding>) {
    for (index, term) in application.terms.iter().enumerate() {
        let Some(text) = &term.text else { continue };
        let at = format!("/terms/{index}/text");
        if fixes_status(text) {
            found.push(Finding::new(Code::ScopeStatus, at.clone(), "scope-status").under("民事诉讼法解释第三百五十五条第一款第三项"));
        }
        if fixes_title(text) {
            found.push(Finding::new(Code::ScopeTitle, at, "scope-title").under("民事诉讼法解释第三百五十五条第一款第五项"));
        }
    }
}

/// The clauses that speak of this agreement's own matters.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    sentences(text)
        .filter(|sentence| !ELSEWHERE.is_match(sentence))
        .flat_map(|sentence| sentence.split(['，', ',']))
        .filter(|clause| !EXCLUDED.is_match(clause))
}

fn fixes_status(text: &str) -> bool {
    clauses(text).any(|clause| STATUS.iter().any(|p| p.is_match(clause)))
}

fn fixes_title(text: &str) -> bool {
    clauses(text).any(|clause| !MONEY.is_match(clause) && TITLE.iter().any(|p| p.is_match(clause)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> (bool, bool) {
        (fixes_status(text), fixes_title(text))
    }

    #[test]
    fn terms_that_fix_a_status_are_found() {
        for text in [
            "双方自愿离婚。",
            "解除双方的收养关系。",
            "确认丙系甲的亲生女儿。",
            "婚姻关系自本协议生效之日起解除。",
            "女儿由甲方抚养。",
            "抚养权归乙方。",
        ] {
            assert!(codes(text).0, "{text}");
        }
    }

    #[test]
    fn terms_that_fix_title_are_found() {
        for text in ["位于春晖路的房屋归甲方所有。", "确认甲方享有该商标专用权。", "该宅基地使用权归乙方。", "该专利权由甲方享有。"]
        {
            assert!(codes(text).1, "{text}");
        }
    }

    #[test]
    fn a_sentence_that_only_mentions_or_excludes_it_is_harmless() {
        for text in [
            "本协议不涉及双方婚姻关系。",
            "双方离婚后因财产分割发生纠纷，乙方支付甲方5000元。",
            "房屋所有权问题另行起诉。",
            "乙方返还甲方所有的电动车一辆。",
            "该笔款项归甲方所有。",
            "乙方停止侵害甲方商标权并赔偿1000元。",
        ] {
            assert_eq!(codes(text), (false, false), "{text}");
        }
    }
}
