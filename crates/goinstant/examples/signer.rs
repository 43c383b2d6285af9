//! Signs a user with groups, verifies the token, and shows what is refused.

use std::time::Duration;

use webtoken_goinstant::{Group, Signer, UserData};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let signer = Signer::new("HKYdFdnezle2yrI2_Ph3cHz144bISk-cvuAbeAAA999")?.expires_in(Duration::from_secs(3600));
    let user = UserData::new("example.com", "bar", "bob")
        .group(Group::new(1234, "Group 1234"))
        .extra("email", "bob@example.com");

    let token = signer.sign(&user)?;
    println!("token    {token}");

    let verified = signer.verify(&token)?;
    println!("user     {} ({}) of {}", verified.display_name, verified.id, verified.domain);
    for group in verified.groups.iter().flatten() {
        println!("group    {} ({})", group.display_name, group.id);
    }

    let other = Signer::new("another+key/in+base64===")?;
    println!("refused  {}", other.verify(&token).expect_err("it has another key"));
    Ok(())
}
