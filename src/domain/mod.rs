//! What is true: the law and the case. No input or output, no clock, no framework.
//!
//! # Glossary
//! | term | word in code | article |
//! |---|---|---|
//! | 司法确认 judicial confirmation | `confirmation` | 民诉法 205–206 |
//! | 申请人 applicant, 当事人 party | `Party`, `Applicant` | 民诉法 205 |
//! | 调解协议 mediation agreement | `agreement`, `Term` | 人民调解法 28–31 (by analogy) |
//! | 调解组织 mediation organisation | `Agency`, `organisation` | 民诉法 205 |
//! | 生效之日 day of effect | `effective_on` | 民诉法 205 |
//! | 受理、立案 acceptance | `accept`, `accepted_on` | 民诉法解释 355 |
//! | 核实 verification (of the agreement with the parties) | `Verify`, `verification` | 民诉法解释 356 |
//! | 裁定书 ruling | `ruling` | 民诉法 157, 206 |
//! | 不予受理 non-acceptance, 驳回申请 dismissal | `NotAccept`, `Dismiss`, `Ground` | 民诉法解释 355, 358 |
//! | 撤回申请 withdrawal, 按撤回申请处理 | `PermitWithdrawal`, `DeemWithdrawn` | 民诉法解释 357 |
//! | 终结特别程序 termination of the special procedure | `Terminate` | 民诉法 186 |
//! | 送达 service | `service`, `Serve` | 民诉法 87–95 |
//! | 期间 period, 期间届满 last day | `Period`, `Deadline` (`start`, `nominal`, `due`), `DueDate` | 民诉法 85 |
//! | 行政调解案件 mediation case | `matter` | – |
//! | 纠纷类型 dispute kind, with the power to mediate it | `DisputeKind`, `kinds` | – |
//! | 笔录 record, 核实 call | `record`, `Call`, `MeetingWay` | 民诉法解释 356 |
//! | 合议庭 panel | `panel`, `Compose` | 民诉法 185 |
//! | 异议 objection | `Objection`, `Objector` | 民诉法解释 372 |
//! | 补正裁定、异议裁定 subsequent ruling | `subsequent`, `Correct`, `DecideObjection` | 民诉法 157; 解释 245, 372 |
//! | 履行 performance, 催告 reminder | `performance`, `reminders` | 民诉法 250 |
//! | 卷宗 file of a case | `archive` | – |
//! | 办件码 case code | `code` of a `party_link` | – |
//! | 补正 supplement | `Supplement` | 民诉法解释 354 |
//! | 查询码 / 核对码 printed codes | `query_code`, `check_code` | – |
//! | 案号 case number | `CaseNumber` | 案号若干规定 |
//! | 主持调解的组织 presiding organisation, 名下的调解组织 | `organisation`, `organisations` | 民诉法 205 |
//! | 贷款市场报价利率 loan prime rate (LPR) | `PrimeRates` | 民间借贷规定 25 |
//! | 农历 traditional calendar | `LunarDay` | – |

pub mod act;
pub mod actor;
pub mod administration;
pub mod application;
pub mod calendar;
pub mod case;
pub mod check;
pub mod day;
pub mod decide;
pub mod decision;
pub mod document;
pub mod finding;
pub mod id;
pub mod identity;
pub mod joining;
pub mod letter;
pub mod lunar;
pub mod meeting;
pub mod money;
pub mod named;
pub mod outcome;
pub mod performance;
pub mod period;
pub mod prime_rate;
pub mod refusal;
pub mod register;
pub mod report;
pub mod request;
pub mod review;
pub mod ruling;
pub mod security;
pub mod service;
pub mod signal;
pub mod statute;
pub mod text;
pub mod validity;
pub mod wording;
