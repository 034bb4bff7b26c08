// SPDX-License-Identifier: MIT OR Apache-2.0
// Names and who has them. With a token every name has a price, which the Solidity contract of that token takes from
// the caller by `transferFrom`.
import {
  checkNoPayment, cleanReturnData, executeOnDestContext, finish, getArgument, getArgumentLength, getCaller, getGasLeft,
  getNumArguments, getNumReturnData, getReturnData, getReturnDataSize, getSCAddress, signalError, storageLoad,
  storageLoadLength, storageStore, writeLog,
} from "./hooks";

const ADDRESS: i32 = 32;
const WORD: i32 = 32;
const LONGEST_NAME: i32 = 32;
const LONGEST_TEXT: i32 = 64;

// All memory that the contract uses is laid out when it is compiled: nothing is allocated.
const texts: usize = memory.data(LONGEST_TEXT);
// A letter and a name.
const key: usize = memory.data(1 + LONGEST_NAME);
const caller: usize = memory.data(ADDRESS);
const other: usize = memory.data(ADDRESS);
const price: usize = memory.data(WORD);
const word: usize = memory.data(WORD);
const noValue: usize = memory.data(WORD);
// The arguments of `transferFrom`, one behind another, and their lengths.
const transfer: usize = memory.data(2 * ADDRESS + WORD);
const lengths: usize = memory.data(12, 4);

// The bytes of a text of ASCII, until the next one is asked for: a literal of the language is UTF-16.
function text(literal: string): usize {
  for (let i = 0; i < literal.length; i++) store<u8>(texts + i, load<u16>(changetype<usize>(literal) + (i << 1)));
  return texts;
}

function fail(message: string): void {
  signalError(text(message), message.length);
}

function requireArguments(count: i32): void {
  if (getNumArguments() != count) fail("wrong number of arguments");
}

function addressArgument(index: i32, to: usize): void {
  if (getArgumentLength(index) != ADDRESS) fail("an address has 32 bytes");
  getArgument(index, to);
}

// Writes the key of the name in argument 0, and returns its length.
function nameKey(): i32 {
  const length = getArgumentLength(0);
  if (length < 3 || length > LONGEST_NAME) fail("a name has 3 to 32 characters");
  store<u8>(key, 0x6e);
  getArgument(0, key + 1);
  for (let i = 1; i <= length; i++) {
    const character = load<u8>(key + i);
    const letter = character >= 0x61 && character <= 0x7a;
    const digit = character >= 0x30 && character <= 0x39;
    if (!letter && !digit) fail("a name has small letters and digits only");
  }
  return 1 + length;
}

// Has the token move the price from the caller to this contract; whatever is no plain `true` fails.
function takePrice(): void {
  if (storageLoadLength(text("token"), 5) == 0) return;
  storageLoad(text("token"), 5, other);
  const priceLength = storageLoad(text("price"), 5, price);
  memory.copy(transfer, caller, ADDRESS);
  getSCAddress(transfer + ADDRESS);
  memory.copy(transfer + 2 * ADDRESS, price, priceLength);
  store<i32>(lengths, ADDRESS);
  store<i32>(lengths, ADDRESS, 4);
  store<i32>(lengths, priceLength, 8);
  const signature = "transferFrom(address,address,uint256)";
  executeOnDestContext(getGasLeft(), other, noValue, text(signature), signature.length, 3, lengths, transfer);

  const last = getNumReturnData() - 1;
  if (last < 0 || getReturnDataSize(last) != WORD) fail("the token did not pay");
  getReturnData(last, word);
  for (let i = 0; i < WORD; i++) if (load<u8>(word + i) != u8(i == WORD - 1)) fail("the token did not pay");
  cleanReturnData();
}

// Arguments: nothing, or the token and the price of a name.
export function init(): void {
  checkNoPayment();
  if (getNumArguments() == 0) return;
  requireArguments(2);
  addressArgument(0, other);
  const length = getArgumentLength(1);
  if (length > WORD) fail("price too large");
  getArgument(1, price);
  storageStore(text("token"), 5, other, ADDRESS);
  storageStore(text("price"), 5, price, length);
}

// Arguments: the name.
export function register(): void {
  checkNoPayment();
  requireArguments(1);
  const length = nameKey();
  if (storageLoadLength(key, length) != 0) fail("name is taken");
  getCaller(caller);
  storageStore(key, length, caller, ADDRESS);
  takePrice();
  writeLog(key + 1, length - 1, caller, 1);
}

// Arguments: the name and who is to have it.
export function hand(): void {
  checkNoPayment();
  requireArguments(2);
  const length = nameKey();
  addressArgument(1, other);
  if (storageLoadLength(key, length) == 0) fail("no such name");
  storageLoad(key, length, word);
  getCaller(caller);
  if (memory.compare(word, caller, ADDRESS) != 0) fail("name of another");
  storageStore(key, length, other, ADDRESS);
}

// Arguments: the name. Whose it is; empty for nobody's.
export function resolve(): void {
  requireArguments(1);
  const length = nameKey();
  finish(word, storageLoad(key, length, word));
}
