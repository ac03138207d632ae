//! The agency's own forms (行政调解文书), filled in from a case's draft.

use crate::domain::actor::Actor;
use crate::domain::id::CaseId;
use crate::domain::wording;
use crate::domain::wording::agency::{AgencyForm, Papers};
use crate::office::{Error, Office, Result};

/// One of the agency's own forms, filled in from a case's draft: printed anew each time, kept nowhere.
///
/// # Errors
/// [`Error::NotFound`].
pub fn agency_form(office: &Office, actor: &Actor, id: &CaseId, form: AgencyForm) -> Result<Vec<u8>> {
    let case = office.case(actor, id)?;
    let application = office.application(&case)?;
    let code = application.agency.clone().unwrap_or_default();
    let agency = office.register.agency(&code).ok_or(Error::NotFound)?;
    let papers = Papers {
        power: agency.kind(application.dispute_kind.as_deref().unwrap_or("")),
        agency,
        court: &office.register.court,
        reference: application.external_ref.as_deref().unwrap_or(id.as_str()),
        application: &application,
        today: office.today(),
    };
    let document = wording::agency::form(form, &papers);
    Ok(office.print(&document, office.now(), &format!("{id}/{}", form.name()))?.bytes)
}
