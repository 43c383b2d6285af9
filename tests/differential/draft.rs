//! draft
use std::{collections::BTreeMap, env, time::Instant};
use crate::{explain, generate, npm::Npm, outcome::Both, random::Random};

#[test] #[ignore = "draft"]
fn draft() {
    let mut npm = Npm::start().unwrap();
    let seed: u64 = env::var("WEBTOKEN_DIFFERENTIAL_SEED").ok().map_or(1, |s| s.parse().unwrap());
    let count: u64 = env::var("WEBTOKEN_DIFFERENTIAL_CASES").ok().map_or(20000, |s| s.parse().unwrap());
    let start = Instant::now();
    let mut n = 0;
    let mut classes: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut stats: BTreeMap<String, usize> = BTreeMap::new();
    while n < count {
        let cases: Vec<_> = (n..n + 400).map(|i| generate::case(&mut Random::of_case(seed, i))).collect();
        for (case, (npm, ours)) in cases.iter().zip(npm.ask(&cases)) {
            n += 1;
            let m = if npm.is_failure() { npm.message().chars().take(40).collect() } else { format!("{:?}", std::mem::discriminant(&npm)) };
            *stats.entry(m).or_default() += 1;
            if ours.is_like(&npm) { continue; }
            if explain::explain(&Both::new(case, &npm, &ours)).is_some() { continue; }
            let show = |o: &crate::outcome::Outcome| if o.is_failure() { o.message().chars().take(60).collect() } else { format!("{o:?}").split('(').next().unwrap().split('{').next().unwrap().to_owned() };
            let k = format!("npm: {} | ours: {}", show(&npm), show(&ours));
            let req: String = case.request().chars().take(1200).collect();
            let e = classes.entry(k).or_insert_with(|| (0, format!("#{} {req}\n      {npm:?}\n      {ours:?}", n - 1)));
            e.0 += 1;
        }
    }
    eprintln!("{n} cases in {:?}", start.elapsed());
    for (k, v) in &stats { eprintln!("stat {v} {k}"); }
    let mut list: Vec<_> = classes.into_iter().collect();
    list.sort_by_key(|(_, (c, _))| std::cmp::Reverse(*c));
    eprintln!("{} classes, {} unexplained", list.len(), list.iter().map(|l| l.1.0).sum::<usize>());
    for (k, (c, e)) in list.iter().take(60) { let e: String = e.chars().take(1500).collect(); eprintln!("== {c} × {k}\n   {e}"); }
}
