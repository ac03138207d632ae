//! Who a clause speaks of: parties by side or name, those who act for them, their kin, people in general, somebody
//! hired, somebody outside.
//!
//! A side (甲方, 乙方 …) is the party at that place of the list unless the wording says otherwise (甲方（张三）). A subject
//! is read from its head: what stands last before the verb. Nobody is taken for a person by looks alone: a name needs a
//! surname, a role, a kinship, a number or the ending of an organisation.

use super::folding::fold;
use super::lexicon::{self, DENIES, PAST};
use crate::domain::application::Application;
use std::collections::HashMap;

/// Letters of sides, in order.
pub(in super::super) const SIDES: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];

/// Somebody the application knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in super::super) enum Known {
    /// The party at this place of the list.
    Party(usize),
    /// Who speaks or acts for the party at this place.
    Acting(usize),
    /// All sides, or any of them.
    Sides,
}

/// Where somebody known is named: byte positions in a text.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Mention {
    pub start: usize,
    pub end: usize,
    pub who: Known,
}

/// Everybody the application knows, as its wordings may name them.
pub(in super::super) struct Cast {
    names: Vec<(String, Known)>,
    /// Places of the names that begin with a character, the longest first.
    by_first: HashMap<char, Vec<usize>>,
    sides: Vec<usize>,
}

/// Words for all sides, or for whichever side does something.
#[rustfmt::skip]
const ANY_SIDE: &[&str] = &[
    "双方当事人", "各方当事人", "甲乙双方", "甲、乙双方", "双方", "各方", "三方", "四方", "任何一方", "任一方", "一方",
    "另一方", "对方", "其他方", "守约方", "违约方", "逾期方", "付款方", "收款方", "债务人", "债权人", "当事人", "申请人",
    "付款人", "收款人", "彼此",
];

impl Cast {
    /// The cast of an application.
    pub(in super::super) fn of(application: &Application) -> Self {
        let plain = |name: &str| fold(name).chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let mut names = Vec::new();
        for (place, party) in application.parties.iter().enumerate() {
            names.extend(party.name.as_deref().map(|name| (plain(name), Known::Party(place))));
            let speakers = party.representative.iter().map(|r| &r.name).chain(party.guardian.iter().map(|g| &g.name));
            let acting = speakers.chain(party.agents.iter().map(|a| &a.name)).flatten();
            names.extend(acting.map(|name| (plain(name), Known::Acting(place))));
        }
        // A party who also acts for another is the party.
        let parties: Vec<String> = names.iter().filter(|(_, k)| matches!(k, Known::Party(_))).map(|(n, _)| n.clone()).collect();
        names.retain(|(name, known)| !name.is_empty() && (matches!(known, Known::Party(_)) || !parties.contains(name)));
        names.sort_by_key(|(name, _)| usize::MAX - name.len());
        let mut by_first: HashMap<char, Vec<usize>> = HashMap::new();
        for (place, (name, _)) in names.iter().enumerate() {
            by_first.entry(name.chars().next().unwrap_or(' ')).or_default().push(place);
        }
        let mut cast = Self { names, by_first, sides: (0..application.parties.len()).collect() };
        for text in application.terms.iter().filter_map(|t| t.text.as_deref()) {
            cast.reassign(&fold(text));
        }
        cast
    }

    /// 甲方（张三）: the wording says who the side is.
    fn reassign(&mut self, text: &str) {
        for (place, side) in SIDES.iter().enumerate() {
            for open in [format!("{side}方（"), format!("{side}方："), format!("{side}方即")] {
                let Some(at) = text.find(&open).map(|at| at + open.len()) else { continue };
                let rest = text[at..].trim_start_matches(|c: char| "即姓名：".contains(c));
                let named = self.names.iter().find(|(name, _)| rest.starts_with(name.as_str()));
                if let (Some((_, Known::Party(party))), true) = (named, place < self.sides.len()) {
                    self.sides[place] = *party;
                }
            }
        }
    }

    /// The first side named that the list of parties does not reach.
    pub(in super::super) fn beyond(&self, text: &str) -> Option<char> {
        SIDES.iter().skip(self.sides.len()).copied().find(|side| text.contains(&format!("{side}方")))
    }

