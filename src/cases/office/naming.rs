//! 表头: what the office's own books call the columns of its ledgers.
use std::collections::BTreeMap;

crate::text_newtypes! {
    /// A header as the office's books have it: 信访件登记号.
    HeaderName(40),
    /// A column as the ledgers of 2019 or the declaration of a kind call it: 信访编号.
    ColumnName(40),
}

/// What headers of the office's own stand for. Each stands for one column; several may stand for the same.
pub type Headers = BTreeMap<HeaderName, ColumnName>;
