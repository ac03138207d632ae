//! 行政调解: the agency's mediation, and its own set of forms.

pub mod forms;
