//! `GET /readings`: who looked at what.
use super::asked::Asked;
use crate::cases::occurred::Moment;
use crate::event_log::readings::{Reason, Wanted};
use crate::queries::cases;
use crate::queries::readings::{self, Read};
use crate::web::here::Here;
use crate::web::problem::Problem;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Readings of a page, if nothing else is asked for, and at most.
const PAGE: usize = 50;
const MOST: usize = 200;

/// What is asked of the readings.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReadingsQuery {
    /// Only what this one read, as the log names it: `user:li.na`.
    #[param(max_length = 80)]
    reader: Option<String>,
    /// Only what was read in the case of this number.
    #[param(max_length = 120)]
    number: Option<String>,
    /// Only readings of this kind: `case`, `history`, `files`, `file`, `person_search`, `reveal`, `evidence`.
    what: Option<String>,
    /// Only those at this moment or later (RFC 3339).
    from: Option<String>,
    /// Only those before this moment (RFC 3339).
    until: Option<String>,
    /// The `next` of the page before.
    #[param(minimum = 1)]
    before: Option<i64>,
    /// Readings of a page at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<usize>,
}

/// A reading.
#[derive(Serialize, ToSchema)]
#[schema(as = Reading)]
pub struct ReadingView {
    /// Its place among the readings of the office.
    position: i64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    read_at: Moment,
    /// Who, as the log names it.
    reader: String,
    /// What: `case`, `history`, `files`, `file`, `person_search`, `reveal`, `evidence`.
    what: &'static str,
    /// The number of the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// The SHA-256 of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// Why: `handling`, `inquiry`, `supervision`, `audit`, `other`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
}

impl From<Read> for ReadingView {
    fn from(read: Read) -> Self {
        let recorded = read.recorded;
        Self {
            position: recorded.position,
            read_at: recorded.read_at,
            reader: recorded.reading.reader.0.to_string(),
            what: recorded.reading.what.name(),
            number: read.number,
            file: recorded.reading.file.map(|file| file.to_string()),
            reason: recorded.reading.reason.map(Reason::name),
            words: read.words,
        }
    }
}

/// A page of readings.
#[derive(Serialize, ToSchema)]
#[schema(as = Readings)]
pub struct ReadingsView {
    /// The readings, the newest first.
    readings: Vec<ReadingView>,
    /// Where the next page begins, for `before`; none after the last one. A page may be short, and there is more to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// Who looked at what
///
/// What auditors read, what anybody read of a restricted or secret case, every file that was opened, every search for a
/// person, and everybody who was shown in the clear for a reason. Each was recorded before it was answered.
#[utoipa::path(get, path = "/readings", tag = "audit", params(ReadingsQuery),
    responses((status = 200, description = "A page of readings.", body = ReadingsView)))]
pub async fn readings(
    Here(desk): Here,
    Asked(query): Asked<ReadingsQuery>,
) -> Result<Json<ReadingsView>, Problem> {
    let wrong = |field: &str, error: String| Problem::bad_request("query.readings", error).about(field);
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=MOST).contains(&limit) {
        return Err(wrong("limit", format!("is a number from 1 to {MOST}")));
    }
    let moment = |field: &str, text: Option<String>| {
        let read = text.map(|text| Moment::parse(&text)).transpose();
        read.map_err(|error| wrong(field, error.to_string()))
    };
    let mut wanted = Wanted {
        reader: query.reader,
        case: None,
        what: query.what.map(|what| what.parse()).transpose().map_err(|error| wrong("what", error))?,
        from: moment("from", query.from)?,
        until: moment("until", query.until)?,
    };
    if let Some(number) = query.number {
        let number =
            number.parse().map_err(|_| wrong("number", format!("'{number}' is no number of a case")))?;
        let Some(case) = cases::numbered(&desk, &number).await? else {
            // Of a case that is not there nothing was read; whether one may ask is asked all the same.
            readings::page(&desk, &wanted, Some(1), 1).await?;
            return Ok(Json(ReadingsView { readings: Vec::new(), next: None }));
        };
        wanted.case = Some(case.case);
    }
    let page = readings::page(&desk, &wanted, query.before, limit).await?;
    Ok(Json(ReadingsView { readings: page.read.into_iter().map(Into::into).collect(), next: page.next }))
}
