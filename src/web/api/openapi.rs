//! The API's own description: what utoipa knows of the reads, and the commands with the forms of their bodies.
use super::body::forms::{self, To};
use super::commands::COLLECTIONS;
use super::reads;
use super::receipt::ReceiptView;
use super::{answers, entrances, leads};
use crate::policy::Kind;
use crate::web::app::App;
use crate::web::problem::Problem;
use crate::web::{files, sign_in};
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::{Value, json};
use std::sync::LazyLock;
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, Header, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr,
    Required, ResponseBuilder, Schema, Server,
};
use utoipa::{PartialSchema, ToSchema};

static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(whole_document);
static TEXT: LazyLock<String> = LazyLock::new(|| DOCUMENT.to_json().unwrap_or_default());

const ABOUT: &str = "Everything an office does with its cases. A write is a command; it is answered with a receipt once \
    it is durable, and every read of the same server shows it. Send each write with an `Idempotency-Key`: the same key \
    again answers with the first receipt, the same key with another body is refused. `ETag` is a version and `If-Match` \
    demands it. Errors are `application/problem+json` (RFC 9457) with a stable `code`, the field, and the reason in the \
    reader's language (`Accept-Language` or `?lang=`: zh-CN, en). What is personal is given in the clear and kept sealed.";

/// The document: OpenAPI 3.1.
#[must_use]
pub fn document() -> OpenApi {
    let (_, read) = reads().split_for_parts();
    let mut document = OpenApiBuilder::new()
        .info(InfoBuilder::new().title("anjuan").version("1").description(Some(ABOUT)))
        .servers(Some([Server::new("/api/v1")]))
        .paths(read.paths)
        .components(read.components)
        .build();
    let components = document.components.get_or_insert_with(|| ComponentsBuilder::new().build());
    for (name, form) in forms::components() {
        components.schemas.insert(name.clone(), schema(form));
    }
    let mut own = vec![
        (Problem::name().into_owned(), Problem::schema()),
        ("Receipt".to_owned(), ReceiptView::schema()),
        ("EventValue".to_owned(), answers::event_value()),
    ];
    <ReceiptView as ToSchema>::schemas(&mut own);
    components.schemas.extend(own);
    for item in document.paths.paths.values_mut() {
        if let Some(get) = &mut item.get {
            let parameters = get.parameters.get_or_insert_default();
            let own = |known: &RefOr<Parameter>| matches!(known, RefOr::T(known) if known.name == "at-least");
            if !parameters.iter().any(own) {
                parameters.push(at_least().into());
            }
            parameters.push(lang().into());
        }
    }
    for (kind, command, to, form) in forms::all() {
        let operation = command_operation(kind, command, to, form);
        document.paths.paths.insert(path(kind, command, to), PathItem::new(HttpMethod::Post, operation));
    }
    for kind in Kind::ALL {
        let operation = correction_operation(kind);
        document
            .paths
            .paths
            .insert(known_path(kind) + "/corrections", PathItem::new(HttpMethod::Post, operation));
    }
    document
}

/// The document with what signing in and files add to it.
#[must_use]
pub fn whole_document() -> OpenApi {
    let mut whole = document();
    for (topic, mut part) in [
        ("sign_in", sign_in::router::<App>().split_for_parts().1),
        ("files", files::router::<App>().split_for_parts().1),
    ] {
        for (path, item) in &mut part.paths.paths {
            let path = path.replace(['{', '}'], "").replace(['/', '-'], "_");
            for (method, operation) in operations(item) {
                operation.operation_id = Some(format!("{topic}_{method}{path}"));
            }
        }
        whole.merge(part);
    }
    // What the routes of signing in say of themselves alone.
    if let Some(components) = &mut whole.components {
        components.schemas.remove("SignInProblem");
    }
    answers::tell_statuses(&mut whole);
    answers::tell_bytes(&mut whole);
    answers::close(&mut whole);
    leads::tell(&mut whole);
    entrances::tell(&mut whole);
    whole
}

/// The operations of a path, by their methods.
pub(super) fn operations(path: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [
        ("get", &mut path.get),
        ("put", &mut path.put),
        ("post", &mut path.post),
        ("delete", &mut path.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// `GET /openapi.json`
pub async fn served() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str())
}

/// The document, for the page that shows it.
pub fn shown() -> &'static OpenApi {
    &DOCUMENT
}

