//! Every page in all its examples, rendered: what the tests hold templates and words to.

use crate::web::county::{calendar, register};
use crate::web::intake::{self, case_list};
use crate::web::page::frame::Frame;
use crate::web::page::render::{Page, text};
use crate::web::page::{form, problem};
use crate::web::people::{accounts, administration, credentials, history, inviting, person, proposals, security};
use crate::web::performance::obligations;
use crate::web::public::{home, verification};
use crate::web::review::{self, queue};
use crate::web::ruling::approval;
use crate::web::system::{condition, demo, keys};
use crate::web::{mediation, party};
use crate::words::Lang;

/// A rendered example.
pub struct Rendered {
    /// Its page's template.
    pub template: &'static str,
    /// Its number among the page's examples.
    pub number: usize,
    /// Its text, or what was wrong.
    pub text: Result<String, String>,
}

fn all<P: Page>(frame: &Frame) -> Vec<Rendered> {
    let own = P::samples().into_iter().enumerate();
    own.map(|(number, page)| Rendered { template: P::TEMPLATE, number, text: text(frame, &page) }).collect()
}

/// Every page in every example, for a language and a size of type.
#[must_use]
pub fn rendered(lang: Lang, large: bool) -> Vec<Rendered> {
    let frame = &Frame::example(lang, large);
    [
        all::<credentials::Recovery>(frame),
        all::<accounts::AccountPage>(frame),
        all::<administration::TasksPage>(frame),
        all::<administration::PeoplePage>(frame),
        all::<inviting::LinkPage>(frame),
        all::<person::PersonPage>(frame),
        all::<proposals::ProposalsPage>(frame),
        all::<proposals::OpeningPage>(frame),
        all::<history::HistoryPage>(frame),
        all::<security::SecurityPage>(frame),
        all::<register::RegisterPage>(frame),
        all::<calendar::CalendarPage>(frame),
        all::<case_list::List>(frame),
        all::<intake::case_page::CasePage>(frame),
        all::<intake::application::EditPage>(frame),
        all::<intake::files::FilesPage>(frame),
        all::<intake::files::ViewPage>(frame),
        all::<intake::readings::ReadingsPage>(frame),
        all::<intake::readings::PartyReadingsPage>(frame),
        all::<mediation::forms::FormsPage>(frame),
        all::<intake::joining::CheckPage>(frame),
        all::<condition::ConditionPage>(frame),
        all::<keys::KeysPage>(frame),
        all::<demo::DemoPage>(frame),
        all::<demo::GalleryPage>(frame),
        all::<form::StaffForm>(frame),
        all::<form::PlainForm>(frame),
        all::<home::HomePage>(frame),
        all::<home::ArticlePage>(frame),
        all::<home::AgenciesPage>(frame),
        all::<approval::CardsPage>(frame),
        all::<approval::BriefPage>(frame),
        all::<party::home::PartyHomePage>(frame),
        all::<party::agreement::SummaryPage>(frame),
        all::<party::agreement::TextPage>(frame),
        all::<party::entrance::LandingPage>(frame),
        all::<party::confirmation::ConfirmPage>(frame),
        all::<party::confirmation::DonePage>(frame),
        all::<party::ruling::RulingPage>(frame),
        all::<obligations::PerformancePage>(frame),
        all::<party::performance::PartyPerformancePage>(frame),
        all::<problem::ProblemPage>(frame),
        all::<queue::QueuePage>(frame),
        all::<review::case_page::ReviewPage>(frame),
        all::<verification::VerifyPage>(frame),
        all::<verification::VerdictPage>(frame),
    ]
    .into_iter()
    .flatten()
    .collect()
}
