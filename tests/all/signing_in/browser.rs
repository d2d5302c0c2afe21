//! A browser: it keeps cookies and says where its requests come from.
use super::house::ORIGIN;
use crate::api::answers::is_told;
use anjuan::web::sign_in::ClientAddress;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, header};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::IpAddr;
use tower::ServiceExt;

#[derive(Clone)]
pub struct Browser {
    app: Router,
    pub cookies: BTreeMap<String, String>,
    pub address: IpAddr,
    pub headers: Vec<(&'static str, String)>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
    /// The body as it was sent.
    pub page: String,
}

impl Answer {
    pub fn text(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap_or_default()
    }

    pub fn code(&self) -> &str {
        self.text("code")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The cookies that it sets, with all that is said of them.
    pub fn set_cookies(&self) -> Vec<&str> {
        let set = self.headers.get_all(header::SET_COOKIE).iter();
        set.map(|value| value.to_str().expect("a text")).collect()
    }
}

impl Browser {
    pub fn new(app: Router) -> Self {
        let headers = vec![("sec-fetch-site", "same-origin".to_owned()), ("origin", ORIGIN.to_owned())];
        Self { app, cookies: BTreeMap::new(), address: [192, 0, 2, 1].into(), headers }
    }

    pub fn session(&self) -> Option<&String> {
        self.cookies.get("__Host-anjuan")
    }

    pub async fn ask(&mut self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|body| ("application/json", Body::from(body.to_string())));
        self.send(method, path, body).await
    }

    /// Sends bytes as they are.
    pub async fn put(&mut self, path: &str, bytes: &[u8]) -> Answer {
        self.send("PUT", path, Some(("application/octet-stream", Body::from(bytes.to_vec())))).await
    }

    /// Sends what a form holds.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send("POST", path, Some(("application/x-www-form-urlencoded", Body::from(body)))).await
    }

    /// Sends bytes of a kind by a form.
    pub async fn post_bytes(&mut self, path: &str, kind: &str, bytes: Vec<u8>) -> Answer {
        self.send("POST", path, Some((kind, Body::from(bytes)))).await
    }

    async fn send(&mut self, method: &str, path: &str, body: Option<(&str, Body)>) -> Answer {
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/api/v1/{path}") };
        let mut request = Request::builder().method(method).uri(&path);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<_> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", cookies.join("; "));
        }
        let request = match body {
            Some((kind, body)) => request.header("content-type", kind).body(body),
            None => request.body(Body::empty()),
        };
        let mut request = request.expect("a request");
        request.extensions_mut().insert(ClientAddress(self.address));
        let response = self.app.clone().oneshot(request).await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        is_told(method, &path, status);
        let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let page = String::from_utf8_lossy(&bytes).into_owned();
        let answer = Answer { status, headers, body, page };
        for cookie in answer.set_cookies() {
            let (name, rest) = cookie.split_once('=').expect("a cookie");
            let value = rest.split(';').next().expect("a value");
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, None).await
    }

    pub async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.ask("POST", path, Some(body)).await
    }

    pub async fn delete(&mut self, path: &str) -> Answer {
        self.ask("DELETE", path, None).await
    }

    pub async fn sign_in(&mut self, login: &str, password: &str) -> Answer {
        self.post("session", json!({"login": login, "password": password})).await
    }
}
