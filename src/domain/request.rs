//! What people ask of those who handle a case, or of the administrator.

use super::named::named;

named! {
    /// What is asked.
    pub enum RequestKind {
        /// 撤回申请.
        Withdraw = "withdraw",
        /// The telephone on record is wrong.
        WrongPhone = "wrong_phone",
        /// The party has no mobile telephone.
        NoPhone = "no_phone",
        /// What the page says differs from the agreement.
        Differs = "differs",
        /// Whoever was asked is not the party.
        NotMe = "not_me",
        /// The party said no, with its reason.
        Declined = "declined",
        /// Documents on paper (民诉法第九十条).
        Paper = "paper",
        /// A new password, of the administrator.
        Password = "password",
    }
}
