fn main() -> Result<(), Box<dyn std::error::Error>> {
    use webtoken::*;
    let token = sign(
        &serde_json::json!({"foo":"bar"}),
        "shhhhh",
        &SignOptions::new().clock_timestamp(1_700_000_000).expires_in("1h"),
    )?;
    println!("{token}");
    let v: Verified<serde_json::Value> =
        verify(&token, "shhhhh", &VerifyOptions::new().clock_timestamp(1_700_000_000))?;
    println!("{v:?}");
    Ok(())
}
