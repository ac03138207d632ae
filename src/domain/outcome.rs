//! How a case ends with a ruling.

use super::document::DocumentKind;
use super::named::named;

named! {
    /// How a case ends with a ruling.
    pub enum Outcome {
        /// 确认有效.
        Confirmed = "confirmed",
        /// 驳回申请.
        Dismissed = "dismissed",
        /// 不予受理.
        NotAccepted = "not_accepted",
        /// 准许撤回.
        WithdrawalPermitted = "withdrawal_permitted",
        /// 按撤回处理.
        DeemedWithdrawn = "deemed_withdrawn",
        /// 终结特别程序.
        Terminated = "terminated",
    }
}

impl Outcome {
    /// The ruling that ends a case so.
    #[must_use]
    pub const fn ruling(self) -> DocumentKind {
        match self {
            Self::Confirmed => DocumentKind::RulingConfirming,
            Self::Dismissed => DocumentKind::RulingDismissing,
            Self::NotAccepted => DocumentKind::RulingNotAccepting,
            Self::WithdrawalPermitted => DocumentKind::RulingPermittingWithdrawal,
            Self::DeemedWithdrawn => DocumentKind::RulingDeemedWithdrawn,
            Self::Terminated => DocumentKind::RulingTerminating,
        }
    }
}
