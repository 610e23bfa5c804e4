//! The settings as clap knows them: what the file, `masthead config` and the documentation are made from.

use std::any::TypeId;

use clap::{Arg, ArgAction, Args, Command, error::ContextKind, error::ContextValue};

use super::ServerSettings;

/// What the name of a setting's variable begins with.
pub(crate) const PREFIX: &str = "MASTHEAD_";
/// The argument that names the file; a flag and a variable, and no key.
pub(crate) const CONFIG: &str = "config";
/// The settings that another variable may give too, because hosts and tools know those.
const PLAIN: [(&str, &str); 2] = [("database_url", "DATABASE_URL"), ("read_database_urls", "READ_DATABASE_URLS")];

/// What a setting's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Bool,
    List,
    Text,
}

/// One setting.
#[derive(Debug)]
pub(crate) struct Setting(Arg);

/// Every setting, in the order of `--help`.
pub(crate) fn all() -> Vec<Setting> {
    let command = ServerSettings::augment_args(Command::new("masthead"));
    command.get_arguments().filter(|arg| arg.get_id() != CONFIG).cloned().map(with_variable).map(Setting).collect()
}

/// A command with its settings' variables, and those of its subcommands.
pub(crate) fn with_variables(command: Command) -> Command {
    let settings = all();
    let is_setting = |arg: &Arg| arg.get_id() == CONFIG || settings.iter().any(|s| s.key() == arg.get_id().as_str());
    each(command, &|arg| if is_setting(&arg) { with_variable(arg) } else { arg })
}

/// Changes every argument of a command and of its subcommands.
pub(crate) fn each(command: Command, change: &impl Fn(Arg) -> Arg) -> Command {
    command.mut_args(change).mut_subcommands(|command| each(command, change))
}

/// Clap reads the variable here and now, so this must not happen before it is needed.
fn with_variable(arg: Arg) -> Arg {
    let name = format!("{PREFIX}{}", arg.get_id().as_str().to_uppercase());
    let is_set = |name: &str| std::env::var_os(name).is_some();
    let plain = PLAIN.iter().find(|(key, plain)| *key == arg.get_id().as_str() && !is_set(&name) && is_set(plain));
    let name = plain.map_or(name, |(_, plain)| (*plain).to_owned());
    // Help shows the variables' names, and must not show the password in one.
    arg.env(name).hide_env_values(true)
}

impl Setting {
    /// Its key in the file.
    pub(crate) fn key(&self) -> &str {
        self.0.get_id().as_str()
    }

    /// Its flag, with the dashes.
    pub(crate) fn flag(&self) -> String {
        format!("--{}", self.0.get_long().unwrap_or_default())
    }

    /// Its environment variable, of two the one that counts now.
    pub(crate) fn variable(&self) -> String {
        self.0.get_env().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Its environment variable, whatever the environment holds: the name for documents.
    pub(crate) fn own_variable(&self) -> String {
        format!("{PREFIX}{}", self.key().to_uppercase())
    }

    /// The group it belongs to.
    pub(crate) fn heading(&self) -> &str {
        self.0.get_help_heading().unwrap_or_default()
    }

    /// What it means, on one line.
    pub(crate) fn meaning(&self) -> String {
        let text = self.0.get_long_help().or(self.0.get_help()).map(ToString::to_string).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Its default, before any file.
    pub(crate) fn defaults(&self) -> Vec<String> {
        self.0.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect()
    }

    /// What its value is.
    pub(crate) fn kind(&self) -> Kind {
        let parsed = self.0.get_value_parser().type_id();
        if matches!(self.0.get_action(), ArgAction::Append) {
            Kind::List
        } else if parsed == TypeId::of::<bool>() {
            Kind::Bool
        } else if [TypeId::of::<u64>(), TypeId::of::<u32>(), TypeId::of::<i64>()].iter().any(|number| parsed == *number)
        {
            Kind::Number
        } else {
            Kind::Text
        }
    }

    /// Would clap take this value? If not, why.
    pub(crate) fn check(&self, values: &[String]) -> Result<(), String> {
        let flag = self.flag();
        let args = values.iter().map(|value| format!("{flag}={value}"));
        let command = Command::new("check").no_binary_name(true).arg(self.0.clone());
        command.try_get_matches_from(args).map(drop).map_err(|error| self.reason(&error))
    }

    /// Why clap did not take a value.
    pub(crate) fn reason(&self, error: &clap::Error) -> String {
        let given = match error.get(ContextKind::InvalidValue) {
            Some(ContextValue::String(given)) => given.as_str(),
            _ => "",
        };
        if self.kind() == Kind::Number && given.parse::<i64>().is_err() {
            return "a whole number is wanted".to_owned();
        }
        if self.kind() == Kind::Bool {
            return "true or false is wanted".to_owned();
        }
        match error.get(ContextKind::ValidValue) {
            Some(ContextValue::Strings(valid)) if !valid.is_empty() => format!("wanted is one of {}", valid.join(", ")),
            _ => std::error::Error::source(error).map_or_else(|| error.kind().to_string(), ToString::to_string),
        }
    }

    /// Is this the setting that a clap error is about? If so, the value that it is about.
    pub(crate) fn blamed<'a>(&self, error: &'a clap::Error) -> Option<&'a str> {
        let Some(ContextValue::String(about)) = error.get(ContextKind::InvalidArg) else { return None };
        let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidValue) else { return None };
        let flag = about.split([' ', '=', '[']).next().unwrap_or_default();
        (flag == self.flag()).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_from_keys() {
        for setting in all() {
            let key = setting.key();
            assert_eq!(setting.flag(), format!("--{}", key.replace('_', "-")));
            let variable = setting.variable();
            assert!(
                variable == format!("{PREFIX}{}", key.to_uppercase()) || PLAIN.contains(&(key, &variable)),
                "{variable}"
            );
            assert!(!setting.heading().is_empty(), "{key} has no group");
            assert!(!setting.meaning().is_empty(), "{key} has no documentation");
        }
    }

    #[test]
    fn defaults_are_in_range() {
        for setting in all() {
            assert_eq!(setting.check(&setting.defaults()), Ok(()), "{}", setting.key());
        }
    }

    #[test]
    fn reasons_say_what_is_wanted() {
        let setting = |key| all().into_iter().find(|s| s.key() == key).expect("there is such a setting");
        let reason = |key, value: &str| setting(key).check(&[value.to_owned()]).expect_err("the value is wrong");
        assert_eq!(reason("max_page_size", "many"), "a whole number is wanted");
        assert_eq!(reason("max_page_size", "0"), "0 is not in 1..=1000");
        assert_eq!(reason("server_timing", "perhaps"), "true or false is wanted");
        assert_eq!(reason("log_format", "xml"), "wanted is one of text, json");
        assert!(reason("listen", "8080").contains("127.0.0.1:8080"));
    }
}
