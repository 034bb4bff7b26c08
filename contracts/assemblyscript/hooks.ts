// SPDX-License-Identifier: MIT OR Apache-2.0
// Made from the hook table by `cargo run -p space-vm --example hook_bindings -- assemblyscript`;
// a test fails when it is stale.
// What each hook does, costs and since when it exists: docs/hooks.md.

// A managed value of the host.
export type Handle = i32;

// Accounts
// @ts-ignore: decorator
@external("env", "getSCAddress")
export declare function getSCAddress(result: usize): void;
// @ts-ignore: decorator
@external("env", "managedSCAddress")
export declare function managedSCAddress(destination: Handle): void;
// @ts-ignore: decorator
@external("env", "getOwnerAddress")
export declare function getOwnerAddress(result: usize): void;
// @ts-ignore: decorator
@external("env", "managedOwnerAddress")
export declare function managedOwnerAddress(destination: Handle): void;
// @ts-ignore: decorator
@external("env", "getCaller")
export declare function getCaller(result: usize): void;
// @ts-ignore: decorator
@external("env", "managedCaller")
export declare function managedCaller(destination: Handle): void;
// @ts-ignore: decorator
@external("env", "managedGetOriginalCallerAddr")
export declare function managedGetOriginalCallerAddr(destination: Handle): void;
// @ts-ignore: decorator
@external("env", "managedGetRelayerAddr")
export declare function managedGetRelayerAddr(destination: Handle): void;
// @ts-ignore: decorator
@external("env", "getShardOfAddress")
export declare function getShardOfAddress(address: usize): i32;
// @ts-ignore: decorator
@external("env", "isSmartContract")
export declare function isSmartContract(address: usize): i32;
// @ts-ignore: decorator
@external("env", "getExternalBalance")
export declare function getExternalBalance(address: usize, result: usize): void;
// @ts-ignore: decorator
@external("env", "managedGetCodeMetadata")
export declare function managedGetCodeMetadata(address: Handle, response: Handle): void;
// @ts-ignore: decorator
@external("env", "managedGetCodeHash")
export declare function managedGetCodeHash(address: Handle, destination: Handle): void;
// @ts-ignore: decorator
@external("env", "managedIsBuiltinFunction")
export declare function managedIsBuiltinFunction(name: Handle): i32;
// @ts-ignore: decorator
@external("env", "isReservedFunctionName")
export declare function isReservedFunctionName(name: Handle): i32;

// Block and transaction
// @ts-ignore: decorator
@external("env", "getGasLeft")
export declare function getGasLeft(): i64;
// @ts-ignore: decorator
@external("env", "getBlockTimestamp")
export declare function getBlockTimestamp(): i64;
// @ts-ignore: decorator
@external("env", "getBlockTimestampMs")
export declare function getBlockTimestampMs(): i64;
// @ts-ignore: decorator
@external("env", "getBlockNonce")
export declare function getBlockNonce(): i64;
// @ts-ignore: decorator
@external("env", "getBlockRound")
export declare function getBlockRound(): i64;
// @ts-ignore: decorator
@external("env", "getBlockEpoch")
export declare function getBlockEpoch(): i64;
// @ts-ignore: decorator
@external("env", "getBlockRandomSeed")
export declare function getBlockRandomSeed(result: usize): void;
// @ts-ignore: decorator
@external("env", "managedGetBlockRandomSeed")
export declare function managedGetBlockRandomSeed(result: Handle): void;
// @ts-ignore: decorator
@external("env", "getStateRootHash")
export declare function getStateRootHash(result: usize): void;
// @ts-ignore: decorator
@external("env", "managedGetStateRootHash")
export declare function managedGetStateRootHash(result: Handle): void;
// @ts-ignore: decorator
@external("env", "getPrevBlockTimestamp")
export declare function getPrevBlockTimestamp(): i64;
// @ts-ignore: decorator
@external("env", "getPrevBlockTimestampMs")
export declare function getPrevBlockTimestampMs(): i64;
// @ts-ignore: decorator
@external("env", "getPrevBlockNonce")
export declare function getPrevBlockNonce(): i64;
// @ts-ignore: decorator
@external("env", "getPrevBlockRound")
export declare function getPrevBlockRound(): i64;
// @ts-ignore: decorator
@external("env", "getPrevBlockEpoch")
export declare function getPrevBlockEpoch(): i64;
// @ts-ignore: decorator
@external("env", "getPrevBlockRandomSeed")
export declare function getPrevBlockRandomSeed(result: usize): void;
// @ts-ignore: decorator
@external("env", "managedGetPrevBlockRandomSeed")
export declare function managedGetPrevBlockRandomSeed(result: Handle): void;
// @ts-ignore: decorator
@external("env", "getBlockRoundTimeMs")
export declare function getBlockRoundTimeMs(): i64;
// @ts-ignore: decorator
@external("env", "epochStartBlockTimestampMs")
export declare function epochStartBlockTimestampMs(): i64;
// @ts-ignore: decorator
@external("env", "epochStartBlockNonce")
export declare function epochStartBlockNonce(): i64;
// @ts-ignore: decorator
@external("env", "epochStartBlockRound")
export declare function epochStartBlockRound(): i64;
// @ts-ignore: decorator
@external("env", "getBlockHash")
export declare function getBlockHash(nonce: i64, result: usize): i32;
// @ts-ignore: decorator
@external("env", "getOriginalTxHash")
export declare function getOriginalTxHash(result: usize): void;
// @ts-ignore: decorator
@external("env", "managedGetOriginalTxHash")
export declare function managedGetOriginalTxHash(result: Handle): void;
// @ts-ignore: decorator
@external("env", "getCurrentTxHash")
export declare function getCurrentTxHash(result: usize): void;
// @ts-ignore: decorator
@external("env", "getPrevTxHash")
export declare function getPrevTxHash(result: usize): void;

