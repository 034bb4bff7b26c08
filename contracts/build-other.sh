#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Rebuilds the contracts in C, C++ and AssemblyScript. See README.md for what it needs.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# MVP instructions only. No file of a C library is read: `-ffreestanding` leaves the headers of the compiler itself.
# Bodies stay bitcode until the link, which keeps of the helpers what is used.
flags=(--target=wasm32-unknown-unknown -mcpu=mvp -Oz -flto -ffreestanding -fno-builtin -Wall -Wextra -Werror -c)
clang=${CLANG:-clang-19}
"$clang" -std=c17 "${flags[@]}" c/support.c -o "$work/support.o"
for file in c/*.c cpp/*.cpp; do
    name=$(basename "${file%.*}")
    [ "$name" != support ] || continue
    case $file in
        *.c) language=(-std=c17) ;;
        *) language=(-std=c++20 -fno-exceptions -fno-rtti) ;;
    esac
    "$clang" "${language[@]}" "${flags[@]}" "$file" -o "$work/$name.o"
    "${WASM_LD:-wasm-ld-19}" --no-entry --strip-all -z stack-size=8192 --lto-O2 \
        "$work/$name.o" "$work/support.o" -o "artifacts/$name.wasm"
done

# The runtime `stub` has no collector; the contract allocates nothing.
modules=${ASSEMBLYSCRIPT_MODULES:-../target/oracle/node_modules}
for file in assemblyscript/*.ts; do
    name=$(basename "$file" .ts)
    [ "$name" = hooks ] || node "$modules/assemblyscript/bin/asc.js" "$file" -o "artifacts/$name.wasm" \
        --runtime stub --noAssert --optimizeLevel 3 --shrinkLevel 2 --converge --use abort= \
        --disable bulk-memory --disable sign-extension --disable nontrapping-f2i --disable mutable-globals
done
