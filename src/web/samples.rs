//! Every page in all its examples, rendered: what the tests hold templates and words to.

use super::frame::Frame;
use super::page::{Page, text};
use super::{account, admin, agency, county, demo, forms, home, judge, party, performance, problem, restdays, studio, verify, welcome};
use crate::words::Lang;

/// A rendered example: template, number, text or what was wrong.
pub type Rendered = (&'static str, usize, Result<String, String>);

fn all<P: Page>(frame: &Frame) -> Vec<Rendered> {
    let own = P::samples().into_iter().enumerate();
    own.map(|(number, page)| (P::TEMPLATE, number, text(frame, &page))).collect()
}

/// Every page in every example, for a language and a size of type.
#[must_use]
pub fn rendered(lang: Lang, large: bool) -> Vec<Rendered> {
    let frame = &Frame::example(lang, large);
    [
        all::<welcome::Recovery>(frame),
        all::<account::Account>(frame),
        all::<admin::TasksPage>(frame),
        all::<admin::PeoplePage>(frame),
        all::<admin::LinkPage>(frame),
        all::<admin::PersonPage>(frame),
        all::<county::RegisterPage>(frame),
        all::<restdays::CalendarPage>(frame),
        all::<agency::List>(frame),
        all::<agency::case::CasePage>(frame),
        all::<agency::edit::EditPage>(frame),
        all::<agency::files::FilesPage>(frame),
        all::<agency::files::ViewPage>(frame),
        all::<agency::forms::FormsPage>(frame),
        all::<agency::ask::CheckPage>(frame),
        all::<demo::DemoPage>(frame),
        all::<demo::GalleryPage>(frame),
        all::<forms::StaffForm>(frame),
        all::<forms::PlainForm>(frame),
        all::<home::HomePage>(frame),
        all::<home::ArticlePage>(frame),
        all::<home::AgenciesPage>(frame),
        all::<judge::CardsPage>(frame),
        all::<judge::BriefPage>(frame),
        all::<party::HomePage>(frame),
        all::<party::SummaryPage>(frame),
        all::<party::TextPage>(frame),
        all::<party::enter::LandingPage>(frame),
        all::<party::join::ConfirmPage>(frame),
        all::<party::join::DonePage>(frame),
        all::<party::ruling::RulingPage>(frame),
        all::<performance::PerformancePage>(frame),
        all::<performance::PartyPerformancePage>(frame),
        all::<problem::ProblemPage>(frame),
        all::<studio::QueuePage>(frame),
        all::<studio::review::ReviewPage>(frame),
        all::<verify::VerifyPage>(frame),
        all::<verify::VerdictPage>(frame),
    ]
    .into_iter()
    .flatten()
    .collect()
}