    /// Everybody known in a text, from left to right.
    pub(in super::super) fn mentions(&self, text: &str) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        for (start, c) in text.char_indices() {
            if found.last().is_some_and(|m| start < m.end) {
                continue;
            }
            let rest = &text[start..];
            if let Some((length, who)) = self.known_at(c, rest) {
                found.push(Mention { start, end: start + length, who });
            }
        }
        found
    }

    fn known_at(&self, c: char, rest: &str) -> Option<(usize, Known)> {
        let own = self.by_first.get(&c).into_iter().flatten().map(|place| &self.names[*place]);
        if let Some((name, who)) = own.into_iter().find(|(name, _)| rest.starts_with(name.as_str())) {
            return Some((name.len(), *who));
        }
        if let Some(word) = ANY_SIDE.iter().find(|word| rest.starts_with(**word)) {
            return Some((word.len(), Known::Sides));
        }
        let place = SIDES.iter().position(|side| *side == c)?;
        let party = *self.sides.get(place)?;
        let after = &rest[c.len_utf8()..];
        if after.starts_with('方') {
            return Some((c.len_utf8() + '方'.len_utf8(), Known::Party(party)));
        }
        let listed = after.starts_with(|next: char| SIDES.contains(&next)) || after.starts_with(['、', '与', '和']);
        let counted = listed
            && after.trim_start_matches(|n: char| SIDES.contains(&n) || "、与和".contains(n)).starts_with(['双', '三', '四', '两', '各']);
        counted.then_some((c.len_utf8(), Known::Sides))
    }

    /// Whether a text is an organisation's name or a short form of it: 恒锐公司 for 示范县恒锐五金制品有限公司.
    fn is_name_of_party(&self, text: &str) -> bool {
        let long = text.chars().count() >= 2;
        let short_of = |name: &str| {
            let mut rest = name.chars();
            text.chars().all(|c| rest.any(|own| own == c))
        };
        self.names.iter().any(|(name, _)| name == text || (long && name.chars().count() > 4 && short_of(name)))
    }

    /// Whether a surname alone points to a party: 韩某, 姚家, 周女士, 老韩.
    fn is_called(&self, text: &str) -> bool {
        const AFTER: &[&str] = &["某", "某某", "家", "先生", "女士", "老板", "总"];
        let surname = |name: &str| name.chars().next();
        self.names.iter().filter_map(|(name, _)| surname(name)).any(|s| {
            AFTER.iter().any(|after| text == format!("{s}{after}"))
                || ["老", "小", "阿"].iter().any(|before| text == format!("{before}{s}"))
        })
    }
}

/// Who a subject is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in super::super) enum Subject {
    /// A party, or who acts for one.
    Known(Known),
    /// Somebody outside the agreement, as named.
    Outsider(String),
    /// People in general, somebody hired, an authority in its office, or a thing: nobody the clause could bind.
    Nobody,
}

/// What a clause asks of its subject.
#[derive(Clone, Debug)]
pub(in super::super) struct Asked {
    /// Who is asked; `None` where the clause does not say and the one before it counts.
    pub subject: Option<Subject>,
    /// What is asked, from the verb on.
    pub rest: String,
    /// Whether it is denied (不承担).
    pub denied: bool,
    /// Whether it is past (已支付).
    pub past: bool,
    /// Whether a personal liability is taken on: 个人, 连带, 担保.
    pub personal: bool,
}

/// Verbs that say what an authority or an expert does in its office; whoever does it is not bound by the agreement.
#[rustfmt::skip]
const OFFICE: &[&str] = &[
    "监督", "见证", "执行", "裁定", "判决", "确认", "留存", "备案", "登记", "审批", "鉴定", "评估", "检测", "检验", "测量",
    "出具", "审查", "核实", "主持", "调解", "送达", "公证", "认定", "裁决", "扣划", "决定", "复核", "强制", "监测", "受理",
];

/// Words that open a phrase beside the subject.
#[rustfmt::skip]
const OPENS_PHRASE: &[&str] = &[
    "于", "在", "以", "向", "对", "为", "将", "把", "按", "给", "替", "代", "就", "从", "自", "凭", "根据", "按照", "依照",
    "通过", "因", "作为", "个人", "不得", "夜里", "夜间", "晚上", "白天", "清晨", "早上", "上午", "中午", "下午", "凌晨", "平时", "周末", "今后", "以后", "日后", "最迟", "届时", "每",
];

