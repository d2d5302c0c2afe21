//! `anjuan paper kinds | issue | list | print | void`
use super::{Context, DONE, Failure, WRONG_USAGE, app, output};
use crate::cases::paper::PaperKind;
use crate::cases::words::{CaseNumber, PaperNumber, Text};
use crate::papers::official::{FORMS, Texts};
use crate::papers::{Fonts, Form};
use crate::web::official::{self, Chancery, PaperView};
use crate::web::words::{sentence, word};
use clap::{Args, Subcommand};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  anjuan --as chen.tao paper issue XH2019-00001 order_to_correct -o order.pdf\n  \
                  anjuan paper list XH2019-00001\n  \
                  anjuan --as chen.tao paper print 定消改字〔2019〕第1号 -o order.docx --format docx\n  \
                  anjuan --as wang.fang paper void 定消改字〔2019〕第1号 --reason 整改期限写错\n  \
                  anjuan paper --write-templates /etc/anjuan/report\n\n\
                  Papers name people, so they are issued and printed by whoever works on the case: say who with --as."
)]
pub(super) struct PaperArgs {
    #[command(subcommand)]
    command: Option<PaperCommand>,
    /// Write the texts of all papers into a folder, so that the office can change them; no file that is there is
    /// touched.
    #[arg(long, value_name = "FOLDER")]
    write_templates: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
enum PaperCommand {
    /// The kinds of papers; of a case, those that can be issued now.
    #[command(after_help = "Examples:\n  anjuan paper kinds\n  anjuan paper kinds XF2019-0001")]
    Kinds {
        /// The case's number.
        #[arg(value_name = "CASE")]
        case: Option<CaseNumber>,
        /// Print JSON and nothing else.
        #[arg(long)]
        json: bool,
    },
    /// 制发: issue a paper; it gets the next number of its series.
    #[command(
        after_help = "Examples:\n  anjuan --as li.na paper issue XF2019-0001 acceptance -o acceptance.pdf\n  \
                            anjuan --as li.na paper issue XF2019-0001 acceptance -o acceptance.docx --format docx\n  \
                            anjuan --as li.na paper issue XF2019-0001 proof_of_service --of 定信受字〔2019〕第1号"
    )]
    Issue {
        /// The case's number.
        #[arg(value_name = "CASE")]
        case: CaseNumber,
        /// What it is; `anjuan paper kinds` tells them.
        #[arg(value_name = "KIND")]
        kind: PaperKind,
        /// Of a proof of service: the number of the paper that is served.
        #[arg(long, value_name = "NUMBER")]
        of: Option<PaperNumber>,
        #[command(flatten)]
        file: FileArgs,
        /// Print JSON and nothing else.
        #[arg(long)]
        json: bool,
    },
    /// The papers of a case, or the register of a series.
    #[command(
        after_help = "Examples:\n  anjuan paper list XF2019-0001\n  anjuan paper list --series 定信受字〔2019〕\n  \
                            anjuan paper list --json"
    )]
    List {
        /// The case's number.
        #[arg(value_name = "CASE", conflicts_with = "series")]
        case: Option<CaseNumber>,
        /// How the numbers begin; all of them, if it is left out.
        #[arg(long, value_name = "WORD")]
        series: Option<String>,
        /// Print JSON and nothing else.
        #[arg(long)]
        json: bool,
    },
    /// Print a paper again: the very bytes that were issued. Whether it is void is said beside it.
    #[command(
        after_help = "Example:\n  anjuan --as li.na paper print 定信受字〔2019〕第1号 -o acceptance.pdf"
    )]
    Print {
        /// Its number, as printed.
        #[arg(value_name = "NUMBER")]
        number: String,
        #[command(flatten)]
        file: FileArgs,
    },
    /// 作废: declare a paper void; it stays, with its number, and says so.
    #[command(
        after_help = "Example:\n  anjuan --as wang.fang paper void 定信受字〔2019〕第1号 --reason 姓名写错"
    )]
    Void {
        /// Its number, as printed.
        #[arg(value_name = "NUMBER")]
        number: String,
        /// Why.
        #[arg(long, value_name = "WORDS")]
        reason: Text,
        /// Print JSON and nothing else.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args, Debug)]
struct FileArgs {
    /// The file to write.
    #[arg(short = 'o', long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// pdf or docx.
    #[arg(long, value_name = "FORM", default_value = "pdf", value_parser = form)]
    format: Form,
}

fn form(text: &str) -> Result<Form, String> {
    let found = FORMS.into_iter().find(|form| form.name() == text);
    found.ok_or_else(|| format!("'{text}' is no form of an official paper; there are pdf and docx"))
}

pub(super) async fn run(context: &Context, args: PaperArgs) -> Result<u8, Failure> {
    if let Some(folder) = &args.write_templates {
        return write_templates(folder);
    }
    match args.command {
        None => {
            eprintln!("anjuan: say what to do with papers: kinds, issue, list, print or void");
            Ok(WRONG_USAGE)
        }
        Some(PaperCommand::Kinds { case, json }) => kinds(context, case, json).await,
        Some(PaperCommand::Issue { case, kind, of, file, json }) => {
            issue(context, &case, (kind, of), &file, json).await
        }
        Some(PaperCommand::List { case, series, json }) => list(context, case, series, json).await,
        Some(PaperCommand::Print { number, file }) => print(context, &number, &file).await,
        Some(PaperCommand::Void { number, reason, json }) => void(context, &number, reason, json).await,
    }
}

fn write_templates(folder: &Path) -> Result<u8, Failure> {
    if let Some(path) = Texts::write_built_in(folder)? {
        output::text(&format!("{}\n", path.display()))?;
    }
    eprintln!("name the folder in the configuration: [report] templates = \"{}\"", folder.display());
    Ok(DONE)
}

fn chancery(context: &Context, store: &crate::commands::Store) -> Result<Chancery, Failure> {
    let config = &context.loaded.config;
    Ok(Chancery {
        texts: Arc::new(Texts::of(config.report.templates.as_deref())?),
        fonts: Fonts { configured: config.report.font.clone() },
        files: app::files(store, config)?,
    })
}

async fn kinds(context: &Context, case: Option<CaseNumber>, json: bool) -> Result<u8, Failure> {
    let possible = match case {
        None => PaperKind::ALL.map(PaperKind::name).to_vec(),
        Some(case) => {
            let store = context.open().await?;
            let desk = context.office(&store).await?;
            let listed = official::case_of(&desk, &case).await?;
            let papers = official::of_case(&desk, &listed).await?;
            store.close().await;
            papers.possible
        }
    };
    if json {
        output::json(&possible)?;
        return Ok(DONE);
    }
    let mut text = String::new();
    for kind in possible {
        writeln!(text, "{kind:<22}{}", called(context, kind))?;
    }
    output::text(&text)?;
    Ok(DONE)
}

fn called(context: &Context, kind: &str) -> &'static str {
    word(context.lang, &format!("paper.kind.{kind}")).unwrap_or_default()
}