// Function and arguments
// @ts-ignore: decorator
@external("env", "getNumArguments")
export declare function getNumArguments(): i32;
// @ts-ignore: decorator
@external("env", "getArgumentLength")
export declare function getArgumentLength(index: i32): i32;
// @ts-ignore: decorator
@external("env", "getArgument")
export declare function getArgument(index: i32, result: usize): i32;
// @ts-ignore: decorator
@external("env", "getFunction")
export declare function getFunction(result: usize): i32;

// Payments of the call
// @ts-ignore: decorator
@external("env", "checkNoPayment")
export declare function checkNoPayment(): void;
// @ts-ignore: decorator
@external("env", "getCallValue")
export declare function getCallValue(result: usize): i32;
// @ts-ignore: decorator
@external("env", "getESDTValue")
export declare function getESDTValue(result: usize): i32;
// @ts-ignore: decorator
@external("env", "getESDTValueByIndex")
export declare function getESDTValueByIndex(result: usize, index: i32): i32;
// @ts-ignore: decorator
@external("env", "getESDTTokenName")
export declare function getESDTTokenName(result: usize): i32;
// @ts-ignore: decorator
@external("env", "getESDTTokenNameByIndex")
export declare function getESDTTokenNameByIndex(result: usize, index: i32): i32;
// @ts-ignore: decorator
@external("env", "getESDTTokenNonce")
export declare function getESDTTokenNonce(): i64;
// @ts-ignore: decorator
@external("env", "getESDTTokenNonceByIndex")
export declare function getESDTTokenNonceByIndex(index: i32): i64;
// @ts-ignore: decorator
@external("env", "getESDTTokenType")
export declare function getESDTTokenType(): i32;
// @ts-ignore: decorator
@external("env", "getESDTTokenTypeByIndex")
export declare function getESDTTokenTypeByIndex(index: i32): i32;
// @ts-ignore: decorator
@external("env", "getNumESDTTransfers")
export declare function getNumESDTTransfers(): i32;
// @ts-ignore: decorator
@external("env", "getCallValueTokenName")
export declare function getCallValueTokenName(value: usize, name: usize): i32;
// @ts-ignore: decorator
@external("env", "getCallValueTokenNameByIndex")
export declare function getCallValueTokenNameByIndex(value: usize, name: usize, index: i32): i32;
// @ts-ignore: decorator
@external("env", "managedGetMultiESDTCallValue")
export declare function managedGetMultiESDTCallValue(destination: Handle): void;
// @ts-ignore: decorator
@external("env", "managedGetAllTransfersCallValue")
export declare function managedGetAllTransfersCallValue(destination: Handle): void;
// @ts-ignore: decorator
@external("env", "managedGetBackTransfers")
export declare function managedGetBackTransfers(tokens: Handle, value: Handle): void;

// Results, errors and logs
// @ts-ignore: decorator
@external("env", "finish")
export declare function finish(data: usize, length: i32): void;
// @ts-ignore: decorator
@external("env", "signalError")
export declare function signalError(message: usize, length: i32): void;
// @ts-ignore: decorator
@external("env", "managedSignalError")
export declare function managedSignalError(message: Handle): void;
// @ts-ignore: decorator
@external("env", "writeLog")
export declare function writeLog(data: usize, length: i32, topics: usize, topic_count: i32): void;
// @ts-ignore: decorator
@external("env", "writeEventLog")
export declare function writeEventLog(topic_count: i32, topic_lengths: usize, topics: usize, data: usize, length: i32): void;
// @ts-ignore: decorator
@external("env", "managedWriteLog")
export declare function managedWriteLog(topics: Handle, data: Handle): void;
// @ts-ignore: decorator
@external("env", "getNumReturnData")
export declare function getNumReturnData(): i32;
// @ts-ignore: decorator
@external("env", "getReturnDataSize")
export declare function getReturnDataSize(index: i32): i32;
// @ts-ignore: decorator
@external("env", "getReturnData")
export declare function getReturnData(index: i32, destination: usize): i32;
// @ts-ignore: decorator
@external("env", "managedGetReturnData")
export declare function managedGetReturnData(index: i32, destination: Handle): void;
// @ts-ignore: decorator
@external("env", "cleanReturnData")
export declare function cleanReturnData(): void;
// @ts-ignore: decorator
@external("env", "deleteFromReturnData")
export declare function deleteFromReturnData(index: i32): void;

// Storage
// @ts-ignore: decorator
@external("env", "storageStore")
export declare function storageStore(key: usize, key_length: i32, data: usize, length: i32): i32;
// @ts-ignore: decorator
@external("env", "storageLoadLength")
export declare function storageLoadLength(key: usize, key_length: i32): i32;
// @ts-ignore: decorator
@external("env", "storageLoad")
export declare function storageLoad(key: usize, key_length: i32, result: usize): i32;
// @ts-ignore: decorator
@external("env", "storageLoadFromAddress")
export declare function storageLoadFromAddress(address: usize, key: usize, key_length: i32, result: usize): i32;
// @ts-ignore: decorator
@external("env", "setStorageLock")
export declare function setStorageLock(key: usize, key_length: i32, timestamp: i64): i32;
// @ts-ignore: decorator
@external("env", "getStorageLock")
export declare function getStorageLock(key: usize, key_length: i32): i64;
// @ts-ignore: decorator
@external("env", "isStorageLocked")
export declare function isStorageLocked(key: usize, key_length: i32): i32;
// @ts-ignore: decorator
@external("env", "clearStorageLock")
export declare function clearStorageLock(key: usize, key_length: i32): i32;

