//! What cannot be confirmed: terms that fix, dissolve or find a status, or title to a right in rem or to
//! intellectual property (民诉法解释第三百五十五条第一款第三项、第五项); and who brings up a child, which is shown.
//!
//! It is the predicate of a clause that counts: what it gives, finds, shares or ends. A clause that only mentions or
//! excludes the matter, describes a thing by it, lets, licenses or respects it, or leaves it to a suit, is harmless.

use super::pattern;
use super::reading::cast::Cast;
use super::reading::{Clause, Sentence};
use crate::domain::finding::{Code, Finding};
use regex_lite::Regex;
use std::sync::LazyLock;

/// Words that take the matter of their own clause out of the agreement.
static EXCLUDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"不涉及|不影响|不改变|不处理|不包括|不包含|不变更|不解除|不确认|不主张|除外|不构成|不作为|不视为|不代表|不等于|不意味|为由|不对.{0,24}(?:作|做|进行).{0,6}(?:认定|处理|确认|约定)|不设|不转移|不转让|不过户|无关|不作(?:处理|约定|确认|变动)|不予(?:处理|确认)|保留.{0,6}权利|归谁|由谁|归属(?:不明|(?:有|存在)?争议|纠纷|问题)|不得(?:再|以|向|对|散布|侵|侵占|出租|使用|妨碍)|侵害|侵犯|尊重|流言|闲话|谣言",
    )
});

/// Words that send a matter elsewhere, also from a later clause of the sentence.
static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"另行(?:处理|解决|起诉|主张|诉讼|协商|依法|通过|申请|.{0,8}(?:仲裁|确权))|另案|另诉|依法另|不作处理|不予处理|不作约定|不在.{0,6}(?:范围|协议)|留待|各执一词|由(?:人民)?法院(?:另行|依法)?(?:判决|裁判|认定|处理|确定)|通过(?:诉讼|行政|仲裁)|向(?:人民)?法院(?:起诉|提起)|申请.{0,8}(?:机关|政府|部门).{0,6}(?:确权|处理|裁决)",
    )
});

const RELATION: &str = "婚姻关系|夫妻关系|夫妻缘分|收养关系|亲子关系|父子关系|母子关系|父女关系|母女关系|监护关系|身份关系|亲属关系|血缘关系|养父子|养母子|婚姻|收养|寄养关系";

