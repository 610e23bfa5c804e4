//! GraphQL over WebSocket: the subprotocol `graphql-transport-ws`,
//! <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>.
//!
//! Every operation goes through the same door as over HTTP: the guard, the policy, the limits.

use std::{collections::HashMap, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    rt::task::JoinHandle,
    web::{self, Data},
};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, Session};
use async_graphql::parser::types::OperationType;
use futures_util::StreamExt;
use masthead_app::Code;
use serde::Deserialize;
use serde_json::{json, value::RawValue};
use tokio::sync::mpsc;

use super::{events::result, handler::prepare, refused::Refused, request::Asked};
use crate::{
    caller::RequestId,
    listeners::{Listener, Listeners, Stopping},
    places::Places,
    problem::Problem,
    settings::HttpSettings,
    stream::Cut,
};

const PROTOCOL: &str = "graphql-transport-ws";

/// A message of a client. Members that are not known are ignored: later versions may have more.
#[derive(Debug, Deserialize)]
struct Message<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: Option<String>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

/// Why a connection is closed: a code of the protocol, and what it says.
#[derive(Debug)]
struct Close(u16, String);

/// What an operation has to say.
struct Said {
    id: String,
    /// Which one of all that had this id.
    number: u64,
    message: String,
    is_last: bool,
}

/// Opens a socket.
pub(super) fn open(request: HttpRequest, payload: web::Payload) -> HttpResponse {
    let id = RequestId::of(&request);
    let listener = match Listeners::admit(&request) {
        Ok(listener) => listener,
        Err(problem) => return problem.response(id.as_str()),
    };
    let (response, session, messages) = match actix_ws::handle_with_protocols(&request, payload, &[PROTOCOL]) {
        Ok(opened) => opened,
        Err(error) => {
            return Problem::malformed(format!("this is no WebSocket handshake: {error}")).response(id.as_str());
        }
    };
    let speaks = response.headers().contains_key("sec-websocket-protocol");
    let settings = HttpSettings::of(&request);
    let most = settings.max_body_bytes;
    let messages = messages.max_frame_size(most).aggregate_continuations().max_continuation_size(most);
    let (sender, said) = mpsc::channel(WAITING);
    let socket = Socket {
        cut: request.conn_data::<Cut>().cloned(),
        request,
        session,
        operations: HashMap::new(),
        begun: 0,
        sender,
        settings,
        _listener: listener,
    };
    actix_web::rt::spawn(socket.run(messages, said, speaks));
    response
}

/// How many messages of operations wait for a client that is not as fast, besides what its connection holds.
const WAITING: usize = 16;

struct Socket {
    request: HttpRequest,
    session: Session,
    /// What is under way, by the client's id, which may be used again; and its number, which is not.
    operations: HashMap<String, (u64, JoinHandle<()>)>,
    begun: u64,
    sender: mpsc::Sender<Said>,
    settings: web::Data<HttpSettings>,
    cut: Option<Cut>,
    _listener: Listener,
}

impl Socket {
    async fn run(mut self, messages: AggregatedMessageStream, said: mpsc::Receiver<Said>, speaks: bool) {
        let close = if speaks {
            self.converse(messages, said).await
        } else {
            Some(Close(4406, format!("Subprotocol not acceptable: {PROTOCOL} is spoken here")))
        };
        for (_, operation) in self.operations.values() {
            operation.abort();
        }
        if let Some(Close(code, description)) = close {
            let reason = CloseReason { code: CloseCode::Other(code), description: Some(description) };
            // The other side may have gone already.
            let _ = tokio::time::timeout(self.settings.live_stall, self.session.close(Some(reason))).await;
        }
    }

