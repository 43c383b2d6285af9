//! Known attacks, `tests/data/attacks/attack_table.json`: each row has tests, which exist, or is about a part that is not built.
//!
//! What a row names as its corpus are classes of `tests/data/attacks/attacks.json`, all of which `attacks` runs.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde_json::Value;

use crate::sources::{self, sources};

enum Answer {
    /// Every case of the corpus' classes that the row names, and these tests: file and function.
    Corpus(&'static [&'static str]),
    /// These tests alone.
    Tests(&'static [&'static str]),
    /// The part that the attack is on is not built yet.
    NotBuilt(&'static str),
}

use Answer::{Corpus, NotBuilt, Tests};

const REMOTE_KEYS: &str = "no key set is fetched by the crate: there is no client, cache or address to attack";
const SESSIONS: &str = "there are no sessions and no refresh tokens";
const SOCKETS: &str = "there is no authentication of sockets";

#[rustfmt::skip]
const ANSWERS: &[(&str, Answer)] = &[
    ("T001", Corpus(&["malformed::unsigned_tokens", "npm_cases::every_case_is_as_npm_or_an_intended_deviation"])),
    ("T002", Corpus(&["alg::names_are_exact"])),
    ("T003", Corpus(&["malformed::unsigned_tokens"])),
    ("T004", Corpus(&["malformed::header_is_no_object_with_each_member_once"])),
    ("T005", Corpus(&["key_use::no_key_in_every_form", "key_use::secrets_that_are_none"])),
    ("T006", Corpus(&["keys::are_no_encoded_keys"])),
    ("T007", Corpus(&["keys::are_no_encoded_keys", "keys::with_the_mark_of_a_key_are_refused", "keys::in_other_encodings_are_not_recognized"])),
    ("T008", Corpus(&["attack_rows::empty_secrets_by_every_path"])),
    ("T009", Corpus(&["key_purpose::an_algorithm_is_the_only_one"])),
    ("T010", Corpus(&["alg::defaults_follow_the_kind_of_the_key"])),
    ("T011", Corpus(&["key_purpose::an_algorithm_is_the_only_one", "npm_cases::every_case_is_as_npm_or_an_intended_deviation"])),
    ("T012", Corpus(&["vectors::cookbook_tokens"])),
    ("T013", Corpus(&["vectors::signatures_are_as_labelled"])),
    ("T014", Corpus(&["vectors::signatures_in_other_forms_are_refused"])),
    ("T015", Tests(&["attack_rows::ecdsa_signatures_have_the_length_of_the_curve"])),
    ("T016", Corpus(&["vectors::signatures_are_as_labelled", "new_keys::two_keys_in_one_are_none"])),
    ("T017", Corpus(&["vectors::signatures_are_as_labelled", "vectors::signatures"])),
    ("T018", Corpus(&["npm_cases::every_case_is_as_npm_or_an_intended_deviation"])),
    ("T019", Corpus(&["jwk::wrong_numbers_are_refused", "attack_rows::exponents_and_primes_of_no_rsa_key"])),
    ("T020", Corpus(&["vectors::signatures_in_other_forms_are_refused"])),
    // RSA in pure Rust signs, blinded, and SECURITY.md says what that is worth and what to take instead.
    ("T021", Tests(&["supply::each_exception_has_its_reason_and_date", "attack_rows::exponents_and_primes_of_no_rsa_key"])),
    ("T022", Tests(&["secrets::tags_are_compared_in_one_place"])),
    ("T023", Tests(&["secrets::no_error_shows_a_secret", "secrets::no_value_shows_a_secret"])),
    ("T024", Corpus(&["attack_rows::empty_secrets_by_every_path", "key_use::secrets_that_are_none"])),
    // Short secrets are taken, as in npm: a decision of `attacks`.
    ("T025", Corpus(&["attacks::decisions_are_about_cases_that_exist"])),
    ("T026", Tests(&["attack_rows::a_path_is_a_text_and_no_file"])),
    ("T027", Corpus(&[])),
    ("T028", Corpus(&["attack_rows::nothing_is_fetched"])),
    ("T029", Corpus(&["key_use::lookups", "jwk::a_kid_decides"])),
    ("T030", Corpus(&["malformed::critical_extensions"])),
    ("T031", Corpus(&["malformed::critical_extensions", "vectors::tokens"])),
    ("T032", Corpus(&[])),
    ("T033", Corpus(&["vectors::cookbook_tokens"])),
    ("T034", Corpus(&["vectors::encrypted_tokens_are_refused"])),
    ("T035", Corpus(&["allocations::a_refused_token_costs_little"])),
    ("T036", Corpus(&["allocations::a_refused_token_costs_little", "malformed::size_limit_is_exact"])),
    ("T037", Corpus(&["src/token::base64url_is_strict", "malformed::not_strict_base64url"])),
    ("T038", Corpus(&["malformed::not_strict_base64url"])),
    ("T039", Corpus(&["malformed::not_utf8", "vectors::headers_claims_and_payloads_agree_with_the_suite"])),
    ("T040", Corpus(&["malformed::header_is_no_object_with_each_member_once", "one_pass::claims_in_disguise"])),
    ("T041", Corpus(&["resources::nesting_takes_no_stack", "vectors::headers_claims_and_payloads_agree_with_the_suite"])),
    ("T042", Tests(&["attacks::every_attack_is_withstood", "malformed::every_cut_and_every_flip_of_a_good_token", "attack_rows::members_of_keys_of_any_length"])),
    ("T043", Corpus(&["claim_rules::required_claims"])),
    ("T044", Corpus(&["attack_rows::names_that_objects_inherit_are_names"])),
    ("T045", Corpus(&["attacks::generated_tokens_without_a_limit", "resources::cost_grows_with_length"])),
    ("T046", Corpus(&["claim_rules::dates_of_the_wrong_type"])),
    ("T047", Corpus(&["claim_rules::spans_that_are_no_finite_numbers", "claim_rules::what_is_set_is_enforced_also_when_empty_or_zero"])),
    ("T048", Corpus(&["claim_rules::sums_that_overflow_a_double"])),
    ("T049", Corpus(&["claim_rules::boundaries"])),
    ("T050", Corpus(&["claim_rules::a_wrong_type_never_matches_an_expectation"])),
    ("T051", Corpus(&["claim_rules::audience"])),
    ("T052", Corpus(&["claim_rules::a_wrong_type_never_matches_an_expectation"])),
    ("T053", Corpus(&["claim_rules::what_is_set_is_enforced_also_when_empty_or_zero"])),
    ("T054", Tests(&["attack_rows::patterns_take_linear_time_and_remember_nothing"])),
    ("T055", Tests(&["attack_rows::a_lenient_call_leaves_nothing_behind"])),
    ("T056", Tests(&["attack_rows::the_signature_is_judged_before_the_dates"])),
    ("T057", NotBuilt("there is no store in which a used `jti` could be remembered")),
    ("T058", Tests(&["claim_rules::audience"])),
    ("T059", NotBuilt(REMOTE_KEYS)),
    ("T060", NotBuilt(REMOTE_KEYS)),
    ("T061", NotBuilt(REMOTE_KEYS)),
    ("T062", Corpus(&["jwk::what_cannot_be_used_is_skipped"])),
    ("T063", NotBuilt(REMOTE_KEYS)),
    ("T064", Corpus(&["vectors::keys", "jwk::secrets_need_a_set_of_their_own"])),
    ("T065", NotBuilt(REMOTE_KEYS)),
    ("T066", NotBuilt(REMOTE_KEYS)),
    ("T067", Tests(&["src/cache::only_the_same_bytes_are_believed", "cache::a_token_that_differs_is_refused"])),
    ("T068", Tests(&["src/cache::only_the_same_bytes_are_believed"])),
    ("T069", Tests(&["attack_rows::verifiers_believe_nothing_of_each_other", "cache::what_is_allowed_is_asked_first"])),
    ("T070", Tests(&["cache::time_goes_on", "cache::checks_run_every_time"])),
    ("T071", Tests(&["src/cache::it_stays_within_its_limits"])),
    ("T072", NotBuilt(SESSIONS)),
    ("T073", NotBuilt(SESSIONS)),
    ("T074", NotBuilt(SESSIONS)),
    ("T075", NotBuilt(SESSIONS)),
    ("T076", NotBuilt(SESSIONS)),
    ("T077", NotBuilt(SESSIONS)),
    ("T078", NotBuilt(SESSIONS)),
    ("T079", NotBuilt(SESSIONS)),
    ("T080", NotBuilt(SESSIONS)),
    ("T081", NotBuilt(SOCKETS)),
    ("T082", NotBuilt(SOCKETS)),
    ("T083", NotBuilt(SOCKETS)),
    ("T084", NotBuilt(SOCKETS)),
    ("T085", NotBuilt(SOCKETS)),
    ("T086", NotBuilt(SOCKETS)),
    ("T087", NotBuilt(SOCKETS)),
    ("T088", Tests(&["supply::each_exception_has_its_reason_and_date", "supply::licences_and_sources_are_listed"])),
];