/// What fixes, dissolves or finds a status.
static STATUS: LazyLock<[Regex; 14]> = LazyLock::new(|| {
    [
        pattern(
            r"结为夫妻|结成夫妻|成为夫妻|(?:由|交|给|归).{0,10}收养|收养为|送养|过继|认领|(?:收|认)(?:.{0,8})(?:为|作)(?:养子|养女|继子|义子|干儿子|干女儿|儿子|女儿)",
        ),
        pattern(r"(?:成立|形成|建立|确立).{0,6}(?:夫妻|婚姻|收养|养?父子|养?母子|养?父女|养?母女|监护|亲子)关系"),
        pattern(r"^(?:[^因就对]|[甲乙丙丁]方).{0,12}收养.{0,10}(?:之子|之女|儿子|女儿|子女|孩子|为养子|为养女)"),
        pattern(&format!(
            r"(?:解除|终止|恢复|建立|确立|确认|认定|撤销|变更|断绝|脱离|消灭|结束|了断|不存在|存在|不承认).{{0,24}}(?:{RELATION}|监护权|监护资格|扶养关系)"
        )),
        pattern(&format!(
            r"(?:{RELATION}|结婚登记|离婚登记|婚姻登记).{{0,12}}(?:解除|终止|恢复|成立|不成立|存在|不存在|有效|无效|消灭|结束|到此为止|断绝|撤销|作废|自.{{0,14}}(?:解除|终止))"
        )),
        pattern(
            r"(?:同意|自愿|决定|准予|协议|办理|予以|双方|马上|立即)(?:协议)?(?:离婚|复婚|解除婚姻|登记离婚|登记结婚|结婚|办理离婚|办理结婚)(?:$|[^后时前期案诉纠证])",
        ),
        pattern(
            r"(?:监护权|监护人|监护职责|监护资格).{0,8}(?:归|由|变更|指定|确定|转|终止|撤销|取消|丧失)|(?:不再|停止|改由|改为|变更为|指定|担任).{0,16}(?:监护人|监护职责)$",
        ),
        pattern(r"(?:子女|儿子|女儿|孩子|婴儿|小孩|婚生子|婚生女).{0,16}(?:由|归|随).{0,14}监护"),
        pattern(
            r"(?:确认|认定|承认|认可|核对|鉴定|确系|确为|一致认为).{0,24}(?:系|为|是).{0,16}(?:亲生|婚生|非婚生|生父|生母|子女|父亲|母亲|养子|养女|配偶|合法妻子|合法丈夫|妻子|丈夫|夫妻|法定代理人|监护人|亲属)",
        ),
        pattern(
            r"(?:确系|确为|就是|不是|并非|不再是|系|是|为).{0,12}(?:亲生|婚生|生父|生母|合法妻子|合法丈夫|合法配偶|法律上的(?:父|母|子|女|配偶|妻|丈夫))",
        ),
        pattern(r"(?:视为|即为|等于|算作|自动|视同)(?:自动)?(?:离婚|结婚|复婚|解除婚姻|收养)"),
        pattern(r"(?:认定|确认|承认).{0,12}(?:无|没有|有|具有).{0,4}(?:血缘|亲缘|亲子|婚姻|夫妻|收养)"),
        pattern(r"(?:姓名|姓氏|户籍|户口).{0,8}(?:变更|改)(?:为|姓).{0,6}(?:之子|之女|养)|改姓.{0,6}(?:为|作).{0,4}(?:养|子|女)"),
        pattern(r"(?:不再|停止)(?:是|为|系|以).{0,12}(?:夫妻|父子|母子|父女|母女|养父|养母|养子|养女|配偶|家庭成员)"),
    ]
});

/// A status that is the background of something else.
static STATUS_ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"已于|离婚.{0,3}案|判决|没有(?:办理|登记)|未(?:办理|登记)|尚未|已经(?:离婚|结婚|解除)|(?:合伙|租赁|买卖|合同|劳动|雇佣|委托|承包|合作|邻里).{0,8}关系",
    )
});

const RIGHT: &str = "所有权|产权|物权|用益物权|地役权|居住权|抵押权|质权|留置权|担保物权|宅基地使用权|土地使用权|建设用地使用权|土地承包经营权|承包经营权|土地经营权|林权|使用权|继承权|继承份额|商标权|商标专用权|专用权|专利权|专利申请权|著作权|版权|知识产权|植物新品种权|品种权|软件著作权";
const THING: &str = "房屋|房产|住宅|老宅|老屋|祖屋|楼房|平房|店面|店铺|商铺|门面|厂房|仓库|车位|车库|宅基地|土地|林地|耕地|承包地|山林|水田|责任田|不动产|院墙|围墙|厢|正房|堂屋|院子|院落|地基|遗产";

