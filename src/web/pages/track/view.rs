//! What stands on the citizen's page about a case, in plain words.
use crate::cases::workdays::Calendar;
use crate::commands::OfficeDesk;
use crate::queries::tracking::Tracked;
use crate::web::messages::Voice;
use crate::web::pages::due_words::Left;
use crate::web::pages::frame::coded;
use crate::web::pages::reader::{said, told};
use crate::web::words::Language;

/// A date that comes next.
pub(super) struct Next {
    pub(super) what: String,
    pub(super) day: String,
    /// How far away it is.
    pub(super) left: String,
    pub(super) overdue: bool,
    /// Whether the calendar of its year is not published yet.
    pub(super) provisional: bool,
}

/// What may be asked for.
pub(super) struct Ask {
    pub(super) command: &'static str,
    pub(super) title: String,
    pub(super) until: String,
    pub(super) open: bool,
    pub(super) command_id: String,
}

/// A case.
pub(super) struct Shown {
    pub(super) number: String,
    pub(super) received: String,
    pub(super) stands: String,
    pub(super) plain: String,
    /// What there is to say beside it.
    pub(super) beside: Vec<String>,
    pub(super) next: Vec<Next>,
    pub(super) ask: Option<Ask>,
    pub(super) rated: Option<String>,
    /// The id of the command that rates, if it can be rated.
    pub(super) rates: Option<String>,
    /// The id of the command that attaches, if photographs are taken.
    pub(super) photographs: Option<String>,
    pub(super) sent: String,
}

impl Shown {
    pub(super) fn of(language: Language, voice: &Voice, desk: &OfficeDesk, of: &Tracked) -> Self {
        let source = desk.store().source();
        let (today, kind) = (source.now().day(), of.kind.name());
        let id = || source.command_id().to_string();
        let calendar = Calendar::china();
        let clocks = of.clocks.iter().filter_map(|clock| {
            // What is no citizen's concern has no words.
            let what = crate::web::words::word(language, &format!("page.track.next.{}", clock.name))?;
            let left = Left::of(clock.due.due, today, &calendar);
            Some(Next {
                what: what.to_owned(),
                day: clock.due.due.to_string(),
                overdue: left.name() == "overdue",
                left: left.words(language),
                provisional: clock.due.provisional,
            })
        });
        let say = |message: &str, name, value: String| {
            voice.say(message, &[(name, value), ("number", of.number.to_string())])
        };
        let beside = [
            of.competent.as_ref().map(|body| say("track.competent", "body", body.to_string())),
            of.suspended.map(|since| say("track.suspended", "day", since.to_string())),
            of.concluded.map(|on| say("track.concluded", "day", on.to_string())),
        ];
        let ask = of.asking.map(|asking| Ask {
            command: asking.command,
            title: said(language, &format!("command.{}", asking.command)).into_owned(),
            until: asking.until.to_string(),
            open: asking.open,
            command_id: id(),
        });
        let rated = of.rating.and_then(|rating| serde_json::to_value(rating).ok());
        Self {
            number: of.number.to_string(),
            received: of.received.to_string(),
            stands: coded(language, &format!("phase.{kind}"), &of.phase).into_owned(),
            plain: say(&format!("track.phase.{kind}.{}", of.phase), "day", of.received.to_string()),
            beside: beside.into_iter().flatten().collect(),
            next: clocks.collect(),
            ask,
            rated: rated
                .and_then(|code| Some(coded(language, "page.track.rating", code.as_str()?).into_owned())),
            rates: of.can_rate.then(id),
            photographs: of.takes_photographs.then(id),
            sent: told(language, "page.track.sent", &[("count", of.photographs.to_string())]),
        }
    }
}