/// Adverbs between a subject and its verb.
#[rustfmt::skip]
const ADVERBS: &[&str] = &[
    "共同", "分别", "各自", "均", "都", "也", "亦", "再", "立即", "及时", "尽快", "一次性", "自行", "另行", "另", "还", "仍",
    "仍然", "全部", "直接", "先行", "先", "即", "并", "一并", "主动", "继续", "如数", "全额", "足额", "一起", "全数", "按月", "依法", "当面", "本人", "亲自", "独自", "单独", "愿", "帮着",
    "只", "负连带", "确实",
];

/// Conjunctions and times before a subject.
#[rustfmt::skip]
const BEFORE_SUBJECT: &[&str] = &[
    "但", "但是", "同时", "并且", "而且", "且", "并", "则", "而", "另", "另外", "此外", "其中", "如", "若", "如果", "一旦",
    "届时", "今后", "以后", "此后", "随后", "故", "现", "因此",
];

/// Reads what a clause without brackets asks of whom; `None` where it asks nothing.
pub(in super::super) fn asked(bare: &str, cast: &Cast) -> Option<Asked> {
    let by = by_whom(bare);
    let (region, verb_at) = match by {
        Some((start, verb)) => (&bare[start..verb], verb),
        None => {
            let verb = verb(bare, 0)?;
            (&bare[..verb], verb)
        }
    };
    let rest = bare[verb_at..].to_owned();
    if by.is_some() && OFFICE.iter().any(|word| rest.starts_with(word)) {
        return None;
    }
    // 也不要求汪洁赔偿: what is asked for, or not, in a suit or a claim.
    if by.is_none() && lexicon::has(region, &["要求", "请求", "主张"]) {
        return None;
    }
    let (named, subject) = subject(region, cast);
    let before_verb = &bare[..verb_at];
    let own = region.find(named).map_or(region, |at| &region[at + named.len()..]);
    let personal = ["个人", "连带", "担保", "保证责任", "保证人", "共同还款", "补充清偿"].iter().any(|word| bare.contains(word));
    let not_by = by.is_some_and(|(start, _)| ["不由", "非由", "不应由", "无需由", "无须由"].iter().any(|no| bare[..start].ends_with(no)));
    let denied = not_by || denies(own, &rest);
    let past =
        lexicon::has(own, PAST) || (lexicon::has(before_verb, &["已", "曾", "去年", "当时", "此前"]) && !before_verb.contains("已知"));
    Some(Asked { subject, rest, denied, past, personal })
}

/// The subject of a region before a verb: the phrase that opens it, or, where that names nobody, the head behind a
/// description (住在二楼的租客小杜, 出言不逊的安装工小严).
fn subject<'t>(region: &'t str, cast: &Cast) -> (&'t str, Option<Subject>) {
    let named = noun_phrase(region, cast);
    let own = if named.is_empty() { None } else { Some(who(named, cast)) };
    if matches!(own, Some(Subject::Known(_) | Subject::Outsider(_))) {
        return (named, own);
    }
    // The last few are enough: a head stands close before its verb.
    for (at, of) in region.rmatch_indices('的').take(3) {
        let head = noun_phrase(&region[at + of.len()..], cast);
        if !head.is_empty() && !lexicon::has(&region[..at], HIRED) {
            let found = who(head, cast);
            if matches!(found, Subject::Outsider(_)) {
                return (head, Some(found));
            }
        }
    }
    (named, own)
}

/// Whether what is asked is denied: 不承担, 无需支付; 不得 and 保证不再 ask something.
fn denies(before_verb: &str, rest: &str) -> bool {
    let near = before_verb.trim_end_matches(|c: char| "因本协议此再对任何".contains(c));
    let denied = DENIES.iter().any(|word| before_verb.ends_with(word) || near.ends_with(word))
        || before_verb.contains("不因")
        || before_verb.contains("不对")
        || before_verb.contains("不就");
    let denied_after = ["应不", "须不"].iter().any(|w| rest.starts_with(w));
    denied && !rest.starts_with("不得") && !denied_after || rest.starts_with("免除") || rest.starts_with("免于")
}