/// What gives, finds, shares or ends title.
static TITLE: LazyLock<[Regex; 19]> = LazyLock::new(|| {
    [
        pattern(r"(?:为|系|是)[^，]{0,16}(?:所有|共有)(?:$|[^的])"),
        pattern(r"(?:由|与|和|、)[^，]{0,20}(?:按份共有|共同共有|共同所有|共有)(?:$|[^的])"),
        pattern(&format!(r"(?:{THING})[^，]{{0,20}}(?:归|[^附]属|划归|分给|划给)[^，还收处保管使取清耕]{{1,16}}$")),
        pattern(r"(?:归[^还入属]|归属|属于?|划归|判归|分归).{0,24}(?:所有|享有|共有|专有|拥有)(?:$|[^的])"),
        pattern(&format!(r"(?:取得|享有|拥有|获得|设立|设定|取得了)(?:[^的，]?.{{0,30}}?)(?:{RIGHT})(?:$|[^的人证纠争])")),
        pattern(&format!(
            r"(?:{RIGHT})(?:证书?)?[^，]{{0,14}}(?:归|属于|属[甲乙丙丁双]|由[^，]{{0,14}}(?:享有|取得|所有|拥有|继承|继受)|为[^，]{{0,14}}(?:所有|享有|共有))"
        )),
        pattern(&format!(
            r"(?:确认|认定|确定|明确|认可|承认).{{0,40}}(?:享有|拥有|取得|系|为|是|有|没有|无|不享有).{{0,24}}(?:所有权人|权利人|所有人|产权人|{RIGHT}|份额|共有|个人财产|共同财产)"
        )),
        pattern(&format!(r"(?:确认|认定|确定|明确).{{0,30}}(?:{RIGHT}|权属)(?:归属)?(?:有效|无效|成立|不成立|存在|不存在)")),
        pattern(&format!(
            r"(?:{RIGHT}|商标|专利|作品|软件)[^，]{{0,24}}?(?:转归|转给|转让给|转让至|转让于|转移给|转移至|移转|让与|即转移|无偿转让|变更为|变更至|变更到|过户给|过户至|过户到|登记为|归)[^，]{{1,14}}"
        )),
        pattern(
            r"(?:专利权人|著作权人|注册人|商标权人|权利人|所有权人|产权人|承包人|土地使用权人)(?:变更|登记|更名|改)(?:为|成|登记为|至)",
        ),
        pattern(&format!(r"(?:放弃|消灭|丧失|注销|解除|终止|撤销|收回)[^，]{{0,20}}(?:{RIGHT}|份额|产权份额)(?:$|[^的证])")),
        pattern(
            r"(?:各|双方|分别)?(?:占|享有|持有|拥有|分得|取得)[^，款费金元]{0,12}(?:份额|产权|股份份额|[0-9一二三四五六七八九十]+分之[一二三四五六七八九十]的?产权)",
        ),
        pattern(&format!(r"(?:{THING}|该房|此房|本房)[^，]{{0,16}}(?:各半|平分|均分|一人一半|各占|按份|各得|对半)")),
        pattern(&format!(
            r"(?:由|归|给)[^，]{{1,16}}(?:单独|全部|共同|依法|一人)?继承(?:$|[^人权的纠])|继承[^，]{{0,10}}(?:{THING}|份额|遗产)(?:$|[^的纠分])|(?:放弃|丧失)[^，]{{0,8}}继承"
        )),
        pattern(&format!(
            r"(?:{THING}|车|车辆|设备|机器|该[^，]{{1,6}})[^，]{{0,16}}(?:为|系|是|属|属于)[^，]{{0,14}}(?:个人财产|共同财产|婚前财产|家庭财产|的财产|的遗产|私有财产)|(?:为|系|是|属|属于)[^，]{{0,14}}(?:个人财产|共同财产|婚前财产|家庭共有财产)(?:$|[^的])"
        )),
        pattern(r"(?:所有权|产权|使用权|经营权|居住权|物权)(?:即|自|自动|当即|随之)?[^，]{0,16}(?:转移|移转|转归|让渡)"),
        pattern(&format!(r"(?:{RIGHT})[^，]{{0,20}}(?:有效|无效|成立|不成立|消灭|灭失|终止)$")),
        pattern(&format!(
            r"(?:{RIGHT})[^，]{{0,8}}(?:是|系|属)[^，的]{{1,10}}的$|(?:使用权|所有权|经营权|专利权|商标权|著作权|林权|产权)人(?:为|是|系)|(?:产权|所有权|份额|股份)(?:份额)?(?:变更|调整|分配|确定|约定|划分)为$"
        )),
        pattern(
            r"(?:对|就)[^，]{0,24}(?:享有|拥有|取得|设立|设定|设有)(?:永久|终身|终生|长期|无偿|排他)?(?:的)?(?:居住权|地役权|抵押权|质权|用益物权|优先受偿权|所有权|使用权)",
        ),
    ]
});

/// A clause that ends in a right or a thing, and says nothing of it.
static NAMED: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?:{RIGHT}|{THING}|{RELATION})$")));

