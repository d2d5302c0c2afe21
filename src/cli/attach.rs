//! `anjuan attach CASE FILE… [--kind KIND] [--title TEXT] [--made WHEN] [--step N] [--json]`
use super::files::no_such_case;
use super::{Context, DONE, Failure, app, output};
use crate::cases::attachment::{AttachmentCommand, AttachmentKind, Title};
use crate::cases::facts::Conduct;
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Moment, Occurred};
use crate::cases::personal::{Personal, Subject};
use crate::cases::words::CaseNumber;
use crate::commands::{CommandError, OfficeDesk, Request, Step};
use crate::files::{FileHash, FileRecord, FileStore, MediaType};
use crate::policy::Query;
use crate::projections::case_list;
use bytes::Bytes;
use clap::Args;
use futures_util::{Stream, stream};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tokio::io::AsyncReadExt as _;

/// Bytes of a file that are read at once.
const PIECE: usize = 256 << 10;

#[derive(Args, Debug)]
#[command(after_help = "\
Every file is stored first; when all are there one command attaches them, all or none. Doing it again changes nothing.
What a file is, is told by its content; without --kind a picture is a photograph, sound and video a recording, and
anything else 'other'.

Examples:
  anjuan attach XF2019-0001 来信.pdf --kind letter --title 第二次来信 --made 2019-03-05
  anjuan --as wang.wei attach XH2019-00012 after-*.jpg --kind photograph_after --step 4

Kinds: photograph_before, photograph_after, photograph, letter, form, official_paper, recording, other.")]
pub(super) struct AttachArgs {
    /// The case's number.
    #[arg(value_name = "CASE")]
    number: CaseNumber,
    /// The files.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// What they are.
    #[arg(long, value_name = "KIND")]
    kind: Option<AttachmentKind>,
    /// What they show; kept sealed.
    #[arg(long, value_name = "TEXT")]
    title: Option<Title>,
    /// When they were made: 2019-03-05, or 2019-03-05T09:30:00+08:00.
    #[arg(long, value_name = "WHEN", value_parser = when)]
    made: Option<Occurred>,
    /// The version of the step of the case to which they belong, as `anjuan history` tells it.
    #[arg(long, value_name = "N")]
    step: Option<i64>,
    /// Print JSON and nothing else.
    #[arg(long)]
    json: bool,
}

fn when(text: &str) -> Result<Occurred, String> {
    let day = text.parse().map(Occurred::Day).ok();
    day.or_else(|| Moment::parse(text).ok().map(Occurred::Instant))
        .ok_or_else(|| format!("'{text}' is neither a day nor a moment with its offset"))
}

/// What was done.
#[derive(Serialize)]
struct Attached {
    number: CaseNumber,
    version: i64,
    position: i64,
    files: Vec<Sent>,
}

#[derive(Serialize)]
struct Sent {
    path: String,
    file: FileHash,
    what: AttachmentKind,
    size: u64,
    media_type: &'static str,
}

pub(super) async fn run(context: &Context, args: AttachArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let attached = attach(&desk, &app::files(&store, &context.loaded.config)?, &args).await?;
    store.close().await;
    if args.json {
        output::json(&attached)?;
        return Ok(DONE);
    }
    let mut text = String::new();
    for Sent { path, file, what, .. } in &attached.files {
        writeln!(text, "{file} {} {path}", what.name())?;
    }
    writeln!(text, "{} files on {}", attached.files.len(), attached.number)?;
    output::text(&text)?;
    Ok(DONE)
}

async fn attach(desk: &OfficeDesk, store: &FileStore, args: &AttachArgs) -> Result<Attached, Failure> {
    let listed =
        case_list::by_number(desk.store().db(), desk.office(), std::slice::from_ref(&args.number)).await?;
    let case = listed.into_iter().next().ok_or_else(|| no_such_case(&args.number))?.case;
    // Nothing is stored for a case that whoever acts may not see.
    desk.permit_case(Query::ReadCase, case).await?;
    desk.permit(Query::StoreFile).await?;
    let (mut files, mut steps) = (Vec::new(), Vec::new());
    let occurred = Occurred::Instant(desk.store().source().now());
    for path in &args.files {
        let failed = |error: String| format!("{}: {error}; nothing was attached", path.display());
        let record = put(desk, store, path).await.map_err(|error| failed(error.to_string()))?;
        let what = args.kind.unwrap_or_else(|| kind_of(record.media_type));
        let title = args.title.clone().map(|title| Personal::plain(Subject::MATTER, title));
        let command = AttachmentCommand::AttachFile {
            case,
            file: record.sha256,
            what,
            made: args.made,
            place: None,
            title,
            step: args.step.map(Version),
        };
        let stream = desk.office().attachment_stream(case);
        steps.push(Step::new(stream, Dated { occurred, what: command }));
        files.push(Sent {
            path: path.display().to_string(),
            file: record.sha256,
            what,
            size: record.size,
            media_type: record.media_type.name(),
        });
    }
    let receipt = desk.execute(Request { conduct: Conduct::Live, steps }).await.map_err(told)?;
    let (version, position) = (receipt.version.0, receipt.position.0);
    Ok(Attached { number: args.number.clone(), version, position, files })
}

/// Why the command was not carried out, in the words of whatever stood against it.
fn told(error: CommandError) -> Failure {
    match error {
        CommandError::Refused(reason) => format!("{reason}; nothing was attached").into(),
        error => error.into(),
    }
}

fn kind_of(media: MediaType) -> AttachmentKind {
    let recorded = ["audio/", "video/"].iter().any(|kind| media.name().starts_with(kind));
    if media.is_image() {
        AttachmentKind::Photograph
    } else if recorded {
        AttachmentKind::Recording
    } else {
        AttachmentKind::Other
    }
}

/// Stores a file; it is read twice, for its name is the hash of all of it.
async fn put(desk: &OfficeDesk, store: &FileStore, path: &Path) -> Result<FileRecord, Failure> {
    let mut digest = Sha256::new();
    let mut reading = tokio::fs::File::open(path).await?;
    let mut piece = vec![0; PIECE];
    loop {
        match reading.read(&mut piece).await? {
            0 => break,
            read => digest.update(&piece[..read]),
        }
    }
    let file = FileHash::new(digest.finalize().into());
    let body = Box::pin(pieces(tokio::fs::File::open(path).await?));
    Ok(store.put(desk.office(), file, desk.actor(), body).await?.record().clone())
}

fn pieces(file: tokio::fs::File) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send {
    stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
}
