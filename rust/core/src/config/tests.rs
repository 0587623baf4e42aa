use super::*;

/// An object whose fields have the values of `SettingValue`.
struct Object(SettingValue);

impl Object {
    fn field(&self, name: &'static str) -> Result<&SettingValue, &'static str> {
        let SettingValue::Part(fields) = &self.0 else { return Err(name) };
        fields.iter().find_map(|(field, value)| (*field == name).then_some(value)).ok_or(name)
    }
}

impl SettingsSource for Object {
    type Error = &'static str;

    fn flag(&self, name: &'static str) -> Result<bool, Self::Error> {
        if let SettingValue::Flag(flag) = self.field(name)? { Ok(*flag) } else { Err(name) }
    }

    fn count(&self, name: &'static str) -> Result<usize, Self::Error> {
        if let SettingValue::Count(count) = self.field(name)? { Ok(*count) } else { Err(name) }
    }

    fn word(&self, name: &'static str, words: &[&'static str]) -> Result<usize, Self::Error> {
        let SettingValue::Word(word) = self.field(name)? else { return Err(name) };
        words.iter().position(|known| known == word).ok_or(name)
    }

    fn texts(&self, name: &'static str) -> Result<Vec<String>, Self::Error> {
        if let SettingValue::Texts(texts) = self.field(name)? { Ok(texts.clone()) } else { Err(name) }
    }

    fn counts(&self, name: &'static str) -> Result<Vec<(String, usize)>, Self::Error> {
        if let SettingValue::Counts(counts) = self.field(name)? { Ok(counts.clone()) } else { Err(name) }
    }

    fn part(&self, name: &'static str) -> Result<Self, Self::Error> {
        self.field(name).cloned().map(Self)
    }
}

/// Another value of every kind.
fn others() -> Config {
    let crush = CrushConfig {
        enabled: false,
        compact: true,
        exclude_tools: Patterns::from_iter(["read_*"]),
        exclude_roles: Patterns::from_iter(["user"]),
        level: LevelChoice::Plain,
    };
    let window = WindowConfig { keep_last_turns: 7, policy: Policy::MaskResults, ..WindowConfig::default() };
    let budgets = Budgets::from_iter([("search_*".to_owned(), 400)]);
    let views = ViewConfig { enabled: true, budget_tokens: 900, exclude_tools: Patterns::from_iter(["ls"]), budgets };
    Config { crush, repeats: false, views, window }
}

#[test]
fn what_is_told_is_what_is_read() {
    for config in [Config::default(), others()] {
        assert_eq!(Config::from_source(&Object(config.value())), Ok(config.clone()));
    }
}

#[test]
fn settings_go_by_the_names_that_are_public() {
    let SettingValue::Part(all) = others().value() else { unreachable!("it has fields") };
    let names: Vec<_> = all.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["smart_crusher", "repeats", "views", "rolling_window"]);
    assert_eq!(
        all[0].1,
        SettingValue::Part(vec![
            ("enabled", SettingValue::Flag(false)),
            ("compact", SettingValue::Flag(true)),
            ("exclude_tools", SettingValue::Texts(vec!["read_*".to_owned()])),
            ("exclude_roles", SettingValue::Texts(vec!["user".to_owned()])),
            ("level", SettingValue::Word("plain")),
        ])
    );
}

#[test]
fn what_is_lacking_or_unknown_is_named() {
    assert_eq!(Config::from_source(&Object(SettingValue::Part(Vec::new()))), Err("smart_crusher"));
    let unknown = Object(SettingValue::Part(vec![("policy", SettingValue::Word("drop_everything"))]));
    assert_eq!(Policy::read(&unknown, "policy"), Err("policy"));
}

#[test]
fn ten_tokens_or_five_in_a_hundred_are_worth_it() {
    for (before, after, is_worth) in [
        (1, 0, true),
        (0, 0, false),
        (7, 7, false),
        (7, 8, false),
        (20, 19, true),
        (21, 20, false),
        (100, 96, false),
        (100, 95, true),
        (200, 190, true),
        (10_000, 9_991, false),
        (10_000, 9_990, true),
    ] {
        assert_eq!(is_worth_it(before, after), is_worth, "{before} -> {after}");
    }
}

#[test]
fn the_level_is_the_models_unless_it_is_said() {
    let level = |compact, level| CrushConfig { compact, level, ..CrushConfig::default() }.level(Level::Plain);
    assert_eq!(level(false, LevelChoice::Auto), Level::Plain);
    assert_eq!(level(false, LevelChoice::Default), Level::Default);
    assert_eq!(level(false, LevelChoice::Compact), Level::Compact);
    assert_eq!(level(true, LevelChoice::Auto), Level::Compact);
    assert_eq!(CrushConfig::default().level(Level::Default), Level::Default);
}
