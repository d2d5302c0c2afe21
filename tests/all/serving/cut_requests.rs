//! Requests that are cut off at a random byte and sent again with the same key, until they are answered: each has exactly
//! one effect.
use super::config;
use crate::app::House;
use crate::committing::audit::{Record, audit};
use crate::support::stores::Engine;
use crate::two_clocks::dice::Dice;
use anjuan::cases::ids::CommandId;
use anjuan::cases::user::{Role, UserCommand};
use anjuan::web::app::Unsigned;
use anjuan::web::server::Server;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Who sends at the same time.
const SENDERS: usize = 48;
/// Requests that are cut on each engine: 20,000 in all where everything is checked, fewer by the way, or as many as
/// `CUT_REQUESTS` says.
fn requests() -> usize {
    let said = std::env::var("CUT_REQUESTS").map(|text| text.parse().expect("a number of requests"));
    said.unwrap_or(if std::env::var_os("CI").is_some() { 10_000 } else { 2_000 })
}

/// A request, and the events that are to follow from it.
struct Wanted {
    path: String,
    body: Value,
    events: &'static [&'static str],
}

/// A command that was carried out.
struct Effect {
    command: CommandId,
    events: &'static [&'static str],
}

fn registering() -> Wanted {
    let body = json!({
        "occurred": "2019-11-04", "channel": "visit", "heads": 1, "committee": "共青", "category": "物业管理",
        "first_time": true, "department": "信访办", "petitioner": {"name": "何家明", "phone": "19900009815"},
        "matter": "反映物业管理问题，请求协调处理",
    });
    let path = "petitions/commands/RegisterPetition".to_owned();
    Wanted { path, body, events: &["NumberAllotted", "PetitionRegistered"] }
}

/// What happens to a petition after it was registered.
fn course(number: &str) -> [Wanted; 5] {
    let wanted =
        |what: &str, body, events| Wanted { path: format!("petitions/{number}/{what}"), body, events };
    let corrected = json!({
        "corrects": 1,
        "becomes": {
            "command": "RegisterPetition", "occurred": "2019-11-03", "number": number, "channel": "letter",
            "heads": 2, "committee": "凉州", "category": "物业管理", "first_time": true,
            "petitioner": {"kept": true}, "matter": {"kept": true},
        },
    });
    let assign = json!({"occurred": "2019-11-05", "to": {"department": "城管科"}});
    let conclude = json!({"outcome": "explanation", "paper": "定信〔2019〕1号"});
    [
        wanted("commands/AssignPetition", assign, &["PetitionAssigned"]),
        wanted("commands/AcceptPetition", json!({"simplified": false}), &["PetitionAccepted"]),
        wanted("corrections", corrected, &["PetitionCorrected"]),
        wanted("commands/ConcludePetition", conclude, &["PetitionConcluded"]),
        wanted("commands/RatePetition", json!({"rating": "satisfied"}), &["PetitionRated"]),
    ]
}

/// A client with a bad line.
struct Sender {
    name: usize,
    address: SocketAddr,
    cookie: String,
    dice: Dice,
    effects: Vec<Effect>,
}

impl Sender {
    /// Lets petitions live their lives until so many requests were answered.
    async fn send(mut self, requests: usize) -> Vec<Effect> {
        while self.effects.len() < requests {
            let receipt = self.carried_out(registering()).await;
            let number = receipt["number"].as_str().expect("a number").to_owned();
            for wanted in course(&number) {
                if self.effects.len() < requests {
                    self.carried_out(wanted).await;
                }
            }
        }
        self.effects
    }

