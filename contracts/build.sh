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
"$cargo" run --quiet --locked --package artifacts-builder -- artifacts wat
node solidity/build.cjs
node check.cjs
