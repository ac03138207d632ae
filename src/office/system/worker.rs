//! The worker beside the pages: seals what is due, sends letters, keeps clocks and register, once a beat.

use crate::office::Office;
use crate::office::county::changes;
use crate::office::ruling::sealing;
use crate::office::service::sending;
use crate::office::system::sweep;
use crate::post::Sender;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often approved rulings are sealed and letters sent.
const BEAT: Duration = Duration::from_secs(1);

/// Starts it; it ends after the beat in which `stop` is set.
pub fn start(office: Office, carrier: &'static dyn Sender, stop: Arc<AtomicBool>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            beat(&office.current(), carrier);
            std::thread::sleep(BEAT);
        }
    })
}

/// One beat. What fails is logged and tried again at the next; it does not keep the rest waiting.
fn beat(office: &Office, carrier: &dyn Sender) {
    if let Err(error) = sealing::reconcile(office) {
        tracing::error!(?error, "unfinished rulings cannot be listed");
    }
    if let Err(error) = sealing::seal_due(office) {
        tracing::error!(?error, "sealing what is due failed");
    }
    if let Err(error) = sending::send(office, carrier) {
        tracing::error!(?error, "sending letters failed");
    }
    if let Err(error) = sweep::sweep_daily(office) {
        tracing::error!(?error, "the clocks cannot be swept");
    }
    if let Err(error) = changes::refresh(office) {
        tracing::error!(?error, "the register cannot be read anew");
    }
}