/// 由 NP 支付: where the phrase and the verb begin.
fn by_whom(bare: &str) -> Option<(usize, usize)> {
    for at in bare.match_indices('由').map(|(at, _)| at).take(4) {
        let from = at + '由'.len_utf8();
        let word = ["理由", "事由", "缘由", "自由", "由于", "案由", "因由"].iter().any(|w| {
            let own = w.find('由').unwrap_or(0);
            at.checked_sub(own).and_then(|from| bare.get(from..)).is_some_and(|rest| rest.starts_with(w))
        });
        if word {
            continue;
        }
        if let Some(verb) = verb(bare, from).filter(|verb| *verb > from) {
            return Some((from, verb));
        }
    }
    None
}

/// The first verb that asks something of somebody, from a place on.
fn verb(text: &str, from: usize) -> Option<usize> {
    text[from..].char_indices().map(|(at, _)| from + at).find(|at| is_verb(text, *at))
}

fn is_verb(text: &str, at: usize) -> bool {
    #[rustfmt::skip]
    const NOUN_AFTER: [char; 24] = [
        '人', '金', '方', '款', '费', '物', '书', '者', '商', '额', '期', '协', '凭', '义', '责', '比', '标', '情', '性', '品',
        '件', '单', '公', '数',
    ];
    const NOT_BEFORE: &[&str] =
        &["供", "反", "相", "响", "适", "效", "对", "理", "急", "必", "的", "所", "拒绝", "停止", "上述", "前述", "该", "此项", "各项"];
    let (before, rest) = (&text[..at], &text[at..]);
    if rest.starts_with(['作', '系', '是', '为']) && takes_a_role(rest) {
        return true;
    }
    let Some(word) = lexicon::asking_at(rest) else { return false };
    let after = &rest[word.len()..];
    let modal = matches!(word, "应" | "须" | "需" | "应当" | "必须" | "应该" | "应予");
    if NOT_BEFORE.iter().any(|b| before.ends_with(b)) && !(modal && before.ends_with("的")) {
        return false;
    }
    if word == "应" && after.starts_with(['收', '得', '用', '急', '诉', '有']) || word == "需" && after.starts_with(['求', '的'])
    {
        return false;
    }
    if word == "给" && before.is_empty() {
        return false;
    }
    // 垫付的急救费 describes; 担保有限公司 is a name.
    if !modal && (after.starts_with('的') || ["有限", "股份", "机构", "中心"].iter().any(|n| after.starts_with(n))) {
        return false;
    }
    let noun = after.starts_with(NOUN_AFTER) && !after.starts_with("人民币") && !after.starts_with("责任");
    modal || word.chars().count() == 1 || !noun
}

/// 作为担保人, 为本协议的保证人: whoever is one answers for the debt.
fn takes_a_role(rest: &str) -> bool {
    const LINKS: &[&str] = &["作为", "系", "是", "为"];
    const ANSWERS: &[&str] = &["担保人", "保证人", "共同还款人", "共同债务人", "连带债务人", "连带责任人", "抵押人"];
    let linked = LINKS.iter().find_map(|link| rest.strip_prefix(link));
    linked.is_some_and(|after| {
        let near: String = after.chars().take(12).collect();
        lexicon::has(&near, ANSWERS)
    })
}

/// The phrase that names the subject, without what opens the clause and what stands between it and the verb.
fn noun_phrase<'t>(region: &'t str, cast: &Cast) -> &'t str {
    let mut phrase = without_time(without_opening(region.trim_matches(|c: char| "、 ".contains(c))));
    // 在…限额内, 就…: a phrase that opens the clause ends before its subject, or there is none.
    if OPENS_PHRASE.iter().any(|w| phrase.starts_with(w)) {
        let end = ["限额内", "范围内", "期间", "过程中", "之后", "后", "前", "内", "时"]
            .iter()
            .filter_map(|w| phrase.find(w).map(|at| at + w.len()))
            .min();
        phrase = without_opening(end.map_or("", |end| &phrase[end..]));
    }
    let names = cast.mentions(phrase);
    let inside = |at: usize| names.iter().any(|m| m.start < at && at < m.end);
    let cut = phrase.char_indices().skip(1).map(|(at, _)| at).filter(|at| !inside(*at)).find(|at| {
        let rest = &phrase[*at..];
        OPENS_PHRASE.iter().chain(ADVERBS).chain(PAST).chain(DENIES).any(|word| rest.starts_with(word)) && !is_inside_noun(phrase, *at)
    });
    let phrase = cut.map_or(phrase, |at| &phrase[..at]);
    phrase.trim_matches(|c: char| "、的也都均 ".contains(c))
}

