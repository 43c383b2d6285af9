//! A token profile with a header of its own: `typ` before `alg`, claims in their own order.

use serde::Serialize;
use webtoken::{Header, IntoSigningKey, SignError, jws};

/// Signs tokens of the profile.
#[derive(Debug, Clone)]
pub struct ProfileSigner(jws::Signer);

impl ProfileSigner {
    /// Binds a secret.
    ///
    /// # Errors
    /// If the key is not a secret.
    ///
    /// # Panics
    /// Never: the header is a constant.
    pub fn new(key: impl IntoSigningKey) -> Result<Self, SignError> {
        let header = Header::from_json(r#"{"typ":"JWT","alg":"HS256"}"#).expect("a constant");
        jws::Signer::new(&header, key).map(Self)
    }

    /// Signs claims in the order of their fields.
    ///
    /// # Errors
    /// If the claims cannot be serialized.
    pub fn sign(&self, claims: &impl Serialize) -> Result<String, Box<dyn std::error::Error>> {
        Ok(self.0.sign(serde_json::to_vec(claims)?)?)
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use webtoken::{VerifyOptions, jws, verify};

    use super::ProfileSigner;

    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Claims {
        sub: String,
        aud: String,
    }

    #[test]
    fn the_order_is_the_profiles() {
        let claims = Claims { sub: "alice".into(), aud: "example.org".into() };
        let token = ProfileSigner::new("shhhhh").unwrap().sign(&claims).unwrap();
        assert!(
            token.starts_with("eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSIsImF1ZCI6ImV4YW1wbGUub3JnIn0.")
        );
        let options = VerifyOptions::new().audience("example.org");
        assert_eq!(verify::<Claims>(&token, "shhhhh", &options).unwrap().payload, claims);

        let mut buffer = Vec::new();
        let token = jws::Token::parse(&token, &mut buffer).unwrap();
        assert_eq!(token.header().as_json(), r#"{"typ":"JWT","alg":"HS256"}"#);
        let authentic = token.verify("shhhhh", &options).unwrap();
        assert_eq!(authentic.payload(), br#"{"sub":"alice","aud":"example.org"}"#);
    }
}
