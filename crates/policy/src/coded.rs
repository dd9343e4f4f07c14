/// An enum whose members have a stable number (as stored) and a stable code (as in files, JSON and the command line).
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $member:ident = $index:literal, $code:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$about])* $member = $index),+ }

        impl $name {
            /// Every member, in the order of the numbers.
            pub const ALL: [$name; [$($index),+].len()] = [$($name::$member),+];

            /// The stable number, as stored.
            pub const fn index(self) -> usize {
                self as usize
            }

            /// The member with this stored number.
            pub const fn from_index(index: i64) -> Option<$name> {
                match index {
                    $($index => Some($name::$member),)+
                    _ => None,
                }
            }

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $($name::$member => $code),+ }
            }

            /// The member with this code.
            pub fn from_code(code: &str) -> Option<$name> {
                match code {
                    $($code => Some($name::$member),)+
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use coded;