// Tokens of accounts
// @ts-ignore: decorator
@external("env", "getESDTBalance")
export declare function getESDTBalance(address: usize, token: usize, token_length: i32, nonce: i64, result: usize): i32;
// @ts-ignore: decorator
@external("env", "managedGetESDTBalance")
export declare function managedGetESDTBalance(address: Handle, token: Handle, nonce: i64, value: Handle): void;
// @ts-ignore: decorator
@external("env", "getESDTNFTNameLength")
export declare function getESDTNFTNameLength(address: usize, token: usize, token_length: i32, nonce: i64): i32;
// @ts-ignore: decorator
@external("env", "getESDTNFTAttributeLength")
export declare function getESDTNFTAttributeLength(address: usize, token: usize, token_length: i32, nonce: i64): i32;
// @ts-ignore: decorator
@external("env", "getESDTNFTURILength")
export declare function getESDTNFTURILength(address: usize, token: usize, token_length: i32, nonce: i64): i32;
// @ts-ignore: decorator
@external("env", "getESDTTokenData")
export declare function getESDTTokenData(address: usize, token: usize, token_length: i32, nonce: i64, value: Handle, properties: usize, hash: usize, name: usize, attributes: usize, creator: usize, royalties: Handle, uris: usize): i32;
// @ts-ignore: decorator
@external("env", "managedGetESDTTokenData")
export declare function managedGetESDTTokenData(address: Handle, token: Handle, nonce: i64, value: Handle, properties: Handle, hash: Handle, name: Handle, attributes: Handle, creator: Handle, royalties: Handle, uris: Handle): void;
// @ts-ignore: decorator
@external("env", "managedGetESDTTokenType")
export declare function managedGetESDTTokenType(address: Handle, token: Handle, nonce: i64, kind: Handle): void;
// @ts-ignore: decorator
@external("env", "getCurrentESDTNFTNonce")
export declare function getCurrentESDTNFTNonce(address: usize, token: usize, token_length: i32): i64;
// @ts-ignore: decorator
@external("env", "getESDTLocalRoles")
export declare function getESDTLocalRoles(token: Handle): i64;
// @ts-ignore: decorator
@external("env", "validateTokenIdentifier")
export declare function validateTokenIdentifier(token: Handle): i32;
// @ts-ignore: decorator
@external("env", "managedIsESDTFrozen")
export declare function managedIsESDTFrozen(address: Handle, token: Handle, nonce: i64): i32;
// @ts-ignore: decorator
@external("env", "managedIsESDTLimitedTransfer")
export declare function managedIsESDTLimitedTransfer(token: Handle): i32;
// @ts-ignore: decorator
@external("env", "managedIsESDTPaused")
export declare function managedIsESDTPaused(token: Handle): i32;

// Executions
// @ts-ignore: decorator
@external("env", "executeOnDestContext")
export declare function executeOnDestContext(gas: i64, address: usize, value: usize, function_: usize, function_length: i32, argument_count: i32, argument_lengths: usize, arguments: usize): i32;
// @ts-ignore: decorator
@external("env", "managedExecuteOnDestContext")
export declare function managedExecuteOnDestContext(gas: i64, address: Handle, value: Handle, function_: Handle, arguments: Handle, results: Handle): i32;
// @ts-ignore: decorator
@external("env", "managedExecuteOnDestContextWithErrorReturn")
export declare function managedExecuteOnDestContextWithErrorReturn(gas: i64, address: Handle, value: Handle, function_: Handle, arguments: Handle, results: Handle): i32;
// @ts-ignore: decorator
@external("env", "executeOnSameContext")
export declare function executeOnSameContext(gas: i64, address: usize, value: usize, function_: usize, function_length: i32, argument_count: i32, argument_lengths: usize, arguments: usize): i32;
// @ts-ignore: decorator
@external("env", "managedExecuteOnSameContext")
export declare function managedExecuteOnSameContext(gas: i64, address: Handle, value: Handle, function_: Handle, arguments: Handle, results: Handle): i32;
// @ts-ignore: decorator
@external("env", "executeReadOnly")
export declare function executeReadOnly(gas: i64, address: usize, function_: usize, function_length: i32, argument_count: i32, argument_lengths: usize, arguments: usize): i32;
// @ts-ignore: decorator
@external("env", "managedExecuteReadOnly")
export declare function managedExecuteReadOnly(gas: i64, address: Handle, function_: Handle, arguments: Handle, results: Handle): i32;

