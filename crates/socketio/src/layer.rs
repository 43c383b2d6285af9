//! The HTTP layer: requests that would open a connection without a valid token are refused.

use std::{
    fmt, mem,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderValue, Method, Request, Response, Uri, header, request::Parts};
use http_body_util::{Either, Full};
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    auth::Auth,
    error::{Cause, UnauthorizedError},
};

/// Makes [`AuthService`]s: [`Auth::layer`].
#[must_use]
pub struct AuthLayer<T> {
    auth: Auth<T>,
    path: Arc<str>,
}

impl<T> AuthLayer<T> {
    pub(crate) fn new(auth: Auth<T>) -> Self {
        Self { auth, path: "/socket.io".into() }
    }

    /// Sets the path of `socketioxide` if it is not `/socket.io` (`SocketIoBuilder::req_path`). Do not use the layer to protect
    /// other routes: it passes on every request that has a parameter `sid`.
    pub fn path(self, path: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), ..self }
    }
}

impl<T> Clone for AuthLayer<T> {
    fn clone(&self) -> Self {
        Self { auth: self.auth.clone(), path: Arc::clone(&self.path) }
    }
}

impl<T> fmt::Debug for AuthLayer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthLayer").field("path", &self.path).finish_non_exhaustive()
    }
}

impl<S, T> Layer<S> for AuthLayer<T> {
    type Service = AuthService<S, T>;

    fn layer(&self, inner: S) -> Self::Service {
        AuthService { inner, layer: self.clone() }
    }
}

/// Authenticates the requests that open a connection, and passes all others on.
pub struct AuthService<S, T> {
    inner: S,
    layer: AuthLayer<T>,
}

impl<S: Clone, T> Clone for AuthService<S, T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<S: fmt::Debug, T> fmt::Debug for AuthService<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthService").field("inner", &self.inner).field("layer", &self.layer).finish()
    }
}

impl<S, T, Body, ResBody> Service<Request<Body>> for AuthService<S, T>
where
    S: Service<Request<Body>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    T: Send + Sync + 'static,
    Body: Send + 'static,
{
    type Response = Response<Either<ResBody, Full<Bytes>>>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        // The clone is not ready; `self.inner` is.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let layer = self.layer.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            if layer.opens_connection(&parts) {
                match layer.auth.authenticate(&parts, None).await {
                    Ok(Some(claims)) => drop(parts.extensions.insert(claims)),
                    Ok(None) => {}
                    Err(error) => return Ok(refusal(&layer.auth.reported(error, &parts)).map(Either::Right)),
                }
            }
            Ok(inner.call(Request::from_parts(parts, body)).await?.map(Either::Left))
        })
    }
}

impl<T: Send + Sync + 'static> AuthLayer<T> {
    /// As `engineioxide` decides it. Later requests of a connection have a `sid`, and a browser's preflight request cannot
    /// have a token.
    fn opens_connection(&self, parts: &Parts) -> bool {
        let path = parts.uri.path().strip_prefix(&*self.path);
        let is_path = path.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || self.path.ends_with('/'));
        is_path && parts.method != Method::OPTIONS && !has_sid(&parts.uri)
    }
}

fn has_sid(uri: &Uri) -> bool {
    uri.query().is_some_and(|query| query.split('&').any(|parameter| parameter.starts_with("sid=")))
}

/// The answer of RFC 6750, section 3, with the error as JSON.
fn refusal(error: &UnauthorizedError) -> Response<Full<Bytes>> {
    let body = serde_json::json!(error).to_string();
    let mut response = Response::new(Full::new(body.into()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    match error.cause() {
        Cause::Credentials => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        Cause::Token => {
            let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        Cause::Unavailable { retry_after } => {
            if let Some(after) = retry_after {
                headers.insert(header::RETRY_AFTER, after.as_secs().into());
            }
        }
        Cause::Server => {}
    }
    *response.status_mut() = error.status();
    response
}