/// Characters of these words open no phrase: 为人, 代理人, 代表人, 全部, 无锡.
fn is_inside_noun(phrase: &str, at: usize) -> bool {
    #[rustfmt::skip]
    const NOUNS: &[&str] = &[
        "代理人", "代表人", "代表", "代偿", "为人", "负责人", "自来水", "自然人", "自己", "无锡", "对方", "现在", "以上",
        "以下", "另一方", "未成年", "非机动", "不动产", "都市", "先生", "在场", "所在", "存在", "以及", "给水", "每户", "就业",
        "向阳",
    ];
    let stands =
        |noun: &str, inner: usize| at.checked_sub(inner).and_then(|from| phrase.get(from..)).is_some_and(|rest| rest.starts_with(noun));
    NOUNS.iter().any(|noun| noun.char_indices().any(|(inner, _)| stands(noun, inner)))
}

/// Without conjunctions and adverbs that open the phrase.
fn without_opening(mut phrase: &str) -> &str {
    while let Some(word) = BEFORE_SUBJECT.iter().chain(ADVERBS).filter(|w| phrase.starts_with(**w)).max_by_key(|w| w.len()) {
        phrase = &phrase[word.len()..];
    }
    phrase
}

/// Without a day or a span that opens the phrase.
fn without_time(phrase: &str) -> &str {
    let is_time = |c: char| c.is_ascii_digit() || "年月日号前后之内于在起至到、.-/当天一二三四五六七八九十".contains(c);
    let starts_as_day = phrase.starts_with(|c: char| c.is_ascii_digit());
    if starts_as_day { phrase.trim_start_matches(is_time) } else { phrase }
}

/// Words that make a phrase speak of nobody in particular.
#[rustfmt::skip]
const GENERAL: &[&str] = &[
    "任何", "各", "所有", "全体", "每", "凡", "一切", "其他人", "他人", "有关", "相关", "其余", "第三方机构", "有资质", "专业",
    "具有", "法院", "仲裁", "公安", "派出所", "主管部门", "监管", "调解", "登记机", "登记中心", "执行局", "人们",
];

/// Words that say somebody works for a party, or was sent by one.
#[rustfmt::skip]
const HIRED: &[&str] = &[
    "聘请", "雇请", "雇佣", "雇用", "雇", "委托", "请来", "请的", "指派", "安排", "派出", "派遣", "找来", "找的", "员工",
    "职工", "工作人员", "业务员", "工人", "财务", "会计",
];

/// Roles in which somebody acts for a party.
const FOR_PARTY: &[&str] =
    &["法定代表人", "负责人", "经营者", "代理人", "委托人", "法定代理人", "监护人", "授权代表", "代表", "院长", "店长", "律师"];

/// Kin of a party.
#[rustfmt::skip]
const KIN: &[&str] = &[
    "配偶", "妻子", "丈夫", "老婆", "老公", "爱人", "父母", "父亲", "母亲", "爸爸", "妈妈", "爷爷", "奶奶", "祖父", "祖母",
    "外公", "外婆", "岳父", "岳母", "公公", "婆婆", "公婆", "儿子", "女儿", "子女", "孩子", "之子", "之女", "之母", "之父",
    "之妻", "之夫", "其母", "其父", "其妻", "其夫", "其子", "其女", "哥哥", "弟弟", "姐姐", "妹妹", "兄长", "兄弟", "舅", "姑",
    "叔", "姨", "亲属", "家属", "女婿", "儿媳", "媳妇", "孙子", "孙女", "侄", "外甥", "堂哥", "堂弟", "堂兄", "表哥", "表弟", "表兄", "长子", "次子", "长女", "次女", "独子", "独女", "老大", "老二", "老三", "连襟",
    "亲家", "继父", "继母", "养父", "养母", "亲戚", "其弟", "其兄", "其姐", "其妹", "之弟", "之兄", "之姐", "之妹", "其配偶",
];