// Transfers
// @ts-ignore: decorator
@external("env", "transferValue")
export declare function transferValue(destination: usize, value: usize, data: usize, length: i32): i32;
// @ts-ignore: decorator
@external("env", "transferValueExecute")
export declare function transferValueExecute(destination: usize, value: usize, gas: i64, function_: usize, function_length: i32, argument_count: i32, argument_lengths: usize, arguments: usize): i32;
// @ts-ignore: decorator
@external("env", "managedTransferValueExecute")
export declare function managedTransferValueExecute(destination: Handle, value: Handle, gas: i64, function_: Handle, arguments: Handle): i32;
// @ts-ignore: decorator
@external("env", "transferESDTExecute")
export declare function transferESDTExecute(destination: usize, token: usize, token_length: i32, value: usize, gas: i64, function_: usize, function_length: i32, argument_count: i32, argument_lengths: usize, arguments: usize): i32;
// @ts-ignore: decorator
@external("env", "transferESDTNFTExecute")
export declare function transferESDTNFTExecute(destination: usize, token: usize, token_length: i32, value: usize, nonce: i64, gas: i64, function_: usize, function_length: i32, argument_count: i32, argument_lengths: usize, arguments: usize): i32;
// @ts-ignore: decorator
@external("env", "multiTransferESDTNFTExecute")
export declare function multiTransferESDTNFTExecute(destination: usize, token_count: i32, token_lengths: usize, tokens: usize, gas: i64, function_: usize, function_length: i32, argument_count: i32, argument_lengths: usize, arguments: usize): i32;
// @ts-ignore: decorator
@external("env", "managedMultiTransferESDTNFTExecute")
export declare function managedMultiTransferESDTNFTExecute(destination: Handle, tokens: Handle, gas: i64, function_: Handle, arguments: Handle): i32;
// @ts-ignore: decorator
@external("env", "managedMultiTransferESDTNFTExecuteWithReturn")
export declare function managedMultiTransferESDTNFTExecuteWithReturn(destination: Handle, tokens: Handle, gas: i64, function_: Handle, arguments: Handle): i32;
// @ts-ignore: decorator
@external("env", "managedMultiTransferESDTNFTExecuteByUser")
export declare function managedMultiTransferESDTNFTExecuteByUser(user: Handle, destination: Handle, tokens: Handle, gas: i64, function_: Handle, arguments: Handle): i32;

// Asynchronous calls
// @ts-ignore: decorator
@external("env", "asyncCall")
export declare function asyncCall(address: usize, value: usize, data: usize, length: i32): void;
// @ts-ignore: decorator
@external("env", "managedAsyncCall")
export declare function managedAsyncCall(address: Handle, value: Handle, function_: Handle, arguments: Handle): void;
// @ts-ignore: decorator
@external("env", "createAsyncCall")
export declare function createAsyncCall(address: usize, value: usize, data: usize, length: i32, success: usize, success_length: i32, error: usize, error_length: i32, gas: i64, extra_gas: i64): i32;
// @ts-ignore: decorator
@external("env", "managedCreateAsyncCall")
export declare function managedCreateAsyncCall(address: Handle, value: Handle, function_: Handle, arguments: Handle, success: usize, success_length: i32, error: usize, error_length: i32, gas: i64, extra_gas: i64, closure: Handle): i32;
// @ts-ignore: decorator
@external("env", "managedGetCallbackClosure")
export declare function managedGetCallbackClosure(destination: Handle): void;
// @ts-ignore: decorator
@external("env", "setAsyncContextCallback")
export declare function setAsyncContextCallback(callback: usize, callback_length: i32, data: usize, data_length: i32, gas: i64): i32;

// Deploys
// @ts-ignore: decorator
@external("env", "createContract")
export declare function createContract(gas: i64, value: usize, code: usize, metadata: usize, code_length: i32, result: usize, argument_count: i32, argument_lengths: usize, arguments: usize): i32;
// @ts-ignore: decorator
@external("env", "deployFromSourceContract")
export declare function deployFromSourceContract(gas: i64, value: usize, source: usize, metadata: usize, result: usize, argument_count: i32, argument_lengths: usize, arguments: usize): i32;
// @ts-ignore: decorator
@external("env", "managedCreateContract")
export declare function managedCreateContract(gas: i64, value: Handle, code: Handle, metadata: Handle, arguments: Handle, address: Handle, results: Handle): i32;
// @ts-ignore: decorator
@external("env", "managedDeployFromSourceContract")
export declare function managedDeployFromSourceContract(gas: i64, value: Handle, source: Handle, metadata: Handle, arguments: Handle, address: Handle, results: Handle): i32;

// Upgrades and deletions
// @ts-ignore: decorator
@external("env", "upgradeContract")
export declare function upgradeContract(destination: usize, gas: i64, value: usize, code: usize, metadata: usize, code_length: i32, argument_count: i32, argument_lengths: usize, arguments: usize): void;
// @ts-ignore: decorator
@external("env", "upgradeFromSourceContract")
export declare function upgradeFromSourceContract(destination: usize, gas: i64, value: usize, source: usize, metadata: usize, argument_count: i32, argument_lengths: usize, arguments: usize): void;
// @ts-ignore: decorator
@external("env", "managedUpgradeContract")
export declare function managedUpgradeContract(destination: Handle, gas: i64, value: Handle, code: Handle, metadata: Handle, arguments: Handle, results: Handle): void;
// @ts-ignore: decorator
@external("env", "managedUpgradeFromSourceContract")
export declare function managedUpgradeFromSourceContract(destination: Handle, gas: i64, value: Handle, source: Handle, metadata: Handle, arguments: Handle, results: Handle): void;
// @ts-ignore: decorator
@external("env", "deleteContract")
export declare function deleteContract(destination: usize, gas: i64, argument_count: i32, argument_lengths: usize, arguments: usize): void;
// @ts-ignore: decorator
@external("env", "managedDeleteContract")
export declare function managedDeleteContract(destination: Handle, gas: i64, arguments: Handle): void;

