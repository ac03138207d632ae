//! Words by what they do in a clause. A word that is missing here makes the reader undecided, not wrong: it says
//! nothing where it does not know the verb.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A clause that holds one of these speaks of a breach.
pub(in super::super) const BREACH_OPENS: &[&str] = &["逾期", "否则", "迟延履行", "延期付", "违反本协议", "违反约定", "一方违约", "拒不"];

/// A clause that opens with one of these states a condition.
pub(in super::super) const OPENS_CONDITION: &[&str] = &["如", "若", "倘", "假如", "一旦", "凡", "只要", "万一", "届时如", "要是"];

/// Verbs by which money changes hands from the subject to somebody. The longest first where one begins another.
#[rustfmt::skip]
pub(in super::super) const PAYS: &[&str] = &[
    "一次性付清", "支付", "给付", "偿付", "赔付", "垫付", "代付", "交付", "补付", "预付", "付清", "付讫", "付款", "付给",
    "付到", "付至", "付足", "退还", "返还", "归还", "偿还", "退回", "退给", "退款", "退赔", "还给", "还清", "还款", "清偿",
    "结清", "结付", "赔偿", "补偿", "赔给", "补给", "补助", "补贴", "补足", "汇入", "汇至", "汇给", "转账", "转入", "转给",
    "打入", "打给", "汇出", "汇付", "付出", "划转", "划拨", "补缴", "补交", "缴纳", "交纳", "缴清", "交清", "奉还", "偿清",
    "给予", "代扣", "扣付", "转付", "退付", "返付", "代还", "代缴",
];

/// Further, shorter verbs of paying: only where a sum or a person follows at once.
pub(in super::super) const PAYS_SHORT: &[&str] = &["付", "退", "还", "赔", "补", "交", "缴", "汇", "给", "打", "出", "贴", "转", "送"];

/// Verbs of performing something.
#[rustfmt::skip]
pub(in super::super) const PERFORMS: &[&str] = &[
    "履行", "完成", "拆除", "移走", "移除", "搬离", "搬走", "搬出", "腾退", "腾空", "腾出", "清理", "清除", "清运", "修复",
    "修理", "修好", "修缮", "维修", "安装", "加装", "更换", "交付", "交还", "交给", "恢复", "赔礼", "道歉", "致歉", "提供",
    "停止", "撤回", "撤销", "撤除", "铲除", "起走", "移栽", "补种", "疏通", "加固", "粉刷", "重做", "重新", "取回", "运走",
    "拉走", "砌", "填平", "平整", "锯除", "迁移", "迁出", "办理", "配合", "协助", "采取", "整改", "建造", "种植", "交出",
    "送还", "归还",
];

/// Words that put somebody under an obligation, before the verb or by themselves.
#[rustfmt::skip]
pub(in super::super) const OBLIGES: &[&str] = &[
    "应当", "应予", "应该", "应", "必须", "须", "需要", "需", "负责", "承担", "承诺", "保证", "担保", "自愿", "愿意", "同意",
    "有义务", "负有", "不得", "不应", "连带", "代为", "代偿", "担任",
];

/// Words that deny what follows them.
pub(in super::super) const DENIES: &[&str] =
    &["不再", "不用", "不必", "无需", "无须", "毋须", "不需", "不承担", "不负", "免除", "免于", "没有", "并非", "未", "无", "不", "非"];

/// Words that put what follows them into the past.
pub(in super::super) const PAST: &[&str] =
    &["已经", "已于", "已", "曾经", "曾", "此前", "之前已", "先前", "原先", "去年", "当时", "当初", "事发", "前期"];

/// Where something due is not done: a condition of breach (未按期, 不按约, 有一期不付的).
pub(in super::super) fn undone(bare: &str) -> bool {
    const NOT: &[&str] = &["未能", "未按", "不按", "没有按", "未", "不", "没"];
    #[rustfmt::skip]
    const DUE: &[&str] = &[
        "按期", "按时", "如期", "足额", "按约", "按照约定", "依约", "按本协议", "履行", "付清", "支付", "付款", "付", "给付",
        "归还", "还款", "还", "退还", "完成", "交付", "拆除", "给",
    ];
    let conditional =
        bare.ends_with('的') || bare.ends_with('时') || bare.ends_with("的话") || OPENS_CONDITION.iter().any(|w| bare.starts_with(w));
    let undone = NOT.iter().any(|not| {
        bare.match_indices(not).any(|(at, _)| {
            let after = &bare[at + not.len()..];
            DUE.iter().any(|due| after.starts_with(due)) || (not.chars().count() > 1 && !after.is_empty())
        })
    });
    conditional && undone
}

/// The longest verb of asking, paying or performing with which a text begins.
pub(in super::super) fn asking_at(text: &str) -> Option<&'static str> {
    static BY_FIRST: LazyLock<HashMap<char, Vec<&'static str>>> = LazyLock::new(|| {
        let mut words: HashMap<char, Vec<&'static str>> = HashMap::new();
        for word in OBLIGES.iter().chain(PAYS).chain(PERFORMS) {
            words.entry(word.chars().next().unwrap_or(' ')).or_default().push(word);
        }
        words.values_mut().for_each(|list| list.sort_by_key(|word| usize::MAX - word.len()));
        words
    });
    BY_FIRST.get(&text.chars().next()?)?.iter().copied().find(|word| text.starts_with(word))
}

/// Whether a text begins with a word that puts somebody under an obligation by itself.
pub(in super::super) fn is_modal(text: &str) -> bool {
    OBLIGES.iter().any(|word| text.starts_with(word))
}

/// The first of these words in a text, and where.
pub(in super::super) fn first<'w>(text: &str, words: &[&'w str]) -> Option<(usize, &'w str)> {
    words.iter().filter_map(|word| text.find(word).map(|at| (at, *word))).min_by_key(|(at, word)| (*at, usize::MAX - word.len()))
}

/// Whether a text holds one of these words.
pub(in super::super) fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}
