//! Whom a phrase names: a party, somebody who acts for one, or somebody outside. Nobody is taken for a person by looks
//! alone: a name needs a surname, a role, a kinship, a title or the ending of an organisation.

use super::cast::{Cast, Known, Mention};
use super::lexicon;

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
/// Words that make a phrase speak of nobody in particular.
#[rustfmt::skip]
const GENERAL: &[&str] = &[
    "任何", "各", "所有", "全体", "每", "凡", "一切", "其他人", "他人", "有关", "相关", "其余", "第三方机构", "有资质", "专业",
    "具有", "法院", "仲裁", "公安", "派出所", "主管部门", "监管", "调解", "登记机", "登记中心", "执行局", "人们",
];

/// Words that say somebody works for a party, or was sent by one.
#[rustfmt::skip]
pub(super) const HIRED: &[&str] = &[
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
    "叔", "姨", "亲属", "家属", "女婿", "儿媳", "媳妇", "孙子", "孙女", "侄", "外甥", "堂哥", "堂弟", "堂兄", "表哥", "表弟",
    "表兄", "长子", "次子", "长女", "次女", "独子", "独女", "老大", "老二", "老三", "连襟", "亲家", "继父", "继母", "养父",
    "养母", "亲戚", "其弟", "其兄", "其姐", "其妹", "之弟", "之兄", "之姐", "之妹", "其配偶",
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
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "木匠", "瓦匠", "石匠", "铁匠", "漆匠", "师傅", "老板", "经理", "主任", "书记", "医生", "律师", "老师", "队长", "会计",
    "司机", "先生", "女士", "大哥", "大姐", "大爷", "大妈", "大嫂", "村长", "组长",
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
pub(super) fn who(phrase: &str, cast: &Cast) -> Subject {
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
    // 走银行, 去公司: one character before the ending is no name, unless it is a place's.
    if name.chars().count() == 1 && !"省市县区镇乡村".contains(name) {
        return false;
    }
    let whole = if name.is_empty() { ending } else { head };
    !cast.names.iter().any(|(known, _)| known.contains(whole) || whole.contains(known.as_str()))
}
