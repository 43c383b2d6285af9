use super::{Jwk, read::flaw};
use crate::{
    alg::check,
    error::{KeyError, KeyRole},
    key::Restriction,
};

/// What `alg`, `use` and `key_ops` say (RFC 7517, sections 4.2 to 4.4); an error if that excludes the role.
pub(super) fn restriction(jwk: &Jwk, role: KeyRole) -> Result<Restriction, KeyError> {
    let ops = operations(jwk)?;
    let for_signatures = match jwk.key_use() {
        None | Some("sig") => true,
        Some(_) => false,
    };
    let may = |op| for_signatures && ops.is_none_or(|ops| ops.iter().any(|known| known == op));
    let restriction = Restriction { alg: jwk.alg().map(Into::into), signs: may("sign"), verifies: may("verify") };
    // Its own algorithm, if it names one, so that only the role is checked.
    check::restriction(jwk.alg().unwrap_or_default(), &restriction, role)?;
    Ok(restriction)
}

/// `key_ops` without duplicates, and in agreement with `use`, as section 4.3 requires. Names that the section does not
/// list are ignored, because others may be added.
fn operations(jwk: &Jwk) -> Result<Option<&[String]>, KeyError> {
    let Some(ops) = jwk.key_ops() else { return Ok(None) };
    let mut sorted: Vec<&String> = ops.iter().collect();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
        return Err(flaw("key_ops names an operation twice"));
    }
    let foreign: &[&str] = match jwk.key_use() {
        Some("sig") => &["encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits"],
        Some("enc") => &["sign", "verify"],
        Some(_) | None => &[],
    };
    if ops.iter().any(|op| foreign.contains(&op.as_str())) {
        return Err(flaw("use and key_ops contradict each other"));
    }
    Ok(Some(ops))
}
