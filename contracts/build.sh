#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Rebuilds everything in artifacts/. See README.md for what it needs.
#
#   build.sh            all
#   build.sh NAME...    only these Rust contracts
set -euo pipefail
cd "$(dirname "$0")"

cargo=${CARGO:-/usr/bin/cargo}
export RUSTC=${RUSTC:-/usr/bin/rustc}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-../target/contracts}
names=("$@")
if [ ${#names[@]} -eq 0 ]; then
    for folder in rust/*/; do
        name=$(basename "$folder")
        [ "$name" = artifacts-builder ] || names+=("$name")
    done
fi

for name in "${names[@]}"; do
    # The standard library is built along, so that it too keeps to MVP instructions.
    RUSTC_BOOTSTRAP=1 "$cargo" rustc --quiet --locked --package "$name" --lib --crate-type cdylib --release \
        --target wasm32-unknown-unknown -Zbuild-std=core,alloc,panic_abort
    install -m 644 "$CARGO_TARGET_DIR/wasm32-unknown-unknown/release/${name//-/_}.wasm" "artifacts/$name.wasm"
done

# The adder with lines of its source, and no path of this machine in them.
registry=$(echo "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/)
library=$("$RUSTC" --print sysroot)/lib/rustlib/src/rust
remap="'--remap-path-prefix=$PWD=contracts','--remap-path-prefix=${registry%/}=/.cargo/registry','--remap-path-prefix=$library=/rustc'"
RUSTC_BOOTSTRAP=1 CARGO_PROFILE_RELEASE_DEBUG=line-tables-only CARGO_PROFILE_RELEASE_STRIP=none \
    CARGO_TARGET_DIR=$CARGO_TARGET_DIR/debug-lines \
    "$cargo" rustc --quiet --locked --package adder --lib --crate-type cdylib --release \
    --target wasm32-unknown-unknown -Zbuild-std=core,alloc,panic_abort \
    --config "target.wasm32-unknown-unknown.rustflags=[$remap]"
install -D -m 644 "$CARGO_TARGET_DIR/debug-lines/wasm32-unknown-unknown/release/adder.wasm" artifacts/debug/adder.wasm
"$cargo" run --quiet --locked --package artifacts-builder -- artifacts wat
./build-other.sh
node solidity/build.cjs
node check.cjs
