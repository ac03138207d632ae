//! The thirty days in which the parties may apply (民诉法第二百零五条).

use super::Context;
use crate::domain::application::Application;
use crate::domain::finding::{Code, Finding};
use crate::domain::period::{DueDate, Period};

/// From this many days left on, the parties are warned.
const NEAR_DAYS: i64 = 5;
const AT: &str = "/mediation/effective_on";

pub(super) fn check(application: &Application, context: &Context<'_>, found: &mut Vec<Finding>) {
    let calendar = &context.register.calendar;
    if !calendar.has_table(context.on.year()) {
        found.push(missing(context.on.year()));
    }
    let Some(effective) = application.mediation.effective_on else { return };
    let article = Period::Apply.article(context.on);
    if effective > context.on {
        found.push(Finding::new(Code::EffectiveDate, AT, "effective-after-filing").with("on", context.on.written()).under(article));
        return;
    }
    if let Some(accepted) = application.mediation.accepted_on
        && effective < accepted
    {
        found.push(
            Finding::new(Code::EffectiveDate, AT, "effective-before-accepted").with("accepted", accepted.written()).under(article.clone()),
        );
    }
    let Some(due) = Period::Apply.from(effective, None, calendar) else { return };
    if due.provisional {
        let year = if calendar.has_table(due.deadline.nominal.year()) { due.deadline.due.year() } else { due.deadline.nominal.year() };
        if year != context.on.year() {
            found.push(missing(year));
        }
        return;
    }
    if calendar.has_table(context.on.year()) {
        thirty_days(&due, context, article, found);
    }
}

fn thirty_days(due: &DueDate, context: &Context<'_>, article: String, found: &mut Vec<Finding>) {
    let left = due.deadline.days_left(context.on);
    if left < 0 {
        found.push(Finding::new(Code::ApplyPeriod, AT, "apply-period-over").with("due", due.deadline.due.written()).under(article));
    } else if left <= NEAR_DAYS {
        found.push(
            Finding::new(Code::ApplyPeriodNear, AT, "apply-period-near")
                .with("due", due.deadline.due.written())
                .with("left", left)
                .under(article),
        );
    }
}

fn missing(year: i32) -> Finding {
    Finding::new(Code::CalendarMissing, AT, "calendar-missing").with("year", year).under("民事诉讼法第八十五条")
}