async fn issue(
    context: &Context,
    case: &CaseNumber,
    asked: (PaperKind, Option<PaperNumber>),
    file: &FileArgs,
    json: bool,
) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let chancery = chancery(context, &store)?;
    let listed = official::case_of(&desk, case).await?;
    let issued = official::issue(&desk, &chancery, &listed, asked, None).await?;
    if let Some(path) = &file.output {
        let (_, bytes) = official::print(&desk, &chancery.files, issued.number.as_str(), file.format).await?;
        written(path, &bytes)?;
    }
    store.close().await;
    if json {
        output::json(&issued)?;
    } else {
        output::text(&line(context, &issued))?;
    }
    Ok(DONE)
}

fn written(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// A paper in a line: number, kind, day, case, and whether it is void.
fn line(context: &Context, paper: &PaperView) -> String {
    let case = paper.case.as_ref().map(CaseNumber::as_str).unwrap_or_default();
    let mut text = format!("{}  {}  {}  {case}", paper.number, called(context, paper.kind), paper.issued);
    if let Some(of) = &paper.of {
        let _ = write!(text, "  {of}");
    }
    if let Some(day) = paper.voided {
        let void = sentence(context.lang, "paper.void.since", &[("day", day.to_string())]);
        let _ = write!(text, "  {}", void.unwrap_or_default());
    }
    text.push('\n');
    text
}

async fn list(
    context: &Context,
    case: Option<CaseNumber>,
    series: Option<String>,
    json: bool,
) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let papers = match case {
        Some(case) => {
            let listed = official::case_of(&desk, &case).await?;
            official::of_case(&desk, &listed).await?.papers
        }
        None => official::register(&desk, &series.unwrap_or_default()).await?,
    };
    store.close().await;
    if json {
        output::json(&papers)?;
        return Ok(DONE);
    }
    output::text(&papers.iter().map(|paper| line(context, paper)).collect::<String>())?;
    Ok(DONE)
}

async fn print(context: &Context, number: &str, file: &FileArgs) -> Result<u8, Failure> {
    let Some(path) = &file.output else {
        eprintln!("anjuan: a {} is no text; name a file: -o paper.{0}", file.format.name());
        return Ok(WRONG_USAGE);
    };
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let files = app::files(&store, &context.loaded.config)?;
    let (paper, bytes) = official::print(&desk, &files, number, file.format).await?;
    store.close().await;
    written(path, &bytes)?;
    output::text(&line(context, &paper))?;
    Ok(DONE)
}

async fn void(context: &Context, number: &str, reason: Text, json: bool) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let (paper, _) = official::void(&desk, number, reason).await?;
    store.close().await;
    if json {
        output::json(&paper)?;
    } else {
        output::text(&line(context, &paper))?;
    }
    Ok(DONE)
}
