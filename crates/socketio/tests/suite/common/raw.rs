//! A WebSocket on which a test writes the protocol itself, for what no real client does.

use std::{net::SocketAddr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config, tungstenite::Message};

const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) struct Raw(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// An engine.io connection, with more parameters in the query.
pub(crate) async fn connect(server: SocketAddr, query: &str) -> Raw {
    let url = format!("ws://{server}/socket.io/?EIO=4&transport=websocket&{query}");
    let (socket, _) = connect_async_with_config(url, None, true).await.unwrap();
    let mut raw = Raw(socket);
    assert!(raw.next().await.starts_with('0'));
    raw
}

impl Raw {
    pub(crate) async fn send(&mut self, packet: impl Into<String>) {
        self.send_message(Message::text(packet.into())).await;
    }

    pub(crate) async fn send_message(&mut self, message: Message) {
        self.0.send(message).await.ok();
    }

    /// Reads until this packet.
    pub(crate) async fn until(&mut self, packet: &str) {
        loop {
            let seen = self.next().await;
            assert!(!seen.is_empty(), "the connection was closed");
            if seen == packet {
                return;
            }
        }
    }

    /// The next packet; an empty string if the server closed the connection.
    pub(crate) async fn next(&mut self) -> String {
        loop {
            let message = timeout(PATIENCE, self.0.next()).await.expect("the server answers in time");
            match message {
                Some(Ok(Message::Text(text))) if text == "2" => self.send("3").await,
                Some(Ok(Message::Text(text))) => return text.to_string(),
                Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return String::new(),
            }
        }
    }
}
