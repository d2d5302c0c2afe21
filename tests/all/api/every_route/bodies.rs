//! A request that makes sense for every operation: what its form says, as short as it can be.
use super::Operation;
use super::visitors::{Case, SOMEBODY, credentials};
use crate::app::PASSWORD;
use serde_json::{Map, Value, json};

/// SHA-256 of `abc`.
pub(super) const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const NOBODYS_ID: &str = "00000000-0000-4000-8000-000000000007";

pub fn petition() -> Value {
    json!({
        "channel": "letter", "heads": 1, "committee": "共青", "category": "物业管理", "first_time": true,
        "petitioner": {"name": "何家明"}, "matter": "电梯常年失修",
    })
}

pub fn hazard() -> Value {
    json!({"kind": "locked_exit", "address": "长海路1号", "description": "安全出口锁闭"})
}

pub fn structure() -> Value {
    json!({
        "zone": "岛外", "address": "长海路1号", "stock": "existing", "under_construction": false, "source": "complaint",
    })
}

pub fn inspection() -> Value {
    json!({
        "unit": "长海路印务有限公司", "address": "长海路1号", "inspectors": ["王芳", "陈涛"], "signature": "signed",
        "hazards": [{"hazard": 1, "level": "general"}],
    })
}

/// A kind whose first step anybody may take who works on cases.
pub fn visit() -> Value {
    json!({"kind": "visit", "fields": [{"field": "object", "value": {"code": "home"}}]})
}

/// Path and body for an operation on this case.
pub fn of(operation: &Operation, document: &Value, case: &Case) -> (String, Option<String>) {
    let path = operation.path.replace("{number}", &case.number).replace("{login}", SOMEBODY);
    let path = path
        .replace("{indicator}", "police.calls@2019")
        .replace("{position}", "1")
        .replace("{request}", "999999");
    let path = path
        .replace("{sha256}", ABC)
        .replace("{id}", NOBODYS_ID)
        .replace("{paper}", "no-such-paper")
        .replace("{token}", "no-such-link");
    let query = match operation.id.as_str() {
        "figures" => "?from=2019-01-01&to=2019-12-31",
        "search" => "?q=2019",
        "sample" => "?seed=2019&size=3",
        "report" => "?year=2019",
        "sign_in_get_session_oidc_callback" => "?state=x&code=y",
        _ => "",
    };
    (path + query, body(operation, document, case))
}

fn body(operation: &Operation, document: &Value, case: &Case) -> Option<String> {
    let content = operation.body.as_ref()?;
    let Some(form) = content["application/json"].get("schema") else { return Some("abc".to_owned()) };
    let credential = |response: Value| json!({"id": "AA", "rawId": "AA", "type": "public-key", "response": response, "extensions": {}});
    let body = match operation.route().as_str() {
        "POST /session" => credentials(),
        "POST /password" => json!({"present": PASSWORD, "password": PASSWORD}),
        "POST /api-tokens" => {
            json!({"name": "partner", "scopes": ["figures"], "expires_at": "2019-12-01T00:00:00+08:00"})
        }
        "POST /session/passkey/finish" => {
            let response = json!({"authenticatorData": "AA", "clientDataJSON": "AA", "signature": "AA"});
            json!({"ceremony": "none", "credential": credential(response)})
        }
        "POST /second-factors/passkeys/finish" => {
            let response = json!({"attestationObject": "AA", "clientDataJSON": "AA"});
            json!({"ceremony": "none", "name": "key", "credential": credential(response)})
        }
        "POST /search" => json!({"q": "2019"}),
        "POST /papers" => json!({"case": case.number, "kind": "receipt"}),
        "POST /erasures" => json!({"case": case.number, "parts": ["matter"], "ground": "unlawful"}),
        "POST /erasures/{request}/decision" => json!({"decision": "reject", "reason": "依法须予保存"}),
        route if route.ends_with("/corrections") => json!({"corrects": 1, "taken_back": true}),
        _ => Form { document, case }.filled(form),
    };
    Some(body.to_string())
}

/// Fills in forms.
struct Form<'d> {
    document: &'d Value,
    case: &'d Case,
}

impl Form<'_> {
    fn filled(&self, form: &Value) -> Value {
        if let Some(name) = form["$ref"].as_str() {
            let named = self.document.pointer(name.trim_start_matches('#')).expect("it is there");
            return self.filled_as(named, name.rsplit('/').next().unwrap_or_default());
        }
        self.filled_as(form, "")
    }

    fn filled_as(&self, form: &Value, name: &str) -> Value {
        let one_of = form["allOf"].get(0).or_else(|| form["oneOf"].get(0));
        if let Some(first) = one_of {
            return self.filled(first);
        }
        if let Some(first) = form["enum"].get(0) {
            return first.clone();
        }
        match form["type"].as_str().or_else(|| form["type"][0].as_str()).unwrap_or_default() {
            "object" => {
                let required = form["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let filled =
                    required.map(|field| (field.to_owned(), self.filled(&form["properties"][field])));
                let mut fields: Map<_, _> = filled.collect();
                if name == "Person" {
                    fields.insert("name".to_owned(), json!("王芳"));
                }
                Value::Object(fields)
            }
            "array" => {
                let least = form["minItems"].as_u64().unwrap_or(0);
                (0..least).map(|_| self.filled(&form["items"])).collect()
            }
            "integer" | "number" => form.get("minimum").cloned().unwrap_or_else(|| json!(1)),
            "boolean" => json!(true),
            _ => self.text(form, name),
        }
    }

    fn text(&self, form: &Value, name: &str) -> Value {
        let by_reference = match form["x-refers-to"].as_str() {
            // Whoever sees no list names a case by its id.
            Some("case") => Some(self.case.id.as_str()),
            Some("user") => Some(SOMEBODY),
            _ => None,
        };
        let by_format = match (form["format"].as_str(), form["x-occurred"] == true) {
            (Some("date"), _) | (_, true) => Some("2019-11-08"),
            (Some("uuid"), _) => Some(NOBODYS_ID),
            _ => None,
        };
        let by_name = match name {
            "OfficeCode" => Some("310110007"),
            "user.LoginName" => Some("qian.qi"),
            "CaseNumber" => Some("XF2019-9999"),
            "declared.KindId" => Some("visit"),
            "declared.Code" => Some("raise"),
            "FileHash" => Some(ABC),
            // As the hotline 12345 gives them.
            "OutsideNumber" => Some("20191108001234"),
            "reminder.ClockName" => Some("inform_petitioner"),
            "indicator.IndicatorId" => Some("police.calls"),
            "indicator.Period" => Some("2019"),
            "indicator.Quantity" => Some("684"),
            _ => None,
        };
        let least = form["minLength"].as_u64().unwrap_or(1).max(1);
        let plain = "甲".repeat(usize::try_from(least).expect("short"));
        json!(by_reference.or(by_format).or(by_name).map_or(plain, str::to_owned))
    }
}
