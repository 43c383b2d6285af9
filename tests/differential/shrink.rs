//! A smaller case with the same kind of difference.

use crate::{
    case::{Ask, Case, Content, Key},
    json::Json,
    token::Token,
};

/// Takes away what can go while the difference stays.
pub(crate) fn shrink(mut case: Case, mut differs: impl FnMut(&Case) -> bool) -> Case {
    loop {
        let next = smaller(&case).into_iter().find(|smaller| differs(smaller));
        let Some(next) = next else { return case };
        case = next;
    }
}

/// Every case that is smaller by one step.
fn smaller(case: &Case) -> Vec<Case> {
    let options = smaller_members(&case.options).map(|options| Case { options, ..case.clone() });
    let asks = smaller_ask(&case.ask).map(|ask| Case { ask, ..case.clone() });
    options.chain(asks).chain(simpler_key(case)).collect()
}

fn smaller_ask(ask: &Ask) -> Box<dyn Iterator<Item = Ask> + '_> {
    match ask {
        Ask::Sign(payload) => Box::new(smaller_content(payload).map(Ask::Sign)),
        Ask::Verify(token) => Box::new(smaller_token(token).map(Ask::Verify)),
        Ask::Decode(token) => Box::new(smaller_token(token).map(Ask::Decode)),
    }
}

fn smaller_token(token: &Token) -> impl Iterator<Item = Token> {
    let undamaged = (0..token.damage.len()).map(|index| {
        let mut less = token.clone();
        less.damage.remove(index);
        less
    });
    let headers = smaller_content(&token.header).map(|header| Token { header, ..token.clone() });
    let payloads = smaller_content(&token.payload).map(|payload| Token { payload, ..token.clone() });
    undamaged.chain(headers).chain(payloads)
}

fn smaller_content(content: &Content) -> Box<dyn Iterator<Item = Content> + '_> {
    match content {
        Content::Json(json) => Box::new(smaller_json(json).map(Content::Json)),
        Content::Bytes(bytes) => Box::new((0..bytes.len()).map(|index| {
            let mut less = bytes.clone();
            less.remove(index);
            Content::Bytes(less)
        })),
    }
}

fn smaller_json(json: &Json) -> Box<dyn Iterator<Item = Json> + '_> {
    match json {
        Json::Object(members) => Box::new(smaller_members(members).map(Json::Object)),
        Json::List(items) => Box::new(without_one(items).map(Json::List)),
        Json::Text(text) if text.len() > 100 => Box::new([Json::Text(text.chars().take(100).collect())].into_iter()),
        Json::Text(text) => Box::new((0..text.chars().count()).map(|index| {
            Json::Text(text.chars().enumerate().filter(|(at, _)| *at != index).map(|(_, char)| char).collect())
        })),
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::Number(_) | Json::Raw(_) => Box::new(std::iter::empty()),
    }
}

fn smaller_members(members: &[(String, Json)]) -> impl Iterator<Item = Vec<(String, Json)>> {
    let with_smaller = members.iter().enumerate().flat_map(move |(index, (_, value))| {
        smaller_json(value).map(move |value| {
            let mut members = members.to_vec();
            members[index].1 = value;
            members
        })
    });
    without_one(members).chain(with_smaller)
}

fn without_one<T: Clone>(items: &[T]) -> impl Iterator<Item = Vec<T>> {
    (0..items.len()).map(|index| {
        let mut items = items.to_vec();
        items.remove(index);
        items
    })
}

/// A plain secret on both sides.
fn simpler_key(case: &Case) -> Option<Case> {
    let simple = Key::Text("s".to_owned());
    if case.key == simple || matches!(case.key, Key::Absent) {
        return None;
    }
    let mut simpler = case.clone();
    if let Ask::Verify(Token { signer: Some((alg, key)), .. }) = &mut simpler.ask {
        if !alg.starts_with("HS") {
            return None;
        }
        key.clone_from(&simple);
    }
    simpler.key = simple;
    Some(simpler)
}
