//! Signing with a key that never leaves its service: a signer alone, synchronous (a hardware module) or asynchronous
//! (a service over the network). The verifying side needs the public key only.
//!
//! `cargo run --example kms_signer`

use std::sync::{Arc, mpsc};

use serde_json::{Value, json};
use webtoken::{
    Algorithm, AsyncMessageSigner, AsyncSigner, BoxError, MessageSigner, SignOptions, Signature, SignatureError,
    SignatureFuture, Signer, SigningKey, VerifyOptions, alg, verify,
};

type Request = (Vec<u8>, mpsc::Sender<Result<Signature, SignatureError>>);

/// Stands for the service: a thread that owns the key and answers requests.
#[derive(Debug, Clone)]
struct KeyService(mpsc::Sender<Request>);

impl KeyService {
    fn start() -> Result<Self, BoxError> {
        let ed25519: &dyn Algorithm = alg::ED25519;
        let key = ed25519.signer(&SigningKey::from_pem(include_str!("keys/ed25519_private.pem"))?)?;
        let (requests, inbox) = mpsc::channel::<Request>();
        std::thread::spawn(move || {
            for (message, reply) in inbox {
                // Whoever asked may be gone by now; that is no matter of the service's.
                let _ = reply.send(key.sign(&message));
            }
        });
        Ok(Self(requests))
    }

    fn request(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let (reply, answer) = mpsc::channel();
        self.0.send((message.to_vec(), reply)).map_err(|_| SignatureError::from_source("the key service is gone"))?;
        answer.recv().map_err(SignatureError::from_source)?
    }
}

impl MessageSigner for KeyService {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        self.request(message)
    }
}

impl AsyncMessageSigner for KeyService {
    fn sign<'a>(&'a self, message: &'a [u8]) -> SignatureFuture<'a> {
        // A real client awaits its request here.
        Box::pin(async move { self.request(message) })
    }
}

fn main() -> Result<(), BoxError> {
    let service = KeyService::start()?;
    let options = SignOptions::new().expires_in("5m").kid("kms-1");
    let public = include_str!("keys/ed25519_public.pem");
    let expectations = VerifyOptions::new().algorithms([alg::ED25519]);

    let signer = Signer::with_message_signer("Ed25519", Arc::new(service.clone()), &options)?;
    let token = signer.sign(&json!({ "sub": "alice" }))?;
    println!("synchronous:  {} holds", verify::<Value>(&token, public, &expectations)?.payload["sub"]);

    let signer = AsyncSigner::new("Ed25519", service, &options)?;
    let token = pollster::block_on(signer.sign(&json!({ "sub": "bob" })))?;
    println!("asynchronous: {} holds", verify::<Value>(&token, public, &expectations)?.payload["sub"]);
    Ok(())
}