/// The areas of the table of which the crate has nothing yet; a row elsewhere must say more than that.
const AREAS_NOT_BUILT: [&str; 4] = ["jwks", "session", "socket", "claims"];

fn json(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/attacks");
    serde_json::from_str(&sources::read(&folder.join(name))).unwrap()
}

/// The functions that are marked as tests.
fn tests_in(source: &str) -> BTreeSet<String> {
    let after_marks = source.split("#[test]").skip(1);
    let names = after_marks.filter_map(|text| text.split_once("fn ")?.1.split_once('(').map(|(name, _)| name));
    names.map(str::to_owned).collect()
}

#[test]
fn every_row_is_answered() {
    let table = json("attack_table.json");
    let rows = table["rows"].as_array().unwrap();
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    let answered: Vec<&str> = ANSWERS.iter().map(|(id, _)| *id).collect();
    assert_eq!(answered, ids);
    assert_eq!(ids.len(), 88);
    for ((id, answer), row) in ANSWERS.iter().zip(rows) {
        match answer {
            Corpus(_) => assert!(!classes_of(row).is_empty(), "{id} names no class of the corpus"),
            Tests(tests) => assert!(!tests.is_empty(), "{id} has no test"),
            NotBuilt(why) => assert!(AREAS_NOT_BUILT.contains(&row["area"].as_str().unwrap()), "{id}: {why}"),
        }
    }
}

