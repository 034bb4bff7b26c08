;; SPDX-License-Identifier: MIT OR Apache-2.0
;; Asks for the deletion of other contracts, by both hooks, and remembers what the callback brought.
(module
  (import "env" "getArgument" (func $argument (param i32 i32) (result i32)))
  (import "env" "getNumArguments" (func $count (result i32)))
  (import "env" "finish" (func $finish (param i32 i32)))
  (import "env" "storageStore" (func $store (param i32 i32 i32 i32) (result i32)))
  (import "env" "storageLoad" (func $load (param i32 i32 i32) (result i32)))
  (import "env" "mBufferNew" (func $buffer (result i32)))
  (import "env" "mBufferSetBytes" (func $set (param i32 i32 i32) (result i32)))
  (import "env" "deleteContract" (func $delete (param i32 i64 i32 i32 i32)))
  (import "env" "managedDeleteContract" (func $managedDelete (param i32 i64 i32)))
  (memory (export "memory") 1)
  ;; At 0: keys; at 64: the lengths of one argument; at 128: the address; from 256: an argument.
  (data (i32.const 0) "statusmessage")
  (data (i32.const 64) "\03\00\00\00")
  (data (i32.const 80) "arg")
  (func (export "init"))
  (func (export "upgrade"))

  ;; The contract of the first argument, without arguments.
  (func (export "erase")
    (drop (call $argument (i32.const 0) (i32.const 128)))
    (call $delete (i32.const 128) (i64.const 10000000) (i32.const 0) (i32.const 0) (i32.const 0)))

  ;; With an argument of three bytes.
  (func (export "eraseWithArgument")
    (drop (call $argument (i32.const 0) (i32.const 128)))
    (call $delete (i32.const 128) (i64.const 10000000) (i32.const 1) (i32.const 64) (i32.const 80)))

  ;; With a gas limit under what an asynchronous call needs.
  (func (export "eraseWithLittleGas")
    (drop (call $argument (i32.const 0) (i32.const 128)))
    (call $delete (i32.const 128) (i64.const 1000) (i32.const 0) (i32.const 0) (i32.const 0)))

  ;; By the hook that takes managed values.
  (func (export "eraseManaged") (local $address i32)
    (drop (call $argument (i32.const 0) (i32.const 128)))
    (local.set $address (call $buffer))
    (drop (call $set (local.get $address) (i32.const 128) (i32.const 32)))
    (call $managedDelete (local.get $address) (i64.const 10000000) (call $buffer)))

  ;; The same with a handle that names nothing.
  (func (export "eraseNothing")
    (call $managedDelete (i32.const 77) (i64.const 10000000) (i32.const 77)))

  (func (export "callBack") (local $length i32)
    (local.set $length (call $argument (i32.const 0) (i32.const 256)))
    (drop (call $store (i32.const 0) (i32.const 6) (i32.const 256) (local.get $length)))
    (if (i32.lt_s (call $count) (i32.const 2)) (then (return)))
    (local.set $length (call $argument (i32.const 1) (i32.const 256)))
    (drop (call $store (i32.const 6) (i32.const 7) (i32.const 256) (local.get $length))))

  ;; What the last callback brought.
  (func (export "getStatus")
    (call $finish (i32.const 256) (call $load (i32.const 0) (i32.const 6) (i32.const 256))))
  (func (export "getMessage")
    (call $finish (i32.const 256) (call $load (i32.const 6) (i32.const 7) (i32.const 256)))))