/// Money is no object of title: a sum that 归 somebody is only paid.
static MONEY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:款项?|费用?|金额?|押金|定金|保证金|利息|赔偿金|补偿金|租金|货款|余款|收益|损失|责任|价款|残值|钱).{0,10}(?:归|归属|属|属于|归于|为|系|由).{0,24}(?:所有|享有|共有|收取|$)",
    )
});

/// A right that describes a thing, is let, licensed, shown or promised as security.
static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"出租|租给|租赁|转租|流转给|许可|授权.{0,6}使用|抵押担保|提供担保|以.{0,24}(?:抵押|质押)|办理(?:抵押|质押)登记|出示|交还.{0,6}证|证书|复印件|查询|查阅|赔偿.{0,30}(?:造成|损失)|停止(?:侵|使用)|返还|归还.{0,10}所有的|协助.{0,16}(?:办理|过户|登记)|配合.{0,16}(?:办理|过户|登记)",
    )
});

/// Who brings up a child.
static CUSTODY: LazyLock<[Regex; 5]> = LazyLock::new(|| {
    const CHILD: &str = "子女|儿子|女儿|孩子|婴儿|小孩|婚生子|婚生女|长子|次子|长女|次女|幼子|幼女|独子|独女|之子|之女|其子|其女|小宝|宝宝";
    [
        pattern(
            r"(?:由|归|跟|随|改由|交由|仍由)[^，]{1,16}(?:负责|直接|继续|单独|自行|独自|共同|轮流|暂时)?(?:抚养|抚育|带养|养育)(?:$|[^费人关金义])",
        ),
        pattern(r"(?:直接|负责|单独|轮流|共同)(?:抚养|抚育|养育)(?:$|[^费人关金])"),
        pattern(r"抚养权.{0,8}(?:归|由|变更|指定|确定|转|属)"),
        pattern(&format!(r"(?:{CHILD}).{{0,16}}(?:随|跟|跟随|与|由|归).{{1,12}}(?:共同)?(?:生活|居住|照料|照管|带大|带|抚养)(?:$|[^费])")),
        pattern(r"抚养成人|抚养至"),
    ]
});

/// What is brought up but a child.
static NO_CHILD: LazyLock<Regex> = LazyLock::new(|| pattern(r"幼林|树|苗木|鸡|鸭|猪|牛|羊|鱼|犬|狗|猫|宠物|花木|监护仪|抚养费|被抚养人"));

pub(super) fn check(place: usize, sentences: &[Sentence], cast: &Cast, found: &mut Vec<Finding>) {
    let at = format!("/terms/{place}/text");
    let spoken: Vec<String> = sentences.iter().flat_map(|sentence| spoken(&own_matters(sentence), cast)).collect();
    let status = spoken.iter().any(|clause| fixes_status(clause));
    if status {
        found.push(Finding::new(Code::ScopeStatus, at.clone(), "scope-status").under("民事诉讼法解释第三百五十五条第一款第三项"));
    }
    if spoken.iter().any(|clause| fixes_title(clause)) {
        found.push(Finding::new(Code::ScopeTitle, at.clone(), "scope-title").under("民事诉讼法解释第三百五十五条第一款第五项"));
    }
    if !status && spoken.iter().any(|clause| agrees_custody(clause)) {
        found.push(Finding::new(Code::TermCustody, at, "term-custody"));
    }
}

/// The clauses that speak of this agreement's own matters.
fn own_matters(sentence: &Sentence) -> Vec<&Clause> {
    let speaks = |c: &Clause| c.bare.contains(OF_STATUS) || c.bare.contains(OF_TITLE) || c.bare.contains(OF_CHILD);
    if !sentence.clauses.iter().any(speaks) || ELSEWHERE.is_match(&sentence.text()) {
        return Vec::new();
    }
    sentence.clauses.iter().filter(|clause| !EXCLUDED.is_match(&clause.bare)).collect()
}

