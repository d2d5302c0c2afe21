//! Who may see a file, and who may attach it: that follows from the cases on which it hangs, and from who sent it.
use super::{OfficeDesk, Standings};
use crate::cases::access::Confidentiality;
use crate::cases::attachment::AttachmentCommand;
use crate::cases::erasure::Part;
use crate::cases::file_hash::FileHash;
use crate::cases::ids::CaseId;
use crate::commands::Request;
use crate::database::StorageError;
use crate::files;
use crate::policy::{Action, Place, Query, Relation, Relations};
use crate::projections::{case_files, erasures};
use std::collections::BTreeSet;

/// How much of a file whoever acts may see.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FileSight {
    /// Not even that it is there.
    Nothing,
    /// 限制处理: that it is there, and is kept only because its case must be. An auditor opens it for a reason.
    KeptOnly,
    /// The file; of a picture what was drawn anew.
    Shown,
    /// The very bytes that were sent, too.
    Original,
}

impl OfficeDesk {
    /// How much of a file whoever acts may see: as much as any case on which it hangs lets him. Whoever sent it may see
    /// it whatever it hangs on, or he could tell from the refusal that it hangs on a case about himself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sight_of(&self, file: FileHash) -> Result<FileSight, StorageError> {
        let (db, office) = (self.store().db(), self.office());
        let cases = case_files::cases_of(db, office, file).await?;
        let kept_only = erasures::restricted_of(db, office, &cases).await?;
        let is_kept_only =
            |case| kept_only.get(case).is_some_and(|parts: &BTreeSet<Part>| parts.contains(&Part::Files));
        let mut sight = FileSight::Nothing;
        if self.place() == Place::Own && !files::sent_by(db, office, self.actor(), &[file]).await?.is_empty()
        {
            let sent = Relations::NONE.with(Relation::Registered, true);
            sight = self.sight(sent, Confidentiality::default());
        }
        if !cases.is_empty() && cases.iter().all(is_kept_only) {
            sight = sight.min(FileSight::KeptOnly);
        }
        for case in cases {
            if sight == FileSight::Original {
                break;
            }
            sight = sight.max(self.sight_in(case).await?);
        }
        Ok(sight)
    }

    /// How much of the files of a case whoever acts may see.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sight_in(&self, case: CaseId) -> Result<FileSight, StorageError> {
        let standing = self.standing(case, &mut Standings::default()).await?;
        if standing.kind.is_none() {
            return Ok(FileSight::Nothing);
        }
        let sight = self.sight(self.relations(case, &standing).await?, standing.level);
        let kept_only = erasures::restricted(self.store().db(), self.office(), case).await?;
        Ok(if kept_only.contains(&Part::Files) { sight.min(FileSight::KeptOnly) } else { sight })
    }

    fn sight(&self, relations: Relations, level: Confidentiality) -> FileSight {
        let may = |query| self.judge(Action::Query(query), relations, level).is_yes();
        match (may(Query::ReadOriginal), may(Query::ReadFile)) {
            (true, true) => FileSight::Original,
            (false, true) => FileSight::Shown,
            (_, false) => FileSight::Nothing,
        }
    }

    /// The files that a request attaches which are stored and which whoever acts may attach: what he sent, or may see as
    /// it was sent. So nobody comes to see a file by attaching it.
    pub(in crate::commands) async fn attachable(
        &self,
        request: &Request,
    ) -> Result<BTreeSet<FileHash>, StorageError> {
        let attached = request.steps.iter().filter_map(|step| match step.order.attachment() {
            Some(AttachmentCommand::AttachFile { file, .. }) => Some(*file),
            _ => None,
        });
        let named: BTreeSet<_> = attached.collect();
        let named: Vec<_> = named.into_iter().collect();
        if named.is_empty() {
            return Ok(BTreeSet::new());
        }
        let (db, office) = (self.store().db(), self.office());
        let stored: BTreeSet<_> =
            files::known(db, office, &named).await?.into_iter().map(|record| record.sha256).collect();
        if self.subject().is_operator() {
            return Ok(stored);
        }
        let mut attachable = files::sent_by(db, office, self.actor(), &named).await?;
        for file in stored {
            if !attachable.contains(&file) && self.sight_of(file).await? == FileSight::Original {
                attachable.insert(file);
            }
        }
        Ok(attachable)
    }
}