// Arithmetic on big integers
// @ts-ignore: decorator
@external("env", "bigIntAdd")
export declare function bigIntAdd(destination: Handle, lhs: Handle, rhs: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntSub")
export declare function bigIntSub(destination: Handle, lhs: Handle, rhs: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntMul")
export declare function bigIntMul(destination: Handle, lhs: Handle, rhs: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntTDiv")
export declare function bigIntTDiv(destination: Handle, lhs: Handle, rhs: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntTMod")
export declare function bigIntTMod(destination: Handle, lhs: Handle, rhs: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntEDiv")
export declare function bigIntEDiv(destination: Handle, lhs: Handle, rhs: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntEMod")
export declare function bigIntEMod(destination: Handle, lhs: Handle, rhs: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntSqrt")
export declare function bigIntSqrt(destination: Handle, operand: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntPow")
export declare function bigIntPow(destination: Handle, base: Handle, exponent: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntLog2")
export declare function bigIntLog2(operand: Handle): i32;
// @ts-ignore: decorator
@external("env", "bigIntAbs")
export declare function bigIntAbs(destination: Handle, operand: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntNeg")
export declare function bigIntNeg(destination: Handle, operand: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntSign")
export declare function bigIntSign(operand: Handle): i32;
// @ts-ignore: decorator
@external("env", "bigIntCmp")
export declare function bigIntCmp(lhs: Handle, rhs: Handle): i32;
// @ts-ignore: decorator
@external("env", "bigIntNot")
export declare function bigIntNot(destination: Handle, operand: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntAnd")
export declare function bigIntAnd(destination: Handle, lhs: Handle, rhs: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntOr")
export declare function bigIntOr(destination: Handle, lhs: Handle, rhs: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntXor")
export declare function bigIntXor(destination: Handle, lhs: Handle, rhs: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntShr")
export declare function bigIntShr(destination: Handle, operand: Handle, distance: i32): void;
// @ts-ignore: decorator
@external("env", "bigIntShl")
export declare function bigIntShl(destination: Handle, operand: Handle, distance: i32): void;

// Managed buffers
// @ts-ignore: decorator
@external("env", "mBufferNew")
export declare function mBufferNew(): Handle;
// @ts-ignore: decorator
@external("env", "mBufferNewFromBytes")
export declare function mBufferNewFromBytes(data: usize, length: i32): Handle;
// @ts-ignore: decorator
@external("env", "mBufferGetLength")
export declare function mBufferGetLength(buffer: Handle): i32;
// @ts-ignore: decorator
@external("env", "mBufferGetBytes")
export declare function mBufferGetBytes(buffer: Handle, result: usize): i32;
// @ts-ignore: decorator
@external("env", "mBufferGetByteSlice")
export declare function mBufferGetByteSlice(source: Handle, start: i32, length: i32, result: usize): i32;
// @ts-ignore: decorator
@external("env", "mBufferCopyByteSlice")
export declare function mBufferCopyByteSlice(source: Handle, start: i32, length: i32, destination: Handle): i32;
// @ts-ignore: decorator
@external("env", "mBufferEq")
export declare function mBufferEq(lhs: Handle, rhs: Handle): i32;
// @ts-ignore: decorator
@external("env", "mBufferSetBytes")
export declare function mBufferSetBytes(buffer: Handle, data: usize, length: i32): i32;
// @ts-ignore: decorator
@external("env", "mBufferSetByteSlice")
export declare function mBufferSetByteSlice(buffer: Handle, start: i32, length: i32, data: usize): i32;
// @ts-ignore: decorator
@external("env", "mBufferAppend")
export declare function mBufferAppend(accumulator: Handle, data: Handle): i32;
// @ts-ignore: decorator
@external("env", "mBufferAppendBytes")
export declare function mBufferAppendBytes(accumulator: Handle, data: usize, length: i32): i32;
// @ts-ignore: decorator
@external("env", "mBufferStorageStore")
export declare function mBufferStorageStore(key: Handle, source: Handle): i32;
// @ts-ignore: decorator
@external("env", "mBufferStorageLoad")
export declare function mBufferStorageLoad(key: Handle, destination: Handle): i32;
// @ts-ignore: decorator
@external("env", "mBufferStorageLoadFromAddress")
export declare function mBufferStorageLoadFromAddress(address: Handle, key: Handle, destination: Handle): void;
// @ts-ignore: decorator
@external("env", "mBufferGetArgument")
export declare function mBufferGetArgument(index: i32, destination: Handle): i32;
// @ts-ignore: decorator
@external("env", "mBufferFinish")
export declare function mBufferFinish(source: Handle): i32;
// @ts-ignore: decorator
@external("env", "mBufferSetRandom")
export declare function mBufferSetRandom(destination: Handle, length: i32): i32;

// Managed buffers, numbers and text
// @ts-ignore: decorator
@external("env", "mBufferToBigIntUnsigned")
export declare function mBufferToBigIntUnsigned(buffer: Handle, number: Handle): i32;
// @ts-ignore: decorator
@external("env", "mBufferToBigIntSigned")
export declare function mBufferToBigIntSigned(buffer: Handle, number: Handle): i32;
// @ts-ignore: decorator
@external("env", "mBufferFromBigIntUnsigned")
export declare function mBufferFromBigIntUnsigned(buffer: Handle, number: Handle): i32;
// @ts-ignore: decorator
@external("env", "mBufferFromBigIntSigned")
export declare function mBufferFromBigIntSigned(buffer: Handle, number: Handle): i32;
// @ts-ignore: decorator
@external("env", "mBufferToSmallIntUnsigned")
export declare function mBufferToSmallIntUnsigned(buffer: Handle): i64;
// @ts-ignore: decorator
@external("env", "mBufferToSmallIntSigned")
export declare function mBufferToSmallIntSigned(buffer: Handle): i64;
// @ts-ignore: decorator
@external("env", "mBufferFromSmallIntUnsigned")
export declare function mBufferFromSmallIntUnsigned(buffer: Handle, value: i64): void;
// @ts-ignore: decorator
@external("env", "mBufferFromSmallIntSigned")
export declare function mBufferFromSmallIntSigned(buffer: Handle, value: i64): void;
// @ts-ignore: decorator
@external("env", "mBufferToBigFloat")
export declare function mBufferToBigFloat(buffer: Handle, number: Handle): i32;
// @ts-ignore: decorator
@external("env", "mBufferFromBigFloat")
export declare function mBufferFromBigFloat(buffer: Handle, number: Handle): i32;
// @ts-ignore: decorator
@external("env", "managedBufferToHex")
export declare function managedBufferToHex(source: Handle, destination: Handle): void;

// Managed maps
// @ts-ignore: decorator
@external("env", "managedMapNew")
export declare function managedMapNew(): Handle;
// @ts-ignore: decorator
@external("env", "managedMapPut")
export declare function managedMapPut(map: Handle, key: Handle, value: Handle): i32;
// @ts-ignore: decorator
@external("env", "managedMapGet")
export declare function managedMapGet(map: Handle, key: Handle, value: Handle): i32;
// @ts-ignore: decorator
@external("env", "managedMapRemove")
export declare function managedMapRemove(map: Handle, key: Handle, value: Handle): i32;
// @ts-ignore: decorator
@external("env", "managedMapContains")
export declare function managedMapContains(map: Handle, key: Handle): i32;

// Big integers
// @ts-ignore: decorator
@external("env", "bigIntGetUnsignedArgument")
export declare function bigIntGetUnsignedArgument(index: i32, destination: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntGetSignedArgument")
export declare function bigIntGetSignedArgument(index: i32, destination: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntStorageStoreUnsigned")
export declare function bigIntStorageStoreUnsigned(key: usize, length: i32, source: Handle): i32;
// @ts-ignore: decorator
@external("env", "bigIntStorageLoadUnsigned")
export declare function bigIntStorageLoadUnsigned(key: usize, length: i32, destination: Handle): i32;
// @ts-ignore: decorator
@external("env", "bigIntGetCallValue")
export declare function bigIntGetCallValue(destination: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntGetESDTCallValue")
export declare function bigIntGetESDTCallValue(destination: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntGetESDTCallValueByIndex")
export declare function bigIntGetESDTCallValueByIndex(destination: Handle, index: i32): void;
// @ts-ignore: decorator
@external("env", "bigIntGetExternalBalance")
export declare function bigIntGetExternalBalance(address: usize, result: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntGetESDTExternalBalance")
export declare function bigIntGetESDTExternalBalance(address: usize, token: usize, token_length: i32, nonce: i64, result: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntNew")
export declare function bigIntNew(value: i64): Handle;
// @ts-ignore: decorator
@external("env", "bigIntUnsignedByteLength")
export declare function bigIntUnsignedByteLength(number: Handle): i32;
// @ts-ignore: decorator
@external("env", "bigIntSignedByteLength")
export declare function bigIntSignedByteLength(number: Handle): i32;
// @ts-ignore: decorator
@external("env", "bigIntGetUnsignedBytes")
export declare function bigIntGetUnsignedBytes(number: Handle, result: usize): i32;
// @ts-ignore: decorator
@external("env", "bigIntGetSignedBytes")
export declare function bigIntGetSignedBytes(number: Handle, result: usize): i32;
// @ts-ignore: decorator
@external("env", "bigIntSetUnsignedBytes")
export declare function bigIntSetUnsignedBytes(destination: Handle, data: usize, length: i32): void;
// @ts-ignore: decorator
@external("env", "bigIntSetSignedBytes")
export declare function bigIntSetSignedBytes(destination: Handle, data: usize, length: i32): void;
// @ts-ignore: decorator
@external("env", "bigIntIsInt64")
export declare function bigIntIsInt64(number: Handle): i32;
// @ts-ignore: decorator
@external("env", "bigIntGetInt64")
export declare function bigIntGetInt64(number: Handle): i64;
// @ts-ignore: decorator
@external("env", "bigIntSetInt64")
export declare function bigIntSetInt64(destination: Handle, value: i64): void;
// @ts-ignore: decorator
@external("env", "bigIntFinishUnsigned")
export declare function bigIntFinishUnsigned(number: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntFinishSigned")
export declare function bigIntFinishSigned(number: Handle): void;
// @ts-ignore: decorator
@external("env", "bigIntToString")
export declare function bigIntToString(number: Handle, destination: Handle): void;

// Big floats
// @ts-ignore: decorator
@external("env", "bigFloatNewFromParts")
export declare function bigFloatNewFromParts(integral: i32, fractional: i32, exponent: i32): Handle;
// @ts-ignore: decorator
@external("env", "bigFloatNewFromFrac")
export declare function bigFloatNewFromFrac(numerator: i64, denominator: i64): Handle;
// @ts-ignore: decorator
@external("env", "bigFloatNewFromSci")
export declare function bigFloatNewFromSci(significand: i64, exponent: i64): Handle;
// @ts-ignore: decorator
@external("env", "bigFloatAdd")
export declare function bigFloatAdd(destination: Handle, lhs: Handle, rhs: Handle): void;
// @ts-ignore: decorator
@external("env", "bigFloatSub")
export declare function bigFloatSub(destination: Handle, lhs: Handle, rhs: Handle): void;
// @ts-ignore: decorator
@external("env", "bigFloatMul")
export declare function bigFloatMul(destination: Handle, lhs: Handle, rhs: Handle): void;
// @ts-ignore: decorator
@external("env", "bigFloatDiv")
export declare function bigFloatDiv(destination: Handle, lhs: Handle, rhs: Handle): void;
// @ts-ignore: decorator
@external("env", "bigFloatNeg")
export declare function bigFloatNeg(destination: Handle, operand: Handle): void;
// @ts-ignore: decorator
@external("env", "bigFloatClone")
export declare function bigFloatClone(destination: Handle, operand: Handle): void;
// @ts-ignore: decorator
@external("env", "bigFloatCmp")
export declare function bigFloatCmp(lhs: Handle, rhs: Handle): i32;
// @ts-ignore: decorator
@external("env", "bigFloatAbs")
export declare function bigFloatAbs(destination: Handle, operand: Handle): void;
// @ts-ignore: decorator
@external("env", "bigFloatSign")
export declare function bigFloatSign(operand: Handle): i32;
// @ts-ignore: decorator
@external("env", "bigFloatSqrt")
export declare function bigFloatSqrt(destination: Handle, operand: Handle): void;
// @ts-ignore: decorator
@external("env", "bigFloatPow")
export declare function bigFloatPow(destination: Handle, operand: Handle, exponent: i32): void;
// @ts-ignore: decorator
@external("env", "bigFloatFloor")
export declare function bigFloatFloor(destination: Handle, operand: Handle): void;
// @ts-ignore: decorator
@external("env", "bigFloatCeil")
export declare function bigFloatCeil(destination: Handle, operand: Handle): void;
// @ts-ignore: decorator
@external("env", "bigFloatTruncate")
export declare function bigFloatTruncate(destination: Handle, operand: Handle): void;
// @ts-ignore: decorator
@external("env", "bigFloatSetInt64")
export declare function bigFloatSetInt64(destination: Handle, value: i64): void;
// @ts-ignore: decorator
@external("env", "bigFloatIsInt")
export declare function bigFloatIsInt(operand: Handle): i32;
// @ts-ignore: decorator
@external("env", "bigFloatSetBigInt")
export declare function bigFloatSetBigInt(destination: Handle, number: Handle): void;
// @ts-ignore: decorator
@external("env", "bigFloatGetConstPi")
export declare function bigFloatGetConstPi(destination: Handle): void;
// @ts-ignore: decorator
@external("env", "bigFloatGetConstE")
export declare function bigFloatGetConstE(destination: Handle): void;

// 64-bit numbers
// @ts-ignore: decorator
@external("env", "smallIntGetUnsignedArgument")
export declare function smallIntGetUnsignedArgument(index: i32): i64;
// @ts-ignore: decorator
@external("env", "smallIntGetSignedArgument")
export declare function smallIntGetSignedArgument(index: i32): i64;
// @ts-ignore: decorator
@external("env", "smallIntFinishUnsigned")
export declare function smallIntFinishUnsigned(value: i64): void;
// @ts-ignore: decorator
@external("env", "smallIntFinishSigned")
export declare function smallIntFinishSigned(value: i64): void;
// @ts-ignore: decorator
@external("env", "smallIntStorageStoreUnsigned")
export declare function smallIntStorageStoreUnsigned(key: usize, length: i32, value: i64): i32;
// @ts-ignore: decorator
@external("env", "smallIntStorageStoreSigned")
export declare function smallIntStorageStoreSigned(key: usize, length: i32, value: i64): i32;
// @ts-ignore: decorator
@external("env", "smallIntStorageLoadUnsigned")
export declare function smallIntStorageLoadUnsigned(key: usize, length: i32): i64;
// @ts-ignore: decorator
@external("env", "smallIntStorageLoadSigned")
export declare function smallIntStorageLoadSigned(key: usize, length: i32): i64;
// @ts-ignore: decorator
@external("env", "int64getArgument")
export declare function int64getArgument(index: i32): i64;
// @ts-ignore: decorator
@external("env", "int64finish")
export declare function int64finish(value: i64): void;
// @ts-ignore: decorator
@external("env", "int64storageStore")
export declare function int64storageStore(key: usize, length: i32, value: i64): i32;
// @ts-ignore: decorator
@external("env", "int64storageLoad")
export declare function int64storageLoad(key: usize, length: i32): i64;

// Hashes
// @ts-ignore: decorator
@external("env", "sha256")
export declare function sha256(data: usize, length: i32, result: usize): i32;
// @ts-ignore: decorator
@external("env", "managedSha256")
export declare function managedSha256(input: Handle, output: Handle): i32;
// @ts-ignore: decorator
@external("env", "keccak256")
export declare function keccak256(data: usize, length: i32, result: usize): i32;
// @ts-ignore: decorator
@external("env", "managedKeccak256")
export declare function managedKeccak256(input: Handle, output: Handle): i32;
// @ts-ignore: decorator
@external("env", "ripemd160")
export declare function ripemd160(data: usize, length: i32, result: usize): i32;
// @ts-ignore: decorator
@external("env", "managedRipemd160")
export declare function managedRipemd160(input: Handle, output: Handle): i32;

// Signatures
// @ts-ignore: decorator
@external("env", "verifyBLS")
export declare function verifyBLS(key: usize, message: usize, length: i32, signature: usize): i32;
// @ts-ignore: decorator
@external("env", "managedVerifyBLS")
export declare function managedVerifyBLS(key: Handle, message: Handle, signature: Handle): i32;
// @ts-ignore: decorator
@external("env", "managedVerifyBLSSignatureShare")
export declare function managedVerifyBLSSignatureShare(key: Handle, message: Handle, signature: Handle): i32;
// @ts-ignore: decorator
@external("env", "managedVerifyBLSAggregatedSignature")
export declare function managedVerifyBLSAggregatedSignature(keys: Handle, message: Handle, signature: Handle): i32;
// @ts-ignore: decorator
@external("env", "verifyEd25519")
export declare function verifyEd25519(key: usize, message: usize, length: i32, signature: usize): i32;
// @ts-ignore: decorator
@external("env", "managedVerifyEd25519")
export declare function managedVerifyEd25519(key: Handle, message: Handle, signature: Handle): i32;
// @ts-ignore: decorator
@external("env", "verifyCustomSecp256k1")
export declare function verifyCustomSecp256k1(key: usize, key_length: i32, message: usize, length: i32, signature: usize, hash: i32): i32;
// @ts-ignore: decorator
@external("env", "managedVerifyCustomSecp256k1")
export declare function managedVerifyCustomSecp256k1(key: Handle, message: Handle, signature: Handle, hash: i32): i32;
// @ts-ignore: decorator
@external("env", "verifySecp256k1")
export declare function verifySecp256k1(key: usize, key_length: i32, message: usize, length: i32, signature: usize): i32;
// @ts-ignore: decorator
@external("env", "managedVerifySecp256k1")
export declare function managedVerifySecp256k1(key: Handle, message: Handle, signature: Handle): i32;
// @ts-ignore: decorator
@external("env", "encodeSecp256k1DerSignature")
export declare function encodeSecp256k1DerSignature(r: usize, r_length: i32, s: usize, s_length: i32, signature: usize): i32;
// @ts-ignore: decorator
@external("env", "managedEncodeSecp256k1DerSignature")
export declare function managedEncodeSecp256k1DerSignature(r: Handle, s: Handle, signature: Handle): i32;
// @ts-ignore: decorator
@external("env", "managedVerifySecp256r1")
export declare function managedVerifySecp256r1(key: Handle, message: Handle, signature: Handle): i32;

// Elliptic curves
// @ts-ignore: decorator
@external("env", "createEC")
export declare function createEC(name: usize, length: i32): i32;
// @ts-ignore: decorator
@external("env", "managedCreateEC")
export declare function managedCreateEC(name: Handle): Handle;
// @ts-ignore: decorator
@external("env", "getCurveLengthEC")
export declare function getCurveLengthEC(curve: Handle): i32;
// @ts-ignore: decorator
@external("env", "getPrivKeyByteLengthEC")
export declare function getPrivKeyByteLengthEC(curve: Handle): i32;
// @ts-ignore: decorator
@external("env", "ellipticCurveGetValues")
export declare function ellipticCurveGetValues(curve: Handle, prime: Handle, order: Handle, constant: Handle, x_base: Handle, y_base: Handle): Handle;
// @ts-ignore: decorator
@external("env", "isOnCurveEC")
export declare function isOnCurveEC(curve: Handle, x: Handle, y: Handle): i32;
// @ts-ignore: decorator
@external("env", "addEC")
export declare function addEC(x_result: Handle, y_result: Handle, curve: Handle, x_first: Handle, y_first: Handle, x_second: Handle, y_second: Handle): void;
// @ts-ignore: decorator
@external("env", "doubleEC")
export declare function doubleEC(x_result: Handle, y_result: Handle, curve: Handle, x: Handle, y: Handle): void;
// @ts-ignore: decorator
@external("env", "scalarBaseMultEC")
export declare function scalarBaseMultEC(x_result: Handle, y_result: Handle, curve: Handle, data: usize, length: i32): i32;
// @ts-ignore: decorator
@external("env", "managedScalarBaseMultEC")
export declare function managedScalarBaseMultEC(x_result: Handle, y_result: Handle, curve: Handle, data: Handle): i32;
// @ts-ignore: decorator
@external("env", "scalarMultEC")
export declare function scalarMultEC(x_result: Handle, y_result: Handle, curve: Handle, x: Handle, y: Handle, data: usize, length: i32): i32;
// @ts-ignore: decorator
@external("env", "managedScalarMultEC")
export declare function managedScalarMultEC(x_result: Handle, y_result: Handle, curve: Handle, x: Handle, y: Handle, data: Handle): i32;

// Points of elliptic curves in bytes
// @ts-ignore: decorator
@external("env", "marshalEC")
export declare function marshalEC(x: Handle, y: Handle, curve: Handle, result: usize): i32;
// @ts-ignore: decorator
@external("env", "managedMarshalEC")
export declare function managedMarshalEC(x: Handle, y: Handle, curve: Handle, result: Handle): i32;
// @ts-ignore: decorator
@external("env", "marshalCompressedEC")
export declare function marshalCompressedEC(x: Handle, y: Handle, curve: Handle, result: usize): i32;
// @ts-ignore: decorator
@external("env", "managedMarshalCompressedEC")
export declare function managedMarshalCompressedEC(x: Handle, y: Handle, curve: Handle, result: Handle): i32;
// @ts-ignore: decorator
@external("env", "unmarshalEC")
export declare function unmarshalEC(x_result: Handle, y_result: Handle, curve: Handle, data: usize, length: i32): i32;
// @ts-ignore: decorator
@external("env", "managedUnmarshalEC")
export declare function managedUnmarshalEC(x_result: Handle, y_result: Handle, curve: Handle, data: Handle): i32;
// @ts-ignore: decorator
@external("env", "unmarshalCompressedEC")
export declare function unmarshalCompressedEC(x_result: Handle, y_result: Handle, curve: Handle, data: usize, length: i32): i32;
// @ts-ignore: decorator
@external("env", "managedUnmarshalCompressedEC")
export declare function managedUnmarshalCompressedEC(x_result: Handle, y_result: Handle, curve: Handle, data: Handle): i32;
// @ts-ignore: decorator
@external("env", "generateKeyEC")
export declare function generateKeyEC(x_public: Handle, y_public: Handle, curve: Handle, result: usize): i32;
// @ts-ignore: decorator
@external("env", "managedGenerateKeyEC")
export declare function managedGenerateKeyEC(x_public: Handle, y_public: Handle, curve: Handle, result: Handle): i32;