/// The clauses as they read, and each with the one before it where that only names what is spoken of:
/// 所占林地的使用权，自签字起属于甲方.
fn spoken(clauses: &[&Clause], cast: &Cast) -> Vec<String> {
    let sided: Vec<String> = clauses.iter().map(|clause| sided(&clause.bare, cast)).collect();
    let named = |clause: &String| NAMED.is_match(clause);
    let joined: Vec<String> = sided.windows(2).filter(|pair| named(&pair[0])).map(|pair| pair.concat()).collect();
    sided.into_iter().chain(joined).collect()
}

/// A clause with every name of a party as 甲方: a name holds characters, never a predicate.
fn sided(bare: &str, cast: &Cast) -> String {
    let mut out = String::with_capacity(bare.len());
    let mut from = 0;
    for mention in cast.mentions(bare) {
        let named = &bare[mention.start..mention.end];
        out.push_str(&bare[from..mention.start]);
        out.push_str(if named.ends_with('方') || named.chars().count() == 1 { named } else { "甲方" });
        from = mention.end;
    }
    out.push_str(&bare[from..]);
    out
}

/// Characters without one of which a clause says nothing of status, title or custody.
const OF_STATUS: [char; 17] = ['婚', '夫', '妻', '养', '父', '母', '监', '亲', '离', '过', '认', '姓', '户', '配', '家', '生', '血'];
const OF_TITLE: [char; 16] = ['权', '归', '属', '有', '占', '继', '遗', '份', '财', '产', '享', '专', '商', '均', '分', '半'];
const OF_CHILD: [char; 5] = ['养', '育', '子', '女', '孩'];

fn fixes_status(clause: &str) -> bool {
    clause.contains(OF_STATUS) && !STATUS_ASIDE.is_match(clause) && STATUS.iter().any(|p| p.is_match(clause))
}

fn fixes_title(clause: &str) -> bool {
    clause.contains(OF_TITLE) && !MONEY.is_match(clause) && !ASIDE.is_match(clause) && TITLE.iter().any(|p| p.is_match(clause))
}

fn agrees_custody(clause: &str) -> bool {
    (clause.contains(OF_CHILD) || clause.contains("宝")) && !NO_CHILD.is_match(clause) && CUSTODY.iter().any(|p| p.is_match(clause))
}

#[cfg(test)]
mod tests {
    use super::super::reading;
    use super::*;
    use crate::domain::application::Application;

    fn codes(text: &str) -> Vec<Code> {
        let mut found = Vec::new();
        check(0, &reading::read(text), &Cast::of(&Application::default()), &mut found);
        found.into_iter().map(|f| f.code).collect()
    }

    #[test]
    fn terms_that_fix_a_status_are_found() {
        for text in
            ["双方自愿离婚。", "解除双方的收养关系。", "确认丙系甲的亲生女儿。", "婚姻关系自本协议生效之日起解除。", "监护人变更为乙方。"]
        {
            assert_eq!(codes(text), [Code::ScopeStatus], "{text}");
        }
    }

    #[test]
    fn terms_that_give_find_share_or_end_title_are_found() {
        for text in [
            "位于春晖路的房屋归甲方所有。",
            "确认甲方享有该商标专用权。",
            "该宅基地使用权归乙方。",
            "该专利权由甲方享有。",
            "甲方放弃对该房屋的所有权。",
            "甲方对该房屋享有抵押权。",
        ] {
            assert_eq!(codes(text), [Code::ScopeTitle], "{text}");
        }
    }

    #[test]
    fn who_brings_up_a_child_is_shown() {
        for text in ["女儿由甲方抚养。", "抚养权归乙方。", "儿子随乙方共同生活。"] {
            assert_eq!(codes(text), [Code::TermCustody], "{text}");
        }
    }

    #[test]
    fn a_clause_that_only_mentions_or_excludes_it_is_harmless() {
        for text in [
            "本协议不涉及双方婚姻关系。",
            "双方离婚后因财产分割发生纠纷，乙方支付甲方5000元。",
            "房屋所有权问题另行起诉。",
            "乙方返还甲方所有的电动车一辆。",
            "该笔款项归甲方所有。",
            "乙方停止侵害甲方商标权并赔偿1000元。",
            "乙方以其房屋提供抵押担保。",
        ] {
            assert_eq!(codes(text), [], "{text}");
        }
    }
}
