//! How settings are read by their names, and their defaults told by these.

/// The value of a setting, or of a part that has settings of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingValue {
    /// Yes or no.
    Flag(bool),
    /// A number of things.
    Count(usize),
    /// One of several words.
    Word(&'static str),
    /// Texts, in order.
    Texts(Vec<String>),
    /// Numbers of things by name, in order.
    Counts(Vec<(String, usize)>),
    /// The settings of a part, by name.
    Part(Vec<(&'static str, SettingValue)>),
}

/// Where settings are read from: an object with a field for each.
pub trait SettingsSource: Sized {
    /// Why a setting cannot be read.
    type Error;

    /// Reads a yes or no.
    ///
    /// # Errors
    /// There is no such field, or it is something else.
    fn flag(&self, name: &'static str) -> Result<bool, Self::Error>;

    /// Reads a number of things.
    ///
    /// # Errors
    /// There is no such field, or it is something else.
    fn count(&self, name: &'static str) -> Result<usize, Self::Error>;

    /// Reads one of `words`, as its place among them.
    ///
    /// # Errors
    /// There is no such field, or it is something else.
    fn word(&self, name: &'static str, words: &[&'static str]) -> Result<usize, Self::Error>;

    /// Reads some texts, in order.
    ///
    /// # Errors
    /// There is no such field, or it is something else.
    fn texts(&self, name: &'static str) -> Result<Vec<String>, Self::Error>;

    /// Reads some numbers of things by name, in order.
    ///
    /// # Errors
    /// There is no such field, or it is something else.
    fn counts(&self, name: &'static str) -> Result<Vec<(String, usize)>, Self::Error>;

    /// Gives the part of that name, which has settings of its own.
    ///
    /// # Errors
    /// There is no such field.
    fn part(&self, name: &'static str) -> Result<Self, Self::Error>;
}

/// What a field of the settings may be.
pub trait Setting: Sized {
    /// Reads it from the field of that name.
    ///
    /// # Errors
    /// Those of the source.
    fn read<S: SettingsSource>(source: &S, name: &'static str) -> Result<Self, S::Error>;

    /// Tells its value.
    fn value(&self) -> SettingValue;
}

impl Setting for bool {
    fn read<S: SettingsSource>(source: &S, name: &'static str) -> Result<Self, S::Error> {
        source.flag(name)
    }

    fn value(&self) -> SettingValue {
        SettingValue::Flag(*self)
    }
}

impl Setting for usize {
    fn read<S: SettingsSource>(source: &S, name: &'static str) -> Result<Self, S::Error> {
        source.count(name)
    }

    fn value(&self) -> SettingValue {
        SettingValue::Count(*self)
    }
}

/// Declares an enum whose variants are set by a word each.
macro_rules! choices {
    ($(#[$about:meta])* $kind:ident { $($(#[$meaning:meta])* $choice:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum $kind { $($(#[$meaning])* $choice,)* }

        impl $crate::config::Setting for $kind {
            fn read<S: $crate::config::SettingsSource>(source: &S, name: &'static str) -> Result<Self, S::Error> {
                source.word(name, &[$($word),*]).map(|place| [$(Self::$choice),*][place])
            }

            fn value(&self) -> $crate::config::SettingValue {
                $crate::config::SettingValue::Word(match self { $(Self::$choice => $word,)* })
            }
        }
    };
}

/// Declares a struct of settings: each field with its default, and in brackets the name that it is set by, where that is
/// another than the field's.
macro_rules! settings {
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };
    ($(#[$about:meta])* $kind:ident {
        $($(#[$meaning:meta])* $field:ident $(($name:literal))?: $type:ty = $default:expr,)*
    }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $kind { $($(#[$meaning])* pub $field: $type,)* }

        impl Default for $kind {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl $kind {
            /// Reads all of them from an object that has a field for each.
            ///
            /// # Errors
            /// Those of the source.
            pub fn from_source<S: $crate::config::SettingsSource>(source: &S) -> Result<Self, S::Error> {
                Ok(Self { $($field: $crate::config::Setting::read(source, settings!(@name $field $($name)?))?,)* })
            }
        }

        impl $crate::config::Setting for $kind {
            fn read<S: $crate::config::SettingsSource>(source: &S, name: &'static str) -> Result<Self, S::Error> {
                Self::from_source(&source.part(name)?)
            }

            fn value(&self) -> $crate::config::SettingValue {
                $crate::config::SettingValue::Part(vec![
                    $((settings!(@name $field $($name)?), $crate::config::Setting::value(&self.$field)),)*
                ])
            }
        }
    };
}
