//! `/inspect/places`: QR codes of places, to be printed and put up there. Scanned, each opens the place's history.
use crate::cases::words::Committee;
use crate::policy::Query;
use crate::queries::inspections::{self, Site};
use crate::web::pages::form::Sent;
use crate::web::pages::frame::{Frame, Section, drawn};
use crate::web::pages::reader::Reader;
use crate::web::problem::Problem;
use crate::web::sign_in::SignInState;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use url::Url;

/// Codes on a page at most; those of places at which something was found last.
const MOST: usize = 120;
/// Points on each side of a code, at least.
const SIDE: u32 = 132;

/// A place with its code.
struct Code {
    address: String,
    place: Option<String>,
    svg: String,
    href: String,
}

#[derive(Template)]
#[template(path = "inspect/places.html")]
struct Page {
    frame: Frame,
    committees: Vec<String>,
    chosen: String,
    codes: Vec<Code>,
    more: bool,
}

/// The codes of the places of a committee: one's own, unless another is named.
pub(super) async fn page(
    reader: Reader,
    State(state): State<SignInState>,
    uri: Uri,
) -> Result<Response, Problem> {
    let desk = &reader.desk;
    desk.permit(Query::ReadWorkList).await?;
    let asked = Sent::of(uri.query().unwrap_or_default());
    let named: Option<Committee> = asked.text("committee").parse().ok();
    let chosen = named.or_else(|| desk.subject().committee.clone());
    let file = desk.file().await.map_err(|error| Problem::failed(&error))?;
    let committees: Vec<_> =
        file.iter().flat_map(|file| file.committees.iter().map(ToString::to_string)).collect();
    let sites = match &chosen {
        Some(committee) => inspections::places(desk, Some(committee)).await?,
        None if desk.subject().is_operator() => inspections::places(desk, None).await?,
        None => Vec::new(),
    };
    let more = sites.len() > MOST;
    let origin = &state.sign_in.settings().origin;
    let codes = sites.into_iter().take(MOST).map(|site| code(origin, site)).collect::<Result<_, _>>()?;
    let title = reader.t("phone.places.title");
    drawn(&Page {
        frame: reader.frame(Section::Inspect, title).await?,
        committees,
        chosen: chosen.map(|committee| committee.to_string()).unwrap_or_default(),
        codes,
        more,
    })
}

fn code(origin: &Url, site: Site) -> Result<Code, Problem> {
    let (address, place) = (site.address.to_string(), site.place.map(|place| place.to_string()));
    let mut to = origin.clone();
    to.set_path("/inspect/place");
    to.query_pairs_mut().append_pair("address", &address);
    if let Some(place) = &place {
        to.query_pairs_mut().append_pair("place", place);
    }
    let code = QrCode::with_error_correction_level(to.as_str(), EcLevel::L);
    let code = code.map_err(|error| Problem::failed(&error))?;
    let svg = code.render::<svg::Color<'_>>().min_dimensions(SIDE, SIDE).build();
    // The page is HTML: what XML begins with is left out.
    let svg = svg.split_once("<svg").map_or_else(String::new, |(_, rest)| format!("<svg{rest}"));
    let href = to.query().map_or_else(|| to.path().to_owned(), |query| format!("{}?{query}", to.path()));
    Ok(Code { address, place, svg, href })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_of_the_longest_address_that_there_can_be() {
        let site = Site {
            address: "号".repeat(200).parse().expect("an address"),
            place: Some("楼".repeat(40).parse().expect("a name")),
            place_kind: None,
        };
        let origin = "https://anjuan.example".parse().expect("an origin");
        let code = code(&origin, site).expect("a code");
        assert!(code.svg.starts_with("<svg") && code.svg.ends_with("</svg>"));
        assert!(code.href.starts_with("/inspect/place?address=%E5%8F%B7"));
    }
}
