//! What is checked: the packages of the workspace, and the files that git tracks or would track.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::Failure;

/// The workspace and its files; paths are relative to the root, with `/`.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) root: PathBuf,
    pub(super) packages: Vec<Package>,
    pub(super) files: Vec<File>,
}

/// One file of the tree.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) size: usize,
    /// The content, unless the file is binary.
    pub(super) text: Option<String>,
}

/// A workspace member, as `cargo metadata` tells it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) manifest_path: String,
    #[serde(default)]
    pub(super) metadata: Option<Metadata>,
    #[serde(default)]
    pub(super) dependencies: Vec<Dependency>,
    #[serde(default)]
    pub(super) targets: Vec<Target>,
}

impl Package {
    /// The layer that the manifest declares.
    pub(super) fn layer(&self) -> Option<u32> {
        self.metadata.as_ref()?.sovereign.as_ref()?.layer
    }
}

/// The `[package.metadata]` table.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Metadata {
    pub(super) sovereign: Option<Sovereign>,
}

/// The `[package.metadata.sovereign]` table.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Sovereign {
    pub(super) layer: Option<u32>,
}

/// A declared dependency.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Dependency {
    pub(super) name: String,
    /// `None` for a normal one, else `dev` or `build`.
    pub(super) kind: Option<String>,
    /// Where it lies, if it is a member of the workspace.
    pub(super) path: Option<String>,
    #[serde(default)]
    pub(super) features: Vec<String>,
}

impl Dependency {
    pub(super) fn is_dev(&self) -> bool {
        self.kind.as_deref() == Some("dev")
    }
}

/// Something that cargo builds: library, program, test, bench, example.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Target {
    pub(super) kind: Vec<String>,
    pub(super) src_path: String,
}

#[derive(Deserialize)]
struct Output {
    packages: Vec<Package>,
}

impl Tree {
    /// Asks cargo for the packages and git for the files, and reads all of them.
    pub(super) fn load(root: &Path) -> Result<Self, Failure> {
        let metadata = stdout(root, "cargo", &["metadata", "--no-deps", "--format-version", "1"])?;
        let Output { mut packages } = serde_json::from_slice(&metadata)?;
        for package in &mut packages {
            package.manifest_path = relative(root, &package.manifest_path);
            for target in &mut package.targets {
                target.src_path = relative(root, &target.src_path);
            }
        }
        let names =
            stdout(root, "git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"])?;
        let names = String::from_utf8_lossy(&names);
        let mut paths: Vec<_> = names.split('\0').filter(|path| !path.is_empty()).collect();
        paths.sort_unstable();
        paths.dedup();
        let mut files = Vec::with_capacity(paths.len());
        for path in paths {
            // A file that was deleted and not yet committed is still listed.
            if root.join(path).is_file() {
                files.push(File::read(root, path)?);
            }
        }
        Ok(Self { root: root.to_owned(), packages, files })
    }

    /// The text of the file at `path`.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path)?.text.as_deref()
    }

    /// Path and text of all files whose name ends in one of `endings`.
    pub(super) fn texts<'a>(
        &'a self,
        endings: &'a [&str],
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        (self.files.iter())
            .filter(|file| endings.iter().any(|ending| file.path.ends_with(ending)))
            .filter_map(|file| Some((file.path.as_str(), file.text.as_deref()?)))
    }
}

impl File {
    fn read(root: &Path, path: &str) -> Result<Self, Failure> {
        let full = root.join(path);
        let bytes =
            std::fs::read(&full).map_err(|error| Failure::Read { path: full.clone(), error })?;
        let size = bytes.len();
        let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
        Ok(Self { path: path.to_owned(), size, text })
    }
}

fn relative(root: &Path, path: &str) -> String {
    let path = Path::new(path);
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn stdout(root: &Path, program: &str, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let output = Command::new(program).current_dir(root).args(arguments).output();
    let output = output.map_err(|error| Failure::Start { program: program.to_owned(), error })?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        Err(Failure::Step(format!("{program} {}", arguments.join(" "))))
    }
}

#[cfg(test)]
pub(super) mod samples {
    //! Small trees for the tests of the checks.

    use super::*;

    /// A tree of text files.
    pub(in crate::tidy) fn tree(files: &[(&str, &str)]) -> Tree {
        let files = files.iter().map(|(path, text)| File {
            path: (*path).to_owned(),
            size: text.len(),
            text: Some((*text).to_owned()),
        });
        Tree { files: files.collect(), ..Tree::default() }
    }

    /// A member of the workspace with a library.
    pub(in crate::tidy) fn package(name: &str, layer: Option<u32>) -> Package {
        Package {
            name: name.to_owned(),
            manifest_path: format!("crates/{name}/Cargo.toml"),
            metadata: Some(Metadata { sovereign: Some(Sovereign { layer }) }),
            dependencies: Vec::new(),
            targets: vec![Target {
                kind: vec!["lib".to_owned()],
                src_path: format!("crates/{name}/src/lib.rs"),
            }],
        }
    }

    /// A dependency on another member, or on a crate from outside.
    pub(in crate::tidy) fn dependency(name: &str, kind: Option<&str>, member: bool) -> Dependency {
        Dependency {
            name: name.to_owned(),
            kind: kind.map(str::to_owned),
            path: member.then(|| format!("crates/{name}")),
            features: Vec::new(),
        }
    }
}
