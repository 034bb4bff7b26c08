//! The schedules that are compiled in.

macro_rules! versions {
    ($($(#[doc = $doc:literal])+ $version:ident = $file:literal, scenario $scenario:literal;)+) => {
        /// A schedule that is compiled in. From which epoch one is active is chain configuration.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum GasScheduleVersion {
            $($(#[doc = $doc])+ $version,)+
        }

        impl GasScheduleVersion {
            /// Every version, oldest first.
            pub const ALL: &'static [Self] = &[$(Self::$version,)+];

            /// The latest version of the production chain.
            pub const LATEST: Self = Self::V9;

            /// The version's name, which is also its file's in `schedules/`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$version => $file,)+ }
            }

            /// Whether the file holds only what a VM demands.
            #[must_use]
            pub const fn is_scenario(self) -> bool {
                match self { $(Self::$version => $scenario,)+ }
            }

            /// The file's text, which has the production form.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self {
                    $(Self::$version => {
                        include_str!(concat!("../../schedules/", $file, ".toml"))
                    })+
                }
            }
        }
    };
}

versions! {
    /// Production, version 1.
    V1 = "v1", scenario false;
    /// Production, version 2.
    V2 = "v2", scenario false;
    /// Production, version 3.
    V3 = "v3", scenario false;
    /// Production, version 4: cheaper storage and tokens.
    V4 = "v4", scenario false;
    /// Production, version 5: `memory.grow` gets a price.
    V5 = "v5", scenario false;
    /// Production, version 6: a lower price and limits for `memory.grow`.
    V6 = "v6", scenario false;
    /// Production, version 7: cheaper votes.
    V7 = "v7", scenario false;
    /// Production, version 8: dearer getters.
    V8 = "v8", scenario false;
    /// Production, version 9: managed maps get a price.
    V9 = "v9", scenario false;
    /// What the scenario language calls `v3`.
    ScenarioV3 = "scenario-v3", scenario true;
    /// What the scenario language calls `v4`, and its default.
    ScenarioV4 = "scenario-v4", scenario true;
    /// What the scenario language calls `dummy`: nearly every cost is one.
    ScenarioDummy = "scenario-dummy", scenario true;
}