    async fn carried_out(&mut self, wanted: Wanted) -> Value {
        let request = self.request(&wanted);
        for _ in 0..=self.dice.below(3) {
            self.cut(&request).await;
        }
        let answer = self.answer(&request).await;
        let (head, body) = answer.split_once("\r\n\r\n").expect("a whole answer");
        assert!(head.starts_with("HTTP/1.1 20"), "{} is answered {answer}", wanted.path);
        let receipt: Value = serde_json::from_str(body).expect("a receipt");
        let command = receipt["command_id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        self.effects.push(Effect { command: CommandId(command), events: wanted.events });
        receipt
    }

    /// The request as it stands on the wire, under a key of its own.
    fn request(&self, Wanted { path, body, .. }: &Wanted) -> Vec<u8> {
        let key = format!("柜台{}-{}", self.name, self.effects.len());
        let (body, cookie) = (body.to_string(), &self.cookie);
        let head = format!(
            "POST /api/v1/{path} HTTP/1.1\r\nhost: anjuan.example\r\nconnection: close\r\n\
             cookie: __Host-anjuan={cookie}\r\nsec-fetch-site: same-origin\r\ncontent-type: application/json\r\n\
             idempotency-key: {key}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        (head + &body).into_bytes()
    }

    /// The line breaks: within the request, when all of it was sent, or within the answer.
    async fn cut(&mut self, request: &[u8]) {
        let whole = self.dice.in_a_hundred(50);
        let length = u32::try_from(request.len()).expect("a short request");
        let sent = if whole { request.len() } else { self.dice.below(length) as usize };
        let mut stream = TcpStream::connect(self.address).await.expect("a connection");
        stream.write_all(&request[..sent]).await.expect("sent");
        if whole && self.dice.in_a_hundred(50) {
            let mut part = vec![0; 1 + self.dice.below(700) as usize];
            stream.read_exact(&mut part).await.map_or_else(|_| (), drop);
        }
        // Half of the lines end without a word, the others as if the client had nothing more to say.
        if self.dice.in_a_hundred(50) {
            stream.set_zero_linger().expect("it ends at once");
        }
    }

    async fn answer(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.expect("a connection");
        stream.write_all(request).await.expect("sent");
        let mut text = String::new();
        stream.read_to_string(&mut text).await.expect("an answer");
        text
    }
}

/// Each command is in the log once, with the events that follow from it, and nothing else came in meanwhile.
fn each_once(record: &Record, before: usize, effects: &[Effect]) {
    let commands: HashSet<_> = effects.iter().map(|effect| effect.command).collect();
    assert_eq!(commands.len(), effects.len(), "every request has a command of its own");
    let mut found: std::collections::HashMap<_, Vec<&str>> = std::collections::HashMap::new();
    for event in &record.events[before..] {
        found.entry(event.command).or_default().push(&event.event_type);
    }
    for Effect { command, events } in effects {
        let mut types = found.remove(command).unwrap_or_default();
        types.sort_unstable();
        assert_eq!(types, *events, "command {command}");
    }
    assert!(found.is_empty(), "nobody asked for {found:?}");
}

async fn cut_on(engine: Engine) {
    let house = House::on(engine, Unsigned::WhileNobodyCan).await;
    let clerk = house.signed_in("li.na", Role::PetitionClerk).await;
    let (user, now) = (
        house.desk.office().user_stream(&"li.na".parse().expect("a name")),
        house.desk.store().source().now(),
    );
    // Whoever concludes a petition works in the department that has it.
    let department = Some("城管科".parse().expect("a name"));
    house.told(user, vec![UserCommand::MoveUser { department, committee: None }], now).await;
    let before = audit(&house.desk).await.events.len();
    let server = Server::bind(&config()).await.expect("it listens");
    let (address, stopping) = (server.address().expect("one"), server.stopping().clone());
    let serving = tokio::spawn(server.run(house.app.clone().router(), vec![house.desk.clone()]));
    let senders: Vec<_> = (0..SENDERS)
        .map(|name| {
            let cookie = clerk.session().expect("signed in").clone();
            let dice = Dice::new(name as u64);
            let sender = Sender { name, address, cookie, dice, effects: Vec::new() };
            tokio::spawn(sender.send(requests().div_ceil(SENDERS)))
        })
        .collect();
    let mut effects = Vec::new();
    for sender in senders {
        effects.extend(sender.await.expect("every request was answered"));
    }
    stopping.begin();
    serving.await.expect("no panic").expect("it served to its end");
    assert!(effects.len() >= requests(), "{engine:?}");
    each_once(&audit(&house.desk).await, before, &effects);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_is_cut_off_anywhere_and_sent_again_has_exactly_one_effect_on_sqlite() {
    cut_on(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_is_cut_off_anywhere_and_sent_again_has_exactly_one_effect_on_postgres() {
    cut_on(Engine::Postgres).await;
}
