//! Calendar files (RFC 5545): the days of a case, each with a reminder the day before.

use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::office::Office;
use crate::office::case_overview::{self, DueDateRow};
use crate::web::State;
use crate::web::intake::files::attachment;
use crate::web::page::frame::Frame;
use crate::web::page::navigation::case_id;
use crate::web::page::problem::Problem;
use crate::web::request::actor::Reader;
use crate::web::request::hop::act;
use crate::words::{Lang, bracketed, say};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

/// The last days of clocks that run, each with what has to be done by then.
pub fn days<'a>(lang: Lang, clocks: impl Iterator<Item = &'a DueDateRow>) -> impl Iterator<Item = (Day, String)> {
    let running = clocks.filter(|c| c.met_on.is_none());
    running.map(move |c| {
        let mark = if c.provisional { say(lang, "provisional", &[]) } else { String::new() };
        (c.deadline.due, format!("{}{mark}{}", say(lang, &format!("period-{}", c.period.name()), &[]), bracketed(lang, &c.article)))
    })
}

/// A calendar of whole days.
#[must_use]
pub fn file(office: &Office, case: &CaseId, days: &[(Day, String)]) -> String {
    let stamp = office.now().to_string().replace(['-', ':'], "");
    let mut lines: Vec<String> = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//portal//days//ZH"].map(str::to_owned).into();
    for (index, (day, text)) in days.iter().enumerate() {
        let compact = day.to_string().replace('-', "");
        let text = escaped(text);
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{case}-{compact}-{index}@{}", office.config.host),
            format!("DTSTAMP:{stamp}"),
            format!("DTSTART;VALUE=DATE:{compact}"),
            format!("SUMMARY:{text}"),
            "BEGIN:VALARM".to_owned(),
            "ACTION:DISPLAY".to_owned(),
            format!("DESCRIPTION:{text}"),
            "TRIGGER:-P1D".to_owned(),
            "END:VALARM".to_owned(),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| format!("{}\r\n", fold(line))).collect()
}

/// TEXT (RFC 5545 §3.3.11).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(['\n', '\r'], " ").replace(',', "\\,").replace(';', "\\;")
}

/// Content lines are at most 75 octets long; longer ones go on after a space (RFC 5545 §3.1).
fn fold(line: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out
}

/// A calendar as a file to keep.
#[must_use]
pub fn answer(text: &str) -> HttpResponse {
    attachment(text.as_bytes(), "text/calendar; charset=utf-8", "calendar.ics")
}

/// `GET /cases/{id}/calendar.ics`: every clock of a case that runs, for whoever handles it.
///
/// # Errors
/// 404.
pub async fn case(frame: Frame, state: Data<State>, who: Reader, id: Path<String>) -> Result<HttpResponse, Problem> {
    let (id, lang) = (case_id(&id)?, frame.lang);
    let text = act(&state, move |office| {
        let case = office.case(&who.0.actor, &id)?;
        let clocks = case_overview::clocks(office, &case.id)?;
        Ok(file(office, &id, &days(lang, clocks.iter()).collect::<Vec<_>>()))
    })
    .await?;
    Ok(answer(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_goes_on_after_a_space_and_no_character_is_cut() {
        let folded = fold(&format!("SUMMARY:{}", "期限".repeat(40)));
        assert!(folded.split("\r\n").all(|line| line.len() <= 75), "{folded}");
        assert_eq!(folded.replace("\r\n ", ""), format!("SUMMARY:{}", "期限".repeat(40)));
    }

    #[test]
    fn commas_semicolons_and_strokes_are_text() {
        assert_eq!(escaped("a,b;c\\d\ne"), "a\\,b\\;c\\\\d e");
    }
}