/// Roles of somebody outside.
#[rustfmt::skip]
const ROLES: &[&str] = &[
    "案外人", "第三人", "担保人", "保证人", "反担保人", "抵押人", "股东", "合伙人", "实际控制人", "投资人", "房东", "房主",
    "出租人", "出租方", "承租人", "承租方", "租户", "租客", "车主", "司机", "驾驶员", "驾驶人", "雇主", "老板", "包工头",
    "施工方", "施工单位", "施工队", "承包方", "承包人", "分包", "建设单位", "开发商", "供货商", "供应商", "厂家", "厂商",
    "经销商", "代理商", "中介", "邻居", "继承人", "受益人", "买受人", "受让人", "债务受让", "总公司", "母公司", "子公司",
    "分公司", "保险公司", "承保", "村支书", "村主任", "村长", "组长", "介绍人", "朋友",
];

/// Endings of organisations.
#[rustfmt::skip]
const ORGANISATIONS: &[&str] = &[
    "公司", "集团", "企业", "厂", "商行", "商店", "经营部", "门市部", "中心", "合作社", "村委会", "村民委员会", "居委会",
    "居民委员会", "委员会", "业委会", "村民小组", "经济社", "合作联社", "医院", "卫生院", "诊所", "学校", "小学", "中学",
    "幼儿园", "银行", "支行", "分行", "信用社", "事务所", "服务所", "旅行社", "酒店", "饭店", "宾馆", "超市", "药店", "面馆",
    "物业", "协会", "商会", "政府", "街道办", "办事处", "管理局", "管理处", "管理所", "运营商", "供电所", "自来水", "救助基金",
    "运输队", "车队", "工程队", "建筑队", "装修队", "救援队", "联社", "基地", "农场", "市场",
];

/// Common surnames (百家姓 and today's).
const SURNAMES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程邢裴陆荣翁荀羊惠甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公付闫肖涂覃仝麦楼占岳帅亓海";

/// Words that begin as a surname does and name no person.
#[rustfmt::skip]
const NO_NAMES: &[&str] = &[
    "费用", "金额", "时间", "时效", "房屋", "房产", "车辆", "方式", "水电", "路面", "管道", "管线", "钱款", "安全", "项目",
    "余款", "余额", "任何", "全部", "相关", "有关", "后果", "权利", "权益", "经济", "和解", "计算", "利息", "本金", "车款",
    "房款", "金钱", "平均", "常规", "双方", "各方", "方案", "时限", "期限", "后续", "从此", "于是", "向前", "成本", "容器",
    "通道", "连带", "都应", "明确", "安装", "高度", "干扰", "空调", "管理", "简易", "广告", "文件", "公司", "公章", "公共",
    "国家", "农具", "满意", "充分", "关系", "相应", "相邻", "牛羊", "花木", "米面", "羊只", "鱼塘", "车位", "水泥", "石料",
    "砂石", "林木", "田地", "山林", "井盖", "谷物", "包装", "单据", "应付", "应收", "危险", "易耗", "居住", "师傅", "家具",
    "家电", "家人", "家庭", "家长", "海鲜", "东西", "解决", "万元", "元钱", "万一",
];

/// Titles behind a surname: 孙木匠, 李师傅.
const TITLES: &[&str] = &[
    "木匠", "瓦匠", "石匠", "铁匠", "漆匠", "师傅", "老板", "经理", "主任", "书记", "医生", "律师", "老师", "队长", "会计", "司机", "先生",
    "女士", "大哥", "大姐", "大爷", "大妈", "大嫂", "村长", "组长",
];

/// Whether a text is a person's name: a surname and one or two more characters, or a nickname with a surname.
pub(in super::super) fn is_person(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let named = (2..=3).contains(&chars.len())
        || (chars.len() == 4 && ["欧阳", "司马", "上官", "诸葛", "尉迟", "皇甫", "司徒", "夏侯"].iter().any(|d| text.starts_with(d)));
    let titled = chars.len() >= 3 && SURNAMES.contains(chars[0]) && TITLES.iter().any(|title| text.chars().skip(1).eq(title.chars()));
    let nick = chars.len() == 2 && matches!(chars[0], '老' | '小' | '阿') && SURNAMES.contains(chars[1]);
    let dotted = text.contains('·') && chars.len() >= 3;
    let anonymous = text.ends_with('某') && chars.len() <= 3;
    let common =
        NO_NAMES.iter().any(|word| text.starts_with(word)) || chars.iter().any(|c| "的了是在其该此本所与及元款费金方".contains(*c));
    dotted || nick || titled || (named && SURNAMES.contains(chars[0]) && (anonymous || !common))
}