/// The classes of the corpus that a row names.
fn classes_of(row: &Value) -> Vec<String> {
    let corpus = json("attacks.json");
    let id = |case: &Value| case["id"].as_str().unwrap().rsplit_once('-').unwrap().0.to_owned();
    let classes: BTreeSet<String> = corpus["cases"].as_array().unwrap().iter().map(id).collect();
    let named = row["corpus"].as_str().unwrap();
    let is_named = |class: &str| named.split([',', ' ']).any(|word| word == class);
    classes.into_iter().filter(|class| is_named(class)).collect()
}

#[test]
fn every_test_exists() {
    let mut known: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    assert!(tests_in(&sources("attacks")).contains("every_attack_is_withstood"));
    for (id, answer) in ANSWERS {
        let (Corpus(tests) | Tests(tests)) = answer else { continue };
        for test in *tests {
            let (file, name) = test.split_once("::").unwrap();
            let tests = known.entry(file).or_insert_with(|| tests_in(&sources(file)));
            assert!(tests.contains(name), "{id}: {file} has no test {name}");
        }
    }
}

#[test]
fn only_tests_count_as_tests() {
    let source =
        "fn helper() {}\n#[test]\n#[cfg(unix)]\nfn one() { two() }\nfn two() {}\n    #[test]\n    fn three() {}";
    assert_eq!(tests_in(source), ["one", "three"].map(str::to_owned).into());
}
