//! More of a county's September for the demo, so that every queue has something to do: invented people, sums and
//! companies, each carried as far as its place in a queue.

use crate::cli::demo::{Players, acts_for, record_held, version};
use crate::cli::failure::Failure;
use crate::domain::actor::{Actor, Role};
use crate::domain::application::Application;
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::joining::JoiningWay;
use crate::domain::money::Fen;
use crate::domain::wording;
use crate::domain::wording::agency::{AgencyForm, Papers};
use crate::domain::wording::supplement::Item;
use crate::office::intake::application;
use crate::office::intake::joining::{Joins, join};
use crate::office::intake::submission::{HandedFile, take_in};
use crate::office::intake::writing::{self, Begun};
use crate::office::people::appointments;
use crate::office::review::acceptance::accept;
use crate::office::review::supplement::{self, SupplementOrder};
use crate::office::ruling::approval::propose;
use crate::office::{Error, Office};
use serde_json::{Value, json};

/// How far a case is carried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stop {
    /// Being written, with two faults in its terms.
    Faulty,
    /// Both parties asked, neither has answered.
    Asked,
    /// Filed.
    Filed,
    /// A supplement is asked for.
    Supplementing,
    /// The supplement came back.
    Resubmitted,
    /// Accepted.
    Accepted,
    /// Before the judge.
    Proposed,
}