/// Who a phrase names.
fn who(phrase: &str, cast: &Cast) -> Subject {
    let mentions = cast.mentions(phrase);
    let whole = mentions.first().filter(|m| m.start == 0 && m.end == phrase.len());
    if let Some(mention) = whole {
        return Subject::Known(mention.who);
    }
    // 乙方和刘大海, 甲方及其妻李某: each of them is a subject; one outside is enough.
    let joined: Vec<&str> = phrase
        .split(['、', '和', '与', '及'])
        .map(|p| p.trim_matches(|c: char| "以其会同".contains(c)))
        .filter(|p| !p.is_empty())
        .collect();
    if joined.len() > 1 && !mentions.is_empty() {
        let each: Vec<Subject> = joined.iter().map(|one| of_one(one, cast)).collect();
        let outside = each.iter().find(|s| matches!(s, Subject::Outsider(_)));
        return outside.or_else(|| each.iter().find(|s| matches!(s, Subject::Known(_)))).cloned().unwrap_or(Subject::Nobody);
    }
    of_one(phrase, cast)
}

/// Whether a phrase names a person who is no party: by kinship or by name, never an organisation.
pub(in super::super) fn is_person_outside(phrase: &str, cast: &Cast) -> bool {
    let chars = phrase.chars().count();
    let outside = (2..=16).contains(&chars) && matches!(of_one(phrase, cast), Subject::Outsider(_));
    outside && (is_kin(phrase, !cast.mentions(phrase).is_empty()) || is_person(phrase) || phrase.starts_with("案外人"))
}

fn of_one(phrase: &str, cast: &Cast) -> Subject {
    let mentions = cast.mentions(phrase);
    let outsider = || Subject::Outsider(phrase.to_owned());
    if GENERAL.iter().any(|word| phrase.starts_with(word)) || lexicon::has(phrase, HIRED) || lexicon::has(phrase, &["法院", "人民法庭"])
    {
        return Subject::Nobody;
    }
    // The head stands last: 甲方的爷爷顾老根 is the grandfather, 代理人程亦安律师 the agent.
    let last = mentions.last();
    if let Some(known) = last.filter(|m| {
        matches!(m.who, Known::Party(_) | Known::Acting(_)) && (m.end == phrase.len() || lexicon::has(&phrase[m.end..], FOR_PARTY))
    }) {
        let possessed = phrase[..known.start].ends_with('的') && lexicon::has(phrase, KIN);
        return if possessed { outsider() } else { Subject::Known(known.who) };
    }
    if lexicon::has(phrase, FOR_PARTY) && last.is_some() && !lexicon::has(phrase, &["股东"]) {
        return last.map_or(Subject::Nobody, |m| Subject::Known(m.who));
    }
    let head = last.map_or(phrase, |m| phrase[m.end..].trim_start_matches(['的', '之', '名', '下']));
    if cast.is_called(phrase) || cast.is_name_of_party(phrase) || cast.is_name_of_party(head) {
        return Subject::Known(Known::Sides);
    }
    if lexicon::has(phrase, &["案外人"]) || is_kin(phrase, last.is_some()) || is_role(head, cast) || is_organisation(head, cast) {
        return outsider();
    }
    if is_described_person(head) {
        return outsider();
    }
    if is_person(head) && last.is_none() || (last.is_some() && is_person(head) && head.chars().count() >= 2 && phrase.contains('的')) {
        return outsider();
    }
    // 乙方所借甲方的32650元 is a thing; 甲方自愿 is the party.
    let owner = |m: &Mention| phrase[m.end..].starts_with(['的', '所', '名', '之']);
    mentions.first().filter(|m| m.start == 0 && !owner(m)).map_or(Subject::Nobody, |m| Subject::Known(m.who))
}

/// Kin are somebody outside where they are a party's or carry a name; 孩子 by itself is whom the agreement is about.
fn is_kin(phrase: &str, of_party: bool) -> bool {
    let kin = KIN.iter().any(|word| phrase.contains(word));
    kin && (of_party
        || phrase.starts_with('其')
        || KIN.iter().any(|word| phrase.find(word).is_some_and(|at| ends_as_person(&phrase[at + word.len()..])))
        || phrase.contains('家'))
}

