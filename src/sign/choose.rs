use crate::{
    alg,
    alg::{Algorithm, KeyRequirement},
    error::{OptionError, SignError},
    options::SignOptions,
};

/// npm's default.
const DEFAULT: &str = "HS256";

/// The algorithm that the options ask for. An `alg` in the header option wins over the algorithm option, as in npm,
/// but `none` there never wins over anything.
pub(super) fn algorithm(options: &SignOptions) -> Result<&dyn Algorithm, SignError> {
    let asked = match &options.algorithm {
        Some(choice) => Some(alg::chosen(choice).ok_or_else(|| unknown(choice.name()))?),
        None => None,
    };
    match header_alg(options) {
        Some(name) => from_header(name?, asked),
        None => asked.or_else(|| alg::by_name(DEFAULT)).ok_or_else(|| unknown(DEFAULT)),
    }
}

/// Says which feature is needed, if it is an algorithm that is not compiled in.
fn unknown(name: &str) -> SignError {
    alg::needed_for(name).map_or_else(|| OptionError::Algorithm.into(), SignError::Key)
}

fn from_header(name: String, asked: Option<&dyn Algorithm>) -> Result<&dyn Algorithm, SignError> {
    if let Some(asked) = asked.filter(|asked| asked.name() == name) {
        return Ok(asked);
    }
    match alg::by_name(&name) {
        Some(algorithm) if algorithm.key_requirement() == KeyRequirement::None => Err(SignError::HeaderNone),
        Some(algorithm) => Ok(algorithm),
        None => Err(SignError::HeaderAlgorithm(name)),
    }
}

/// The last `alg` of the header option; one that is no text is reported as it stands there.
fn header_alg(options: &SignOptions) -> Option<Result<String, SignError>> {
    let (_, alg) = options.header.iter().rev().find(|(name, _)| name == "alg")?;
    let text = alg.as_ref().ok()?;
    Some(text.read().ok_or_else(|| SignError::HeaderAlgorithm(String::from_utf8_lossy(text.as_bytes()).into_owned())))
}
