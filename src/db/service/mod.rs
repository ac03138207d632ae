//! 送达: deliveries with their facts, consents, the outbox.

pub mod deliveries;
pub mod delivery_facts;
pub mod outbox;
pub mod service_consents;