fn is_role(head: &str, cast: &Cast) -> bool {
    // A role that is part of a party's own name (保险, 供货) is the party.
    let own = |role: &str| {
        let core = role.trim_end_matches("公司").trim_end_matches(['人', '方', '商']);
        core.chars().count() > 1 && cast.names.iter().any(|(name, k)| matches!(k, Known::Party(_)) && name.contains(core))
    };
    ROLES.iter().any(|role| {
        let Some(at) = head.rfind(role) else { return false };
        let tail = &head[at + role.len()..];
        let ends =
            tail.is_empty() || ends_as_person(tail) || is_organisation(tail, cast) || ORGANISATIONS.iter().any(|o| tail.ends_with(o));
        ends && !own(role)
    })
}

/// 队长孙二牛: a name behind a title.
fn ends_as_person(tail: &str) -> bool {
    let chars: Vec<char> = tail.chars().collect();
    (2..=3).any(|count| chars.len() >= count && is_person(&chars[chars.len() - count..].iter().collect::<String>()))
}

/// 安装工小严, 导游罗豪: a name behind a word for what somebody is.
fn is_described_person(head: &str) -> bool {
    const KINDS: &str = "工匠师员手客友邻主商贩游长兄弟姐妹子女孙侄甥婿媳叔伯姑姨舅父母妻夫人户生医";
    let chars: Vec<char> = head.chars().collect();
    (2..=3).any(|count| {
        let at = chars.len().saturating_sub(count);
        at >= 1 && KINDS.contains(chars[at - 1]) && is_person(&chars[at..].iter().collect::<String>())
    })
}

/// A named organisation: 宁波净源环保科技有限公司, 北塘村村民委员会; 本店 and 公司 are the party's own.
fn is_organisation(head: &str, cast: &Cast) -> bool {
    let Some(ending) = ORGANISATIONS.iter().filter(|o| head.ends_with(**o)).max_by_key(|o| o.len()) else { return false };
    let name = &head[..head.len() - ending.len()];
    if matches!(name, "本" | "我" | "贵" | "该" | "此" | "上述" | "两" | "甲" | "乙") {
        return false;
    }
    if name.is_empty() && !matches!(*ending, "村委会" | "居委会" | "业委会" | "村民委员会" | "居民委员会" | "物业" | "街道办")
    {
        return false;
    }
    let whole = if name.is_empty() { ending } else { head };
    !cast.names.iter().any(|(known, _)| known.contains(whole) || whole.contains(known.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::application::Party;

    fn cast() -> Cast {
        let party =
            |reference: &str, name: &str| Party { reference: reference.to_owned(), name: Some(name.to_owned()), ..Party::default() };
        let parties = vec![party("A", "周雨桐"), party("B", "示范县清泉净水设备有限公司"), party("C", "王应当")];
        Cast::of(&Application { parties, ..Application::default() })
    }

    fn outside(text: &str) -> bool {
        asked(text, &cast()).is_some_and(|a| matches!(a.subject, Some(Subject::Outsider(_))) && !a.denied && !a.past)
    }

    #[test]
    fn whoever_is_outside_and_asked_something_is_found() {
        for text in [
            "由案外人王某支付",
            "担保人李某承担连带责任",
            "刘大海承担一般保证责任",
            "乙方的妻子李某同意并承担上述款项的共同还款责任",
            "中国示例财产保险股份有限公司在商业险限额内向甲方赔付",
            "由示范县自来水有限公司于4月20日前恢复供水",
            "李建国以其名下房屋为乙方的上述付款提供抵押担保",
            "乙方和刘大海应当共同偿还",
            "甲方的爷爷顾老根保证今后不再到乙方门诊大厅拉横幅",
        ] {
            assert!(outside(text), "{text}");
        }
    }

    #[test]
    fn parties_people_in_general_and_hired_hands_are_not_outside() {
        for text in [
            "不得损害第三人的利益",
            "乙方向第三人支付",
            "任何第三人不得以本协议为据主张权利",
            "各业主应当按时交纳物业费",
            "案外人王建平不承担任何责任",
            "案外人王建平已向甲方支付",
            "韩立军雇请的瓦匠老邱负责铲净重抹",
            "费用由乙方承担",
            "王应当应当支付甲方",
            "周雨桐应当配合拆除",
            "乙方工作人员负责拆除",
        ] {
            assert!(!outside(text), "{text}");
        }
    }
}
