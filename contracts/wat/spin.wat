;; SPDX-License-Identifier: MIT OR Apache-2.0
;; Loops for measuring: plain computing, calls of a hook, and nothing at all.
(module
  (import "env" "getGasLeft" (func $gasLeft (result i64)))
  (import "env" "int64finish" (func $finish (param i64)))
  (memory (export "memory") 1)
  (func (export "init"))
  (func (export "upgrade"))

  ;; What a call costs before it does anything.
  (func (export "empty"))

  ;; 1,000,000 steps of one multiply-add and one store into 64 KiB; returns the last number.
  (func (export "spin") (local $rest i64) (local $number i64)
    (local.set $rest (i64.const 1000000))
    (loop $again
      (local.set $number
        (i64.add (i64.mul (local.get $number) (i64.const 6364136223846793005)) (i64.const 1442695040888963407)))
      (i64.store
        (i32.and (i32.wrap_i64 (i64.shr_u (local.get $number) (i64.const 40))) (i32.const 0xfff8))
        (local.get $number))
      (local.set $rest (i64.sub (local.get $rest) (i64.const 1)))
      (br_if $again (i64.ne (local.get $rest) (i64.const 0))))
    (call $finish (local.get $number)))

  ;; 100,000 calls of the cheapest hook; returns how often the gas left did not shrink, which is never.
  (func (export "hooks") (local $rest i64) (local $before i64) (local $now i64) (local $odd i64)
    (local.set $rest (i64.const 100000))
    (local.set $before (call $gasLeft))
    (loop $again
      (local.set $now (call $gasLeft))
      (local.set $odd
        (i64.add (local.get $odd) (i64.extend_i32_u (i64.ge_u (local.get $now) (local.get $before)))))
      (local.set $before (local.get $now))
      (local.set $rest (i64.sub (local.get $rest) (i64.const 1)))
      (br_if $again (i64.ne (local.get $rest) (i64.const 0))))
    (call $finish (local.get $odd)))
)
