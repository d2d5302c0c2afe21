//! The receipt of a case, as API and command line give it.
use crate::cases::words::CaseNumber;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::database::StorageError;
use crate::policy::Query;
use crate::projections::{case_list, offices};
use crate::proof::receipt::{self, ReceiptTrouble};
use crate::proof::{Notary, SignError};
use serde::Serialize;
use utoipa::ToSchema;

/// The receipt of a case's registration. It names nobody.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseReceipt)]
pub struct CaseReceiptView {
    /// The case.
    #[schema(value_type = String)]
    pub number: CaseNumber,
    /// The position of its registration in the office's log.
    pub position: u64,
    /// The receipt, to be kept as a file: C2SP tlog-proof.
    pub tlog_proof: String,
}

/// Why there is no receipt.
#[derive(Debug, thiserror::Error)]
pub enum NoReceipt {
    /// The reader may not see the case, or the database fails.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// Nothing proves it, or not yet.
    #[error(transparent)]
    Receipt(#[from] ReceiptTrouble),
    /// The log is not signed.
    #[error(transparent)]
    Sign(#[from] SignError),
}

impl From<StorageError> for NoReceipt {
    fn from(error: StorageError) -> Self {
        Self::Receipt(error.into())
    }
}

impl CaseReceiptView {
    /// The receipt of the case with this number; none if there is no such case. What is in no checkpoint yet is signed now, if
    /// the notary has the office's key.
    ///
    /// # Errors
    /// When the reader may not see it, nothing proves it yet, the log cannot be signed, or the database fails.
    pub async fn of(
        desk: &OfficeDesk,
        number: &CaseNumber,
        notary: &Notary,
    ) -> Result<Option<Self>, NoReceipt> {
        let (db, office) = (desk.store().db(), desk.office());
        let listed = case_list::by_number(db, office, std::slice::from_ref(number)).await?;
        let Some(case) = listed.into_iter().next() else { return Ok(None) };
        desk.permit_case(Query::ReadCase, case.case).await?;
        let receipt = match receipt::of_stream(db, office, case.case, notary.quorum()).await {
            Err(ReceiptTrouble::NotSignedYet(at)) => {
                let code = offices::code_of(db, office).await?;
                let signed = notary.sign(db, (office, &code), desk.store().source()).await?;
                signed.ok_or(ReceiptTrouble::NotSignedYet(at))?;
                receipt::of_stream(db, office, case.case, notary.quorum()).await?
            }
            receipt => receipt?,
        };
        Ok(Some(Self { number: case.number, position: receipt.index + 1, tlog_proof: receipt.written() }))
    }
}
