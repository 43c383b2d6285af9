//! The claims of a token: from a user, and back.

use indexmap::IndexMap;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{Group, Id, Members, UserData};

/// An object in its order. Inserting a name that is there replaces its value and keeps its place, as in JavaScript.
type Object<'a> = IndexMap<&'a str, Member<'a>>;

#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Member<'a> {
    Text(&'a str),
    Id(&'a Id),
    Groups(Vec<Object<'a>>),
    Date(i64),
    Other(&'a Value),
}

/// In npm's order: a claim that the caller supplied keeps its place, the others come last.
pub(crate) fn of_user<'a>(user: &'a UserData, audience: &'a str) -> Object<'a> {
    let mut claims = others(&user.extra);
    claims.insert("iss", Member::Text(&user.domain));
    claims.insert("sub", Member::Id(&user.id));
    claims.insert("dn", Member::Text(&user.display_name));
    match &user.groups {
        Some(groups) => claims.insert("g", Member::Groups(groups.iter().map(of_group).collect())),
        None => claims.shift_remove("g"),
    };
    claims.insert("aud", Member::Text(audience));
    claims
}

/// Here `dn` keeps its place, and `id` does not.
fn of_group(group: &Group) -> Object<'_> {
    let mut members = others(&group.extra);
    members.shift_remove("id");
    members.insert("id", Member::Id(&group.id));
    members.insert("dn", Member::Text(&group.display_name));
    members
}

fn others(members: &Members) -> Object<'_> {
    members.iter().map(|(name, value)| (name.as_str(), Member::Other(value))).collect()
}

impl TryFrom<Members> for UserData {
    type Error = String;

    fn try_from(mut claims: Members) -> Result<Self, String> {
        claims.shift_remove("aud");
        Ok(Self {
            domain: take(&mut claims, "iss")?,
            id: take(&mut claims, "sub")?,
            display_name: take(&mut claims, "dn")?,
            groups: match claims.shift_remove("g") {
                Some(groups) => {
                    let groups: Vec<Members> = read("g", groups)?;
                    Some(groups.into_iter().map(group).collect::<Result<_, _>>()?)
                }
                None => None,
            },
            extra: claims,
        })
    }
}

fn group(mut members: Members) -> Result<Group, String> {
    Ok(Group { id: take(&mut members, "id")?, display_name: take(&mut members, "dn")?, extra: members })
}

fn take<T: DeserializeOwned>(members: &mut Members, name: &str) -> Result<T, String> {
    read(name, members.shift_remove(name).ok_or_else(|| format!("{name}: missing"))?)
}

fn read<T: DeserializeOwned>(name: &str, value: Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|error| format!("{name}: {error}"))
}