    /// Speaks with the client until one side has enough. Returns what the client is told of why.
    async fn converse(
        &mut self,
        mut messages: AggregatedMessageStream,
        mut said: mpsc::Receiver<Said>,
    ) -> Option<Close> {
        let mut is_acknowledged = false;
        let init = tokio::time::sleep(self.settings.graphql_init_timeout);
        tokio::pin!(init);
        let mut beat = tokio::time::interval(self.settings.live_keep_alive.max(Duration::from_millis(1)));
        let mut unanswered = 0;
        loop {
            let request = self.request.clone();
            tokio::select! {
                message = messages.next() => {
                    // Whatever comes, the other side lives.
                    unanswered = 0;
                    let text = match message? {
                        Ok(AggregatedMessage::Text(text)) => text,
                        Ok(AggregatedMessage::Ping(bytes)) => {
                            if self.session.pong(&bytes).await.is_err() { return None; }
                            continue;
                        }
                        Ok(AggregatedMessage::Pong(_)) => continue,
                        Ok(AggregatedMessage::Close(_)) => return Some(Close(1000, String::new())),
                        Ok(AggregatedMessage::Binary(_)) => return Some(Close(4400, "Invalid message: text is spoken here".to_owned())),
                        Err(error) => return Some(Close(4400, reason(&format!("Invalid message: {error}")))),
                    };
                    if let Err(close) = self.hear(&text, &mut is_acknowledged).await {
                        return close;
                    }
                }
                Some(Said { id, number, message, is_last }) = said.recv() => {
                    // What a client has ended says nothing any more, whatever was under way.
                    if self.operations.get(&id).is_some_and(|(latest, _)| *latest == number) {
                        if is_last { self.operations.remove(&id); }
                        if !self.say(message).await { return None; }
                    }
                }
                () = &mut init, if !is_acknowledged => {
                    return Some(Close(4408, "Connection initialisation timeout".to_owned()));
                }
                _ = beat.tick() => {
                    // Two beats without a sign of life: it is gone, or takes nothing of what is sent.
                    if unanswered > 2 {
                        self.hang_up();
                        return None;
                    }
                    unanswered += 1;
                    if self.session.ping(b"").await.is_err() { return None; }
                }
                () = Stopping::of(&request) => return Some(Close(1001, "The server stops; come back".to_owned())),
            }
        }
    }

    /// Takes a message.
    ///
    /// # Errors
    /// What the connection is closed for; nothing when the other side has gone.
    async fn hear(&mut self, text: &str, is_acknowledged: &mut bool) -> Result<(), Option<Close>> {
        let message: Message<'_> = serde_json::from_str(text)
            .map_err(|error| Some(Close(4400, reason(&format!("Invalid message: {error}")))))?;
        let invalid = |what: &str| Some(Close(4400, format!("Invalid message: {what}")));
        let answered = match (message.kind, message.id, message.payload) {
            ("connection_init", ..) if *is_acknowledged => {
                return Err(Some(Close(4429, "Too many initialisation requests".to_owned())));
            }
            ("connection_init", ..) => {
                *is_acknowledged = true;
                self.say(json!({ "type": "connection_ack" }).to_string()).await
            }
            ("ping", ..) => self.say(json!({ "type": "pong" }).to_string()).await,
            ("pong", ..) => true,
            ("subscribe", ..) if !*is_acknowledged => {
                return Err(Some(Close(4401, "Unauthorized: send connection_init first".to_owned())));
            }
            ("subscribe", Some(id), Some(payload)) => self.begin(id, payload).await?,
            ("subscribe", ..) => return Err(invalid("subscribe has an id and a payload")),
            ("complete", Some(id), _) => {
                if let Some((_, operation)) = self.operations.remove(&id) {
                    operation.abort();
                }
                true
            }
            ("complete", ..) => return Err(invalid("complete has an id")),
            _ => return Err(invalid("the type is none that clients send")),
        };
        if answered { Ok(()) } else { Err(None) }
    }