/// A case: who, about what, how much, since when.
pub(crate) struct Story {
    pub(crate) number: u32,
    agency: &'static str,
    organisation: &'static str,
    mediator: &'static str,
    dispute_kind: &'static str,
    cause: &'static str,
    facts: &'static str,
    /// Name, sex, birth date, identity number.
    claimant: [&'static str; 4],
    /// Name, identifier, representative; a person's second field is its sex and birth date.
    other: Other,
    yuan: i64,
    /// Days after the agreement on which each instalment is due.
    due: &'static [u32],
    pub(crate) effective: &'static str,
    pub(crate) filed: &'static str,
    pub(crate) until: Stop,
}

enum Other {
    Company([&'static str; 3]),
    Person([&'static str; 4]),
}

const MARKET: StoryAgency =
    StoryAgency { agency: "shifan-market-regulation", organisation: "示范县市场监督管理局", mediator: "方志远" };

const TOWN: StoryAgency = StoryAgency { agency: "shifan-chengguan", organisation: "示范县城关镇人民政府", mediator: "丁伯年" };

const HOUSING: StoryAgency =
    StoryAgency { agency: "shifan-housing", organisation: "示范县住房和城乡建设局", mediator: "严正华" };

const TOURISM: StoryAgency =
    StoryAgency { agency: "shifan-tourism", organisation: "示范县文化广电旅游局", mediator: "倪晓棠" };

/// Who mediates.
struct StoryAgency {
    agency: &'static str,
    organisation: &'static str,
    mediator: &'static str,
}

/// What the dispute is about.
struct StoryDispute {
    dispute_kind: &'static str,
    cause: &'static str,
    facts: &'static str,
}

/// Who is against whom.
struct StorySides {
    claimant: [&'static str; 4],
    other: Other,
}

/// What is paid, and after how many days.
struct StoryPayment {
    yuan: i64,
    due: &'static [u32],
}

/// From when the agreement is in effect, when it is filed, and how far it comes.
struct StoryDays {
    effective: &'static str,
    filed: &'static str,
    until: Stop,
}

const fn story(
    number: u32,
    StoryAgency { agency, organisation, mediator }: StoryAgency,
    StoryDispute { dispute_kind, cause, facts }: StoryDispute,
    StorySides { claimant, other }: StorySides,
    StoryPayment { yuan, due }: StoryPayment,
    StoryDays { effective, filed, until }: StoryDays,
) -> Story {
    Story { number, agency, organisation, mediator, dispute_kind, cause, facts, claimant, other, yuan, due, effective, filed, until }
}

pub(crate) const STORIES: [Story; 8] = [
    story(
        127,
        MARKET,
        StoryDispute {
            dispute_kind: "consumer",
            cause: "服务合同纠纷",
            facts: "2026年1月申请人办理健身卡，预付24800元。6月门店关停，余额18600元未退。",
        },
        StorySides {
            claimant: ["许丽华", "女", "1978-03-12", "330499197803120244"],
            other: Other::Company(["示范县悦动健身有限公司", "91330499MA2X8K2029", "郑凯"]),
        },
        StoryPayment { yuan: 18_600, due: &[40, 70, 100] },
        StoryDays { effective: "2026-09-04", filed: "2026-09-08", until: Stop::Proposed },
    ),
    story(
        131,
        HOUSING,
        StoryDispute {
            dispute_kind: "property_service",
            cause: "物业服务合同纠纷",
            facts: "2026年5月地下车库渗水，申请人车辆受损，双方对维修费和物业服务责任无争议。",
        },
        StorySides {
            claimant: ["曹勇", "男", "1980-04-08", "330499198004080519"],
            other: Other::Company(["示范县安居物业服务有限公司", "91330499MA2X8K203C", "沈立成"]),
        },
        StoryPayment { yuan: 15_600, due: &[45] },
        StoryDays { effective: "2026-09-10", filed: "2026-09-15", until: Stop::Accepted },
    ),
    story(
        136,
        TOURISM,
        StoryDispute {
            dispute_kind: "tourism",
            cause: "旅游合同纠纷",
            facts: "2026年8月行程中擅自减少景点并加收费用，申请人要求退还部分团费。",
        },
        StorySides {
            claimant: ["许可芹", "女", "1985-12-25", "330499198512250465"],
            other: Other::Company(["示范县云帆旅行社有限公司", "91330499MA2X8K204F", "柏云帆"]),
        },
        StoryPayment { yuan: 9_800, due: &[60] },
        StoryDays { effective: "2026-09-16", filed: "2026-09-22", until: Stop::Resubmitted },
    ),
    story(
        138,
        TOWN,
        StoryDispute {
            dispute_kind: "neighbour", cause: "相邻关系纠纷", facts: "2026年7月一方翻建院墙时损坏另一方排水管，造成庭院积水。"
        },
        StorySides {
            claimant: ["金树林", "男", "1969-06-30", "330499196906300155"],
            other: Other::Person(["俞金土", "男", "1958-02-17", "330499195802170531"]),
        },
        StoryPayment { yuan: 5_200, due: &[50] },
        StoryDays { effective: "2026-09-18", filed: "2026-09-28", until: Stop::Filed },
    ),
    story(
        140,
        MARKET,
        StoryDispute {
            dispute_kind: "consumer",
            cause: "产品责任纠纷",
            facts: "2026年8月购买的热水器漏水，损坏地板，检测确认系阀门缺陷。",
        },
        StorySides {
            claimant: ["何桂芳", "女", "1963-09-14", "330499196309140421"],
            other: Other::Company(["示范县启明家居有限公司", "91330499MA2X8K2016", "罗启明"]),
        },
        StoryPayment { yuan: 2_400, due: &[40] },
        StoryDays { effective: "2026-09-20", filed: "2026-09-28", until: Stop::Supplementing },
    ),
    story(
        145,
        MARKET,
        StoryDispute {
            dispute_kind: "consumer",
            cause: "买卖合同纠纷",
            facts: "2026年4月订购全屋门窗并付清货款，安装后多处漏风，双方同意分期退款并拆除。",
        },
        StorySides {
            claimant: ["彭丽萍", "女", "1985-12-25", "330499198512250465"],
            other: Other::Company(["示范县佳和门窗有限公司", "91330499MA2X8K205J", "蔡佳和"]),
        },
        StoryPayment { yuan: 18_600, due: &[30, 60, 90] },
        StoryDays { effective: "2026-09-22", filed: "2026-09-29", until: Stop::Asked },
    ),
    story(
        149,
        TOWN,
        StoryDispute {
            dispute_kind: "neighbour",
            cause: "相邻关系纠纷",
            facts: "2026年8月一方空调外机正对另一方窗户，噪声和热风影响居住，双方同意移机并补偿。",
        },
        StorySides {
            claimant: ["唐亮", "男", "1991-01-19", "330499199101190335"],
            other: Other::Person(["冯德明", "男", "1971-11-02", "330499197111020314"]),
        },
        StoryPayment { yuan: 3_800, due: &[45] },
        StoryDays { effective: "2026-09-25", filed: "2026-09-29", until: Stop::Asked },
    ),
    story(
        152,
        MARKET,
        StoryDispute {
            dispute_kind: "consumer",
            cause: "买卖合同纠纷",
            facts: "2026年6月购买沙发一套，到货与样品不符，商家同意退款并取回。",
        },
        StorySides {
            claimant: ["高文静", "女", "1988-05-21", "330499198805210221"],
            other: Other::Company(["示范县启明家居有限公司", "91330499MA2X8K2016", "罗启明"]),
        },
        StoryPayment { yuan: 20_000, due: &[31, 61] },
        StoryDays { effective: "2026-09-16", filed: "2026-09-29", until: Stop::Faulty },
    ),
];

fn natural(reference: &str, [name, sex, born, id]: [&str; 4], phone: &str) -> Value {
    json!({
        "ref": reference, "kind": "natural", "name": name, "sex": sex, "ethnicity": "汉族", "born_on": born,
        "id_kind": "resident_id", "id_number": id, "domicile": format!("浙江省示范县城关镇柳园路{}号", phone.get(9..).unwrap_or("1")),
        "domicile_division": "330499", "phone": phone,
        "service": {"electronic": true, "scope": ["notices", "rulings"], "channel": "sms", "address": phone},
    })
}

impl Story {
    /// Its application.
    pub(crate) fn application(&self) -> Value {
        let effective = Day::parse(self.effective).unwrap_or(Day::from_date(chrono::NaiveDate::default()));
        let accepted = Day::from_date(effective.date() - chrono::Days::new(6));
        let phone = |n: u32| format!("199000{:05}", self.number * 10 + n);
        let other = match &self.other {
            Other::Person(facts) => natural("B", *facts, &phone(2)),
            Other::Company([name, code, representative]) => json!({
                "ref": "B", "kind": "legal_person", "name": name, "id_kind": "uscc", "id_number": code,
                "representative": {"name": representative, "post": "执行董事"}, "domicile": "浙江省示范县城关镇滨河路88号",
                "domicile_division": "330499", "phone": phone(2),
                "service": {"electronic": true, "scope": ["notices", "rulings"], "channel": "sms", "address": phone(2)},
            }),
        };
        let files = ["agreement", "presiding_proof"].map(|k| json!({"kind": k, "path": format!("{k}.pdf")}));
        let identity = |r: &str| json!({"kind": "identity", "party": r, "path": format!("identity-{r}.jpg")});
        json!({
            "schema": application::SCHEMA, "external_ref": format!("ODR-330499-2026-{:06}", self.number),
            "agency": self.agency, "court": "浙0499", "lane": "civil", "matter": self.dispute_kind, "cause": self.cause,
            "facts": self.facts, "responsibility": "各方对事实和责任没有争议。", "subject_matter_division": "330499",
            "mediation": {
                "organisation": self.organisation, "mediators": [self.mediator], "invited_by_court": false,
                "accepted_on": accepted.to_string(), "concluded_on": self.effective, "effective_on": self.effective,
                "effective_evidence": "各方当事人、调解员签名盖章之日",
            },
            "parties": [natural("A", self.claimant, &phone(1)), other],
            "terms": self.terms(effective),
            "attachments": [files[0], files[1], identity("A"), identity("B")],
            "undertakings": {"voluntary": true, "truthful": true, "no_collusion": true, "no_status_or_title": true},
        })
    }

    fn terms(&self, effective: Day) -> Value {
        let fen = self.yuan * 100;
        let sum = |fen: i64| Fen::new(fen).map(Fen::in_capitals).unwrap_or_default();
        let count = i64::try_from(self.due.len()).unwrap_or(1);
        let each = self.yuan / count * 100;
        let days: Vec<Day> = self.due.iter().map(|d| effective.plus_days(*d)).collect();
        let mut instalments: Vec<Value> = days.iter().map(|d| json!({"due_on": d.to_string(), "amount_fen": each})).collect();
        let words: Vec<String> = days.iter().map(|d| format!("{}前支付人民币{}元", d.written(), each / 100)).collect();
        let mut act_text = format!("乙方于{}前将损坏的物品取走，恢复原状，费用由乙方承担。", days[0].written());
        if self.until == Stop::Faulty {
            instalments[1]["amount_fen"] = (each - 100_000).into();
            act_text = "乙方尽快上门取回沙发一套。".to_owned();
        }
        let mut act = json!({"no": 2, "kind": "act", "text": act_text, "obligor": "B", "obligee": "A", "object": "取走损坏的物品", "place": "甲方住所", "due_on": days[0].to_string()});
        if let (Stop::Faulty, Some(act)) = (self.until, act.as_object_mut()) {
            act.shift_remove("due_on");
        }
        json!([
            {"no": 1, "kind": "payment", "text": format!("乙方支付甲方人民币{}元（大写：{}），{}。", self.yuan, sum(fen), words.join("，")),
             "obligor": "B", "obligee": "A", "amount_fen": fen, "amount_capital": sum(fen), "method": "cash", "instalments": instalments},
            act,
            {"no": 3, "kind": "release", "text": "双方就本纠纷再无其他争议。"},
        ])
    }
}

/// The agreement of a story, drawn up from its application as the agency would: no two cases share one.
fn agreement(office: &Office, application: &Application) -> Result<Vec<u8>, Failure> {
    let register = office.register();
    let agency = register.agency(application.agency.as_deref().unwrap_or("")).ok_or(Failure::Office(Error::NotFound))?;
    let reference = application.external_ref.as_deref().unwrap_or("");
    let papers = Papers {
        application,
        agency,
        power: agency.kind(application.dispute_kind.as_deref().unwrap_or("")),
        court: &register.court,
        reference,
        today: office.today(),
    };
    let document = wording::agency::form(AgencyForm::Agreement, &papers);
    Ok(office.print(&document, office.now(), reference)?.bytes)
}

/// Carries one more case of the county's September as far as its place in a queue.
pub(crate) fn tell(office: &Office, cast: &Players, story: &Story, first: &[(&str, &[u8])]) -> Result<(), Failure> {
    let day = |text: &str| Day::parse(text).ok_or_else(|| Failure::Office(Error::Fault(format!("{text} is no day"))));
    let json = story.application();
    let agency = appointments::agency_actor(office, json["agency"].as_str().unwrap_or(""))?;
    office.clock.set_today(day(story.filed)?);
    if story.until == Stop::Faulty {
        let key = format!("demo-{}", story.number);
        let number = json["external_ref"].as_str().unwrap_or("");
        let begun = Begun { dispute_kind: json["matter"].as_str().unwrap_or(""), external_ref: number, form_key: &key };
        let id = writing::begin(office, &agency, &begun)?;
        let mut json = json;
        json["attachments"] = serde_json::json!([]);
        writing::save(office, &agency, &id, version(office, &agency, &id)?, &json)?;
        return Ok(());
    }
    let bytes = |name: &str| first.iter().find(|(n, _)| *n == name).map(|(_, b)| b.to_vec()).unwrap_or_default();
    let file = |path: &str, from: &str| HandedFile { path: path.to_owned(), content: bytes(from).into() };
    let application = application::read(json.to_string().as_bytes()).application.unwrap_or_default();
    let files = vec![
        HandedFile { path: "agreement.pdf".to_owned(), content: agreement(office, &application)?.into() },
        file("presiding_proof.pdf", "presiding-proof.pdf"),
        file("identity-A.jpg", "identity-A.jpg"),
        file("identity-B.jpg", "identity-A.jpg"),
    ];
    let id = take_in(office, &agency, json.to_string().as_bytes(), files)?.id;
    if story.until == Stop::Asked {
        return Ok(());
    }
    for party in &application.parties {
        let acted_by = acts_for(party);
        let number = party.id_number.clone().unwrap_or_default();
        let last_four = &number[number.len().saturating_sub(4)..];
        let joins = Joins { party: &party.reference, way: JoiningWay::Phone, acted_by: &acted_by, last_four, scan: None };
        let actor = Actor { role: Role::Party, name: acted_by.clone(), ..agency.clone() };
        join(office, &actor, &id, version(office, &agency, &id)?, &joins)?;
    }
    further(office, cast, StoryCase { story, application: &application }, &id)
}

/// A story, and its application.
struct StoryCase<'a> {
    story: &'a Story,
    application: &'a crate::domain::application::Application,
}

/// What the studio has done with a filed case.
fn further(office: &Office, cast: &Players, StoryCase { story, application }: StoryCase<'_>, id: &CaseId) -> Result<(), Failure> {
    let seen = |office: &Office| version(office, &cast.clerk, id);
    match story.until {
        Stop::Supplementing | Stop::Resubmitted => {
            let item =
                |part: &str, defect: &str, form: &str| Item { part: part.to_owned(), defect: defect.to_owned(), form: form.to_owned() };
            let items = [
                item("files", "对方的身份证明看不清号码。", "重新拍照或者扫描上传"),
                item("service", "送达地址没有门牌号。", "写明门牌号"),
            ];
            supplement::issue(office, &cast.clerk, id, seen(office)?, &SupplementOrder { items: &items, days: 12, reason_again: "" })?;
            if story.until == Stop::Resubmitted {
                let agency = appointments::agency_actor(office, application.agency.as_deref().unwrap_or(""))?;
                office.clock.set_today(Day::parse("2026-09-29").unwrap_or(office.today()));
                supplement::resubmit(office, &agency, id, version(office, &agency, id)?)?;
            }
        }
        Stop::Accepted | Stop::Proposed => {
            let judge = cast.judge.person.clone().ok_or_else(|| Error::Fault("a judge without a person".to_owned()))?;
            accept(office, &cast.clerk, id, seen(office)?, &judge)?;
            if story.until == Stop::Proposed {
                record_held(office, cast, application, id)?;
                propose(office, &cast.clerk, id, seen(office)?, None)?;
            }
        }
        Stop::Faulty | Stop::Asked | Stop::Filed => {}
    }
    Ok(())
}