fn collection(kind: Kind) -> &'static str {
    COLLECTIONS.iter().find(|(_, of)| *of == kind).map_or("", |(name, _)| name)
}

fn known_path(kind: Kind) -> String {
    match kind {
        Kind::Office => "/office".to_owned(),
        Kind::Access => "/cases/{number}/access".to_owned(),
        Kind::Reminder => "/cases/{number}/reminders".to_owned(),
        Kind::Attachment => "/cases/{number}/files".to_owned(),
        Kind::User => "/users/{login}".to_owned(),
        Kind::Indicator => "/indicators/{indicator}".to_owned(),
        _ => format!("/{}/{{number}}", collection(kind)),
    }
}

/// The path of a command.
fn path(kind: Kind, command: &str, to: To) -> String {
    let before = match to {
        To::New => format!("/{}", collection(kind)),
        To::Known => known_path(kind),
    };
    format!("{before}/commands/{command}")
}

/// A form as a schema of the document.
fn schema(form: &Value) -> RefOr<Schema> {
    serde_json::from_value(form.clone()).expect("a form is a schema")
}

fn parameter(name: &str, place: ParameterIn, required: bool, about: &str, form: &Value) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(if required { Required::True } else { Required::False })
        .description(Some(about))
        .schema(Some(schema(form)))
        .build()
}

fn at_least() -> Parameter {
    let about =
        "A position that the answer has to have seen, as a receipt told it: waits for it up to 5 seconds.";
    parameter("at-least", ParameterIn::Query, false, about, &json!({"type": "integer", "minimum": 0}))
}

fn lang() -> Parameter {
    let about = "The language of words and errors; else that of `Accept-Language`.";
    parameter("lang", ParameterIn::Query, false, about, &json!({"type": "string", "enum": ["zh-CN", "en"]}))
}

fn command_operation(kind: Kind, command: &str, to: To, form: &Value) -> Operation {
    let about = form["description"].as_str().unwrap_or_default();
    write(kind, to, &command_id(kind, command, to), about, form)
}

/// The id of the operation that carries out a command.
pub(super) fn command_id(kind: Kind, command: &str, to: To) -> String {
    let new = if to == To::New { ".new" } else { "" };
    format!("{}.{command}{new}", kind.name())
}

fn correction_operation(kind: Kind) -> Operation {
    let form = forms::correction(kind);
    let about = form["description"].as_str().unwrap_or_default().to_owned();
    write(kind, To::Known, &format!("{}.Correct", kind.name()), &about, &form)
}

fn write(kind: Kind, to: To, id: &str, about: &str, form: &Value) -> Operation {
    let name = match kind {
        _ if to == To::New => None,
        Kind::Office => None,
        Kind::User => Some(("login", 40)),
        Kind::Indicator => Some(("indicator", 90)),
        _ => Some(("number", 120)),
    };
    let name = name.map(|(name, most)| {
        let form = json!({"type": "string", "minLength": 1, "maxLength": most});
        parameter(name, ParameterIn::Path, true, "The case's number, the user's login name, or the indicator with its period (`police.calls@2019`).", &form)
    });
    let key = parameter(
        "Idempotency-Key",
        ParameterIn::Header,
        false,
        "A UUID or another text of the sender's own: the same key again answers with the first receipt.",
        &json!({"type": "string", "minLength": 1, "maxLength": 255}),
    );
    let version = parameter(
        "If-Match",
        ParameterIn::Header,
        false,
        "The `ETag` of what was read: if it went on since, the answer is 412.",
        &json!({"type": "string", "pattern": "^(\\*|(W/)?\"[0-9]+\")$"}),
    );
    let body = ContentBuilder::new().schema(Some(schema(form))).build();
    let body =
        RequestBodyBuilder::new().content("application/json", body).required(Some(Required::True)).build();
    let receipt = ResponseBuilder::new()
        .description("The receipt.")
        .content(
            "application/json",
            ContentBuilder::new().schema(Some(Ref::from_schema_name("Receipt"))).build(),
        )
        .header("ETag", Header::default());
    let status = if to == To::New { "201" } else { "200" };
    OperationBuilder::new()
        .tag(kind.name())
        .operation_id(Some(id))
        .summary(Some(about))
        .parameters(Some(name.into_iter().chain([key, version, lang()])))
        .request_body(Some(body))
        .response(status, receipt.build())
        .build()
}
