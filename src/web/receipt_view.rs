//! The receipt of a case, as API and command line give it.
use crate::cases::words::CaseNumber;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::database::StorageError;
use crate::policy::Query;
use crate::projections::case_list;
use crate::proof::receipt::{self, ReceiptTrouble};
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
}

impl From<StorageError> for NoReceipt {
    fn from(error: StorageError) -> Self {
        Self::Receipt(error.into())
    }
}

impl CaseReceiptView {
    /// The receipt of the case with this number; none if there is no such case.
    ///
    /// # Errors
    /// When the reader may not see it, nothing proves it yet, or the database fails.
    pub async fn of(desk: &OfficeDesk, number: &CaseNumber) -> Result<Option<Self>, NoReceipt> {
        let (db, office) = (desk.store().db(), desk.office());
        let listed = case_list::by_number(db, office, std::slice::from_ref(number)).await?;
        let Some(case) = listed.into_iter().next() else { return Ok(None) };
        desk.permit_case(Query::ReadCase, case.case).await?;
        let receipt = receipt::of_stream(db, office, case.case).await?;
        Ok(Some(Self { number: case.number, position: receipt.index + 1, tlog_proof: receipt.written() }))
    }
}