    /// Begins an operation. Does the other side still listen?
    async fn begin(&mut self, id: String, payload: &RawValue) -> Result<bool, Option<Close>> {
        if id.is_empty() || id.len() > 256 {
            return Err(Some(Close(4400, "Invalid message: an id has 1 to 256 bytes".to_owned())));
        }
        if self.operations.contains_key(&id) {
            return Err(Some(Close(4409, reason(&format!("Subscriber for {id} already exists")))));
        }
        if !payload.get().starts_with('{') {
            return Err(Some(Close(4400, "Invalid message: the payload is a JSON object".to_owned())));
        }
        let asked = Asked::from_json(payload.get().as_bytes()).map_err(|why| {
            Some(Close(4400, reason(&format!("Invalid message: the payload is not a GraphQL request: {why}"))))
        })?;
        let most = self.settings.graphql_operations;
        if self.operations.len() >= most {
            let detail =
                format!("{most} operations are under way on this connection; at most {most} (graphql_operations)");
            let refused = Refused::from(Problem::new(Code::RateLimited, detail));
            return Ok(self.say(failure(&id, &refused, &RequestId::of(&self.request))).await);
        }
        let (request, sender) = (self.request.clone(), self.sender.clone());
        self.begun += 1;
        let said = Saying { id: id.clone(), number: self.begun, sender };
        let operation = actix_web::rt::spawn(execute(request, asked, said));
        self.operations.insert(id, (self.begun, operation));
        Ok(true)
    }

    /// Sends a message. Does the other side still listen?
    async fn say(&mut self, message: String) -> bool {
        match tokio::time::timeout(self.settings.live_stall, self.session.text(message)).await {
            Ok(sent) => sent.is_ok(),
            Err(_) => {
                self.hang_up();
                false
            }
        }
    }

    fn hang_up(&self) {
        tracing::info!("a live reader took nothing for too long (live_stall_ms)");
        if let Some(cut) = &self.cut {
            cut.cut();
        }
    }
}

/// Where an operation says what it has to say.
struct Saying {
    id: String,
    number: u64,
    sender: mpsc::Sender<Said>,
}

impl Saying {
    /// Does the socket still listen?
    async fn say(&self, message: String, is_last: bool) -> bool {
        let said = Said { id: self.id.clone(), number: self.number, message, is_last };
        self.sender.send(said).await.is_ok()
    }
}

/// Executes an operation, and says what it says.
async fn execute(request: HttpRequest, asked: Asked, saying: Saying) {
    let request_id = RequestId::of(&request);
    let id = &saying.id;
    let last = match prepare(&request, asked).await {
        Err(refused) => failure(id, &refused, &request_id),
        Ok(prepared) => {
            let is_lasting = prepared.measured.operation_type == OperationType::Subscription;
            let place = match request.app_data::<Data<Places>>().filter(|_| !is_lasting).map(|places| places.take()) {
                Some(Ok(place)) => Some(place),
                Some(Err(problem)) => {
                    saying.say(failure(id, &Refused::outright(problem), &request_id), true).await;
                    return;
                }
                None => None,
            };
            let mut responses = prepared.schema.execute_stream(prepared.execution);
            while let Some(response) = responses.next().await {
                let Ok(payload) = result(response, &request_id, prepared.settings.graphql_errors) else { break };
                let message = format!("{{\"id\":{},\"type\":\"next\",\"payload\":{payload}}}", json!(id));
                if !saying.say(message, false).await {
                    return;
                }
            }
            drop(place);
            json!({ "id": id, "type": "complete" }).to_string()
        }
    };
    // The socket may have closed meanwhile.
    saying.say(last, true).await;
}

/// An operation that is not executed.
fn failure(id: &str, refused: &Refused, request: &RequestId) -> String {
    json!({ "id": id, "type": "error", "payload": refused.errors(request) }).to_string()
}

/// What a close frame says has at most 123 bytes.
fn reason(text: &str) -> String {
    text[..text.floor_char_boundary(120)].to_owned()
}
