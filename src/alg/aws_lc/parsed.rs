use aws_lc_rs::signature::ParsedPublicKey;

use crate::{
    alg::recipe::Bound,
    alg::{MessageVerifier, SignatureError},
};

/// RSA and ECDSA: AWS-LC checks everything that there is to check. A signature must be exactly as long as the modulus,
/// or as `r` and `s` at their full width; these must be neither zero nor beyond the order.
impl MessageVerifier for Bound<ParsedPublicKey> {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        self.key.verify_sig(message, signature).map_err(|_| SignatureError::invalid())
    }
}
