// SPDX-License-Identifier: MIT OR Apache-2.0
// Made from the hook table by `cargo run -p space-vm --example hook_bindings -- c`; a test fails when it is stale.
// What each hook does, costs and since when it exists: docs/hooks.md.
#ifndef SOVEREIGN_HOOKS_H
#define SOVEREIGN_HOOKS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A managed value of the host.
typedef int32_t Handle;

#define HOOK(name) __attribute__((import_module("env"), import_name(name)))

// Accounts
HOOK("getSCAddress") void getSCAddress(void *result);
HOOK("managedSCAddress") void managedSCAddress(Handle destination);
HOOK("getOwnerAddress") void getOwnerAddress(void *result);
HOOK("managedOwnerAddress") void managedOwnerAddress(Handle destination);
HOOK("getCaller") void getCaller(void *result);
HOOK("managedCaller") void managedCaller(Handle destination);
HOOK("managedGetOriginalCallerAddr") void managedGetOriginalCallerAddr(Handle destination);
HOOK("managedGetRelayerAddr") void managedGetRelayerAddr(Handle destination);
HOOK("getShardOfAddress") int32_t getShardOfAddress(const void *address);
HOOK("isSmartContract") int32_t isSmartContract(const void *address);
HOOK("getExternalBalance") void getExternalBalance(const void *address, void *result);
HOOK("managedGetCodeMetadata") void managedGetCodeMetadata(Handle address, Handle response);
HOOK("managedGetCodeHash") void managedGetCodeHash(Handle address, Handle destination);
HOOK("managedIsBuiltinFunction") int32_t managedIsBuiltinFunction(Handle name);
HOOK("isReservedFunctionName") int32_t isReservedFunctionName(Handle name);

// Block and transaction
HOOK("getGasLeft") int64_t getGasLeft(void);
HOOK("getBlockTimestamp") int64_t getBlockTimestamp(void);
HOOK("getBlockTimestampMs") int64_t getBlockTimestampMs(void);
HOOK("getBlockNonce") int64_t getBlockNonce(void);
HOOK("getBlockRound") int64_t getBlockRound(void);
HOOK("getBlockEpoch") int64_t getBlockEpoch(void);
HOOK("getBlockRandomSeed") void getBlockRandomSeed(void *result);
HOOK("managedGetBlockRandomSeed") void managedGetBlockRandomSeed(Handle result);
HOOK("getStateRootHash") void getStateRootHash(void *result);
HOOK("managedGetStateRootHash") void managedGetStateRootHash(Handle result);
HOOK("getPrevBlockTimestamp") int64_t getPrevBlockTimestamp(void);
HOOK("getPrevBlockTimestampMs") int64_t getPrevBlockTimestampMs(void);
HOOK("getPrevBlockNonce") int64_t getPrevBlockNonce(void);
HOOK("getPrevBlockRound") int64_t getPrevBlockRound(void);
HOOK("getPrevBlockEpoch") int64_t getPrevBlockEpoch(void);
HOOK("getPrevBlockRandomSeed") void getPrevBlockRandomSeed(void *result);
HOOK("managedGetPrevBlockRandomSeed") void managedGetPrevBlockRandomSeed(Handle result);
HOOK("getBlockRoundTimeMs") int64_t getBlockRoundTimeMs(void);
HOOK("epochStartBlockTimestampMs") int64_t epochStartBlockTimestampMs(void);
HOOK("epochStartBlockNonce") int64_t epochStartBlockNonce(void);
HOOK("epochStartBlockRound") int64_t epochStartBlockRound(void);
HOOK("getBlockHash") int32_t getBlockHash(int64_t nonce, void *result);
HOOK("getOriginalTxHash") void getOriginalTxHash(void *result);
HOOK("managedGetOriginalTxHash") void managedGetOriginalTxHash(Handle result);
HOOK("getCurrentTxHash") void getCurrentTxHash(void *result);
HOOK("getPrevTxHash") void getPrevTxHash(void *result);

// Function and arguments
HOOK("getNumArguments") int32_t getNumArguments(void);
HOOK("getArgumentLength") int32_t getArgumentLength(int32_t index);
HOOK("getArgument") int32_t getArgument(int32_t index, void *result);
HOOK("getFunction") int32_t getFunction(void *result);

// Payments of the call
HOOK("checkNoPayment") void checkNoPayment(void);
HOOK("getCallValue") int32_t getCallValue(void *result);
HOOK("getESDTValue") int32_t getESDTValue(void *result);
HOOK("getESDTValueByIndex") int32_t getESDTValueByIndex(void *result, int32_t index);
HOOK("getESDTTokenName") int32_t getESDTTokenName(void *result);
HOOK("getESDTTokenNameByIndex") int32_t getESDTTokenNameByIndex(void *result, int32_t index);
HOOK("getESDTTokenNonce") int64_t getESDTTokenNonce(void);
HOOK("getESDTTokenNonceByIndex") int64_t getESDTTokenNonceByIndex(int32_t index);
HOOK("getESDTTokenType") int32_t getESDTTokenType(void);
HOOK("getESDTTokenTypeByIndex") int32_t getESDTTokenTypeByIndex(int32_t index);
HOOK("getNumESDTTransfers") int32_t getNumESDTTransfers(void);
HOOK("getCallValueTokenName") int32_t getCallValueTokenName(void *value, void *name);
HOOK("getCallValueTokenNameByIndex") int32_t getCallValueTokenNameByIndex(void *value, void *name, int32_t index);
HOOK("managedGetMultiESDTCallValue") void managedGetMultiESDTCallValue(Handle destination);
HOOK("managedGetAllTransfersCallValue") void managedGetAllTransfersCallValue(Handle destination);
HOOK("managedGetBackTransfers") void managedGetBackTransfers(Handle tokens, Handle value);

// Results, errors and logs
HOOK("finish") void finish(const void *data, int32_t length);
HOOK("signalError") void signalError(const void *message, int32_t length);
HOOK("managedSignalError") void managedSignalError(Handle message);
HOOK("writeLog") void writeLog(const void *data, int32_t length, const void *topics, int32_t topic_count);
HOOK("writeEventLog") void writeEventLog(int32_t topic_count, const void *topic_lengths, const void *topics, const void *data, int32_t length);
HOOK("managedWriteLog") void managedWriteLog(Handle topics, Handle data);
HOOK("getNumReturnData") int32_t getNumReturnData(void);
HOOK("getReturnDataSize") int32_t getReturnDataSize(int32_t index);
HOOK("getReturnData") int32_t getReturnData(int32_t index, void *destination);
HOOK("managedGetReturnData") void managedGetReturnData(int32_t index, Handle destination);
HOOK("cleanReturnData") void cleanReturnData(void);
HOOK("deleteFromReturnData") void deleteFromReturnData(int32_t index);

// Storage
HOOK("storageStore") int32_t storageStore(const void *key, int32_t key_length, const void *data, int32_t length);
HOOK("storageLoadLength") int32_t storageLoadLength(const void *key, int32_t key_length);
HOOK("storageLoad") int32_t storageLoad(const void *key, int32_t key_length, void *result);
HOOK("storageLoadFromAddress") int32_t storageLoadFromAddress(const void *address, const void *key, int32_t key_length, void *result);
HOOK("setStorageLock") int32_t setStorageLock(const void *key, int32_t key_length, int64_t timestamp);
HOOK("getStorageLock") int64_t getStorageLock(const void *key, int32_t key_length);
HOOK("isStorageLocked") int32_t isStorageLocked(const void *key, int32_t key_length);
HOOK("clearStorageLock") int32_t clearStorageLock(const void *key, int32_t key_length);

// Tokens of accounts
HOOK("getESDTBalance") int32_t getESDTBalance(const void *address, const void *token, int32_t token_length, int64_t nonce, void *result);
HOOK("managedGetESDTBalance") void managedGetESDTBalance(Handle address, Handle token, int64_t nonce, Handle value);
HOOK("getESDTNFTNameLength") int32_t getESDTNFTNameLength(const void *address, const void *token, int32_t token_length, int64_t nonce);
HOOK("getESDTNFTAttributeLength") int32_t getESDTNFTAttributeLength(const void *address, const void *token, int32_t token_length, int64_t nonce);
HOOK("getESDTNFTURILength") int32_t getESDTNFTURILength(const void *address, const void *token, int32_t token_length, int64_t nonce);
HOOK("getESDTTokenData") int32_t getESDTTokenData(const void *address, const void *token, int32_t token_length, int64_t nonce, Handle value, void *properties, void *hash, void *name, void *attributes, void *creator, Handle royalties, const void *uris);
HOOK("managedGetESDTTokenData") void managedGetESDTTokenData(Handle address, Handle token, int64_t nonce, Handle value, Handle properties, Handle hash, Handle name, Handle attributes, Handle creator, Handle royalties, Handle uris);
HOOK("managedGetESDTTokenType") void managedGetESDTTokenType(Handle address, Handle token, int64_t nonce, Handle kind);
HOOK("getCurrentESDTNFTNonce") int64_t getCurrentESDTNFTNonce(const void *address, const void *token, int32_t token_length);
HOOK("getESDTLocalRoles") int64_t getESDTLocalRoles(Handle token);
HOOK("validateTokenIdentifier") int32_t validateTokenIdentifier(Handle token);
HOOK("managedIsESDTFrozen") int32_t managedIsESDTFrozen(Handle address, Handle token, int64_t nonce);
HOOK("managedIsESDTLimitedTransfer") int32_t managedIsESDTLimitedTransfer(Handle token);
HOOK("managedIsESDTPaused") int32_t managedIsESDTPaused(Handle token);

// Executions
HOOK("executeOnDestContext") int32_t executeOnDestContext(int64_t gas, const void *address, const void *value, const void *function_, int32_t function_length, int32_t argument_count, const void *argument_lengths, const void *arguments);
HOOK("managedExecuteOnDestContext") int32_t managedExecuteOnDestContext(int64_t gas, Handle address, Handle value, Handle function_, Handle arguments, Handle results);
HOOK("managedExecuteOnDestContextWithErrorReturn") int32_t managedExecuteOnDestContextWithErrorReturn(int64_t gas, Handle address, Handle value, Handle function_, Handle arguments, Handle results);
HOOK("executeOnSameContext") int32_t executeOnSameContext(int64_t gas, const void *address, const void *value, const void *function_, int32_t function_length, int32_t argument_count, const void *argument_lengths, const void *arguments);
HOOK("managedExecuteOnSameContext") int32_t managedExecuteOnSameContext(int64_t gas, Handle address, Handle value, Handle function_, Handle arguments, Handle results);
HOOK("executeReadOnly") int32_t executeReadOnly(int64_t gas, const void *address, const void *function_, int32_t function_length, int32_t argument_count, const void *argument_lengths, const void *arguments);
HOOK("managedExecuteReadOnly") int32_t managedExecuteReadOnly(int64_t gas, Handle address, Handle function_, Handle arguments, Handle results);

// Transfers
HOOK("transferValue") int32_t transferValue(const void *destination, const void *value, const void *data, int32_t length);
HOOK("transferValueExecute") int32_t transferValueExecute(const void *destination, const void *value, int64_t gas, const void *function_, int32_t function_length, int32_t argument_count, const void *argument_lengths, const void *arguments);
HOOK("managedTransferValueExecute") int32_t managedTransferValueExecute(Handle destination, Handle value, int64_t gas, Handle function_, Handle arguments);
HOOK("transferESDTExecute") int32_t transferESDTExecute(const void *destination, const void *token, int32_t token_length, const void *value, int64_t gas, const void *function_, int32_t function_length, int32_t argument_count, const void *argument_lengths, const void *arguments);
HOOK("transferESDTNFTExecute") int32_t transferESDTNFTExecute(const void *destination, const void *token, int32_t token_length, const void *value, int64_t nonce, int64_t gas, const void *function_, int32_t function_length, int32_t argument_count, const void *argument_lengths, const void *arguments);
HOOK("multiTransferESDTNFTExecute") int32_t multiTransferESDTNFTExecute(const void *destination, int32_t token_count, const void *token_lengths, const void *tokens, int64_t gas, const void *function_, int32_t function_length, int32_t argument_count, const void *argument_lengths, const void *arguments);
HOOK("managedMultiTransferESDTNFTExecute") int32_t managedMultiTransferESDTNFTExecute(Handle destination, Handle tokens, int64_t gas, Handle function_, Handle arguments);
HOOK("managedMultiTransferESDTNFTExecuteWithReturn") int32_t managedMultiTransferESDTNFTExecuteWithReturn(Handle destination, Handle tokens, int64_t gas, Handle function_, Handle arguments);
HOOK("managedMultiTransferESDTNFTExecuteByUser") int32_t managedMultiTransferESDTNFTExecuteByUser(Handle user, Handle destination, Handle tokens, int64_t gas, Handle function_, Handle arguments);

// Asynchronous calls
HOOK("asyncCall") void asyncCall(const void *address, const void *value, const void *data, int32_t length);
HOOK("managedAsyncCall") void managedAsyncCall(Handle address, Handle value, Handle function_, Handle arguments);
HOOK("createAsyncCall") int32_t createAsyncCall(const void *address, const void *value, const void *data, int32_t length, const void *success, int32_t success_length, const void *error, int32_t error_length, int64_t gas, int64_t extra_gas);
HOOK("managedCreateAsyncCall") int32_t managedCreateAsyncCall(Handle address, Handle value, Handle function_, Handle arguments, const void *success, int32_t success_length, const void *error, int32_t error_length, int64_t gas, int64_t extra_gas, Handle closure);
HOOK("managedGetCallbackClosure") void managedGetCallbackClosure(Handle destination);
HOOK("setAsyncContextCallback") int32_t setAsyncContextCallback(const void *callback, int32_t callback_length, const void *data, int32_t data_length, int64_t gas);

// Deploys
HOOK("createContract") int32_t createContract(int64_t gas, const void *value, const void *code, const void *metadata, int32_t code_length, void *result, int32_t argument_count, const void *argument_lengths, const void *arguments);
HOOK("deployFromSourceContract") int32_t deployFromSourceContract(int64_t gas, const void *value, const void *source, const void *metadata, void *result, int32_t argument_count, const void *argument_lengths, const void *arguments);
HOOK("managedCreateContract") int32_t managedCreateContract(int64_t gas, Handle value, Handle code, Handle metadata, Handle arguments, Handle address, Handle results);
HOOK("managedDeployFromSourceContract") int32_t managedDeployFromSourceContract(int64_t gas, Handle value, Handle source, Handle metadata, Handle arguments, Handle address, Handle results);

// Upgrades and deletions
HOOK("upgradeContract") void upgradeContract(const void *destination, int64_t gas, const void *value, const void *code, const void *metadata, int32_t code_length, int32_t argument_count, const void *argument_lengths, const void *arguments);
HOOK("upgradeFromSourceContract") void upgradeFromSourceContract(const void *destination, int64_t gas, const void *value, const void *source, const void *metadata, int32_t argument_count, const void *argument_lengths, const void *arguments);
HOOK("managedUpgradeContract") void managedUpgradeContract(Handle destination, int64_t gas, Handle value, Handle code, Handle metadata, Handle arguments, Handle results);
HOOK("managedUpgradeFromSourceContract") void managedUpgradeFromSourceContract(Handle destination, int64_t gas, Handle value, Handle source, Handle metadata, Handle arguments, Handle results);
HOOK("deleteContract") void deleteContract(const void *destination, int64_t gas, int32_t argument_count, const void *argument_lengths, const void *arguments);
HOOK("managedDeleteContract") void managedDeleteContract(Handle destination, int64_t gas, Handle arguments);

// Arithmetic on big integers
HOOK("bigIntAdd") void bigIntAdd(Handle destination, Handle lhs, Handle rhs);
HOOK("bigIntSub") void bigIntSub(Handle destination, Handle lhs, Handle rhs);
HOOK("bigIntMul") void bigIntMul(Handle destination, Handle lhs, Handle rhs);
HOOK("bigIntTDiv") void bigIntTDiv(Handle destination, Handle lhs, Handle rhs);
HOOK("bigIntTMod") void bigIntTMod(Handle destination, Handle lhs, Handle rhs);
HOOK("bigIntEDiv") void bigIntEDiv(Handle destination, Handle lhs, Handle rhs);
HOOK("bigIntEMod") void bigIntEMod(Handle destination, Handle lhs, Handle rhs);
HOOK("bigIntSqrt") void bigIntSqrt(Handle destination, Handle operand);
HOOK("bigIntPow") void bigIntPow(Handle destination, Handle base, Handle exponent);
HOOK("bigIntLog2") int32_t bigIntLog2(Handle operand);
HOOK("bigIntAbs") void bigIntAbs(Handle destination, Handle operand);
HOOK("bigIntNeg") void bigIntNeg(Handle destination, Handle operand);
HOOK("bigIntSign") int32_t bigIntSign(Handle operand);
HOOK("bigIntCmp") int32_t bigIntCmp(Handle lhs, Handle rhs);
HOOK("bigIntNot") void bigIntNot(Handle destination, Handle operand);
HOOK("bigIntAnd") void bigIntAnd(Handle destination, Handle lhs, Handle rhs);
HOOK("bigIntOr") void bigIntOr(Handle destination, Handle lhs, Handle rhs);
HOOK("bigIntXor") void bigIntXor(Handle destination, Handle lhs, Handle rhs);
HOOK("bigIntShr") void bigIntShr(Handle destination, Handle operand, int32_t distance);
HOOK("bigIntShl") void bigIntShl(Handle destination, Handle operand, int32_t distance);

// Managed buffers
HOOK("mBufferNew") Handle mBufferNew(void);
HOOK("mBufferNewFromBytes") Handle mBufferNewFromBytes(const void *data, int32_t length);
HOOK("mBufferGetLength") int32_t mBufferGetLength(Handle buffer);
HOOK("mBufferGetBytes") int32_t mBufferGetBytes(Handle buffer, void *result);
HOOK("mBufferGetByteSlice") int32_t mBufferGetByteSlice(Handle source, int32_t start, int32_t length, void *result);
HOOK("mBufferCopyByteSlice") int32_t mBufferCopyByteSlice(Handle source, int32_t start, int32_t length, Handle destination);
HOOK("mBufferEq") int32_t mBufferEq(Handle lhs, Handle rhs);
HOOK("mBufferSetBytes") int32_t mBufferSetBytes(Handle buffer, const void *data, int32_t length);
HOOK("mBufferSetByteSlice") int32_t mBufferSetByteSlice(Handle buffer, int32_t start, int32_t length, const void *data);
HOOK("mBufferAppend") int32_t mBufferAppend(Handle accumulator, Handle data);
HOOK("mBufferAppendBytes") int32_t mBufferAppendBytes(Handle accumulator, const void *data, int32_t length);
HOOK("mBufferStorageStore") int32_t mBufferStorageStore(Handle key, Handle source);
HOOK("mBufferStorageLoad") int32_t mBufferStorageLoad(Handle key, Handle destination);
HOOK("mBufferStorageLoadFromAddress") void mBufferStorageLoadFromAddress(Handle address, Handle key, Handle destination);
HOOK("mBufferGetArgument") int32_t mBufferGetArgument(int32_t index, Handle destination);
HOOK("mBufferFinish") int32_t mBufferFinish(Handle source);
HOOK("mBufferSetRandom") int32_t mBufferSetRandom(Handle destination, int32_t length);

// Managed buffers, numbers and text
HOOK("mBufferToBigIntUnsigned") int32_t mBufferToBigIntUnsigned(Handle buffer, Handle number);
HOOK("mBufferToBigIntSigned") int32_t mBufferToBigIntSigned(Handle buffer, Handle number);
HOOK("mBufferFromBigIntUnsigned") int32_t mBufferFromBigIntUnsigned(Handle buffer, Handle number);
HOOK("mBufferFromBigIntSigned") int32_t mBufferFromBigIntSigned(Handle buffer, Handle number);
HOOK("mBufferToSmallIntUnsigned") int64_t mBufferToSmallIntUnsigned(Handle buffer);
HOOK("mBufferToSmallIntSigned") int64_t mBufferToSmallIntSigned(Handle buffer);
HOOK("mBufferFromSmallIntUnsigned") void mBufferFromSmallIntUnsigned(Handle buffer, int64_t value);
HOOK("mBufferFromSmallIntSigned") void mBufferFromSmallIntSigned(Handle buffer, int64_t value);
HOOK("mBufferToBigFloat") int32_t mBufferToBigFloat(Handle buffer, Handle number);
HOOK("mBufferFromBigFloat") int32_t mBufferFromBigFloat(Handle buffer, Handle number);
HOOK("managedBufferToHex") void managedBufferToHex(Handle source, Handle destination);

// Managed maps
HOOK("managedMapNew") Handle managedMapNew(void);
HOOK("managedMapPut") int32_t managedMapPut(Handle map, Handle key, Handle value);
HOOK("managedMapGet") int32_t managedMapGet(Handle map, Handle key, Handle value);
HOOK("managedMapRemove") int32_t managedMapRemove(Handle map, Handle key, Handle value);
HOOK("managedMapContains") int32_t managedMapContains(Handle map, Handle key);

// Big integers
HOOK("bigIntGetUnsignedArgument") void bigIntGetUnsignedArgument(int32_t index, Handle destination);
HOOK("bigIntGetSignedArgument") void bigIntGetSignedArgument(int32_t index, Handle destination);
HOOK("bigIntStorageStoreUnsigned") int32_t bigIntStorageStoreUnsigned(const void *key, int32_t length, Handle source);
HOOK("bigIntStorageLoadUnsigned") int32_t bigIntStorageLoadUnsigned(const void *key, int32_t length, Handle destination);
HOOK("bigIntGetCallValue") void bigIntGetCallValue(Handle destination);
HOOK("bigIntGetESDTCallValue") void bigIntGetESDTCallValue(Handle destination);
HOOK("bigIntGetESDTCallValueByIndex") void bigIntGetESDTCallValueByIndex(Handle destination, int32_t index);
HOOK("bigIntGetExternalBalance") void bigIntGetExternalBalance(const void *address, Handle result);
HOOK("bigIntGetESDTExternalBalance") void bigIntGetESDTExternalBalance(const void *address, const void *token, int32_t token_length, int64_t nonce, Handle result);
HOOK("bigIntNew") Handle bigIntNew(int64_t value);
HOOK("bigIntUnsignedByteLength") int32_t bigIntUnsignedByteLength(Handle number);
HOOK("bigIntSignedByteLength") int32_t bigIntSignedByteLength(Handle number);
HOOK("bigIntGetUnsignedBytes") int32_t bigIntGetUnsignedBytes(Handle number, void *result);
HOOK("bigIntGetSignedBytes") int32_t bigIntGetSignedBytes(Handle number, void *result);
HOOK("bigIntSetUnsignedBytes") void bigIntSetUnsignedBytes(Handle destination, const void *data, int32_t length);
HOOK("bigIntSetSignedBytes") void bigIntSetSignedBytes(Handle destination, const void *data, int32_t length);
HOOK("bigIntIsInt64") int32_t bigIntIsInt64(Handle number);
HOOK("bigIntGetInt64") int64_t bigIntGetInt64(Handle number);
HOOK("bigIntSetInt64") void bigIntSetInt64(Handle destination, int64_t value);
HOOK("bigIntFinishUnsigned") void bigIntFinishUnsigned(Handle number);
HOOK("bigIntFinishSigned") void bigIntFinishSigned(Handle number);
HOOK("bigIntToString") void bigIntToString(Handle number, Handle destination);

// Big floats
HOOK("bigFloatNewFromParts") Handle bigFloatNewFromParts(int32_t integral, int32_t fractional, int32_t exponent);
HOOK("bigFloatNewFromFrac") Handle bigFloatNewFromFrac(int64_t numerator, int64_t denominator);
HOOK("bigFloatNewFromSci") Handle bigFloatNewFromSci(int64_t significand, int64_t exponent);
HOOK("bigFloatAdd") void bigFloatAdd(Handle destination, Handle lhs, Handle rhs);
HOOK("bigFloatSub") void bigFloatSub(Handle destination, Handle lhs, Handle rhs);
HOOK("bigFloatMul") void bigFloatMul(Handle destination, Handle lhs, Handle rhs);
HOOK("bigFloatDiv") void bigFloatDiv(Handle destination, Handle lhs, Handle rhs);
HOOK("bigFloatNeg") void bigFloatNeg(Handle destination, Handle operand);
HOOK("bigFloatClone") void bigFloatClone(Handle destination, Handle operand);
HOOK("bigFloatCmp") int32_t bigFloatCmp(Handle lhs, Handle rhs);
HOOK("bigFloatAbs") void bigFloatAbs(Handle destination, Handle operand);
HOOK("bigFloatSign") int32_t bigFloatSign(Handle operand);
HOOK("bigFloatSqrt") void bigFloatSqrt(Handle destination, Handle operand);
HOOK("bigFloatPow") void bigFloatPow(Handle destination, Handle operand, int32_t exponent);
HOOK("bigFloatFloor") void bigFloatFloor(Handle destination, Handle operand);
HOOK("bigFloatCeil") void bigFloatCeil(Handle destination, Handle operand);
HOOK("bigFloatTruncate") void bigFloatTruncate(Handle destination, Handle operand);
HOOK("bigFloatSetInt64") void bigFloatSetInt64(Handle destination, int64_t value);
HOOK("bigFloatIsInt") int32_t bigFloatIsInt(Handle operand);
HOOK("bigFloatSetBigInt") void bigFloatSetBigInt(Handle destination, Handle number);
HOOK("bigFloatGetConstPi") void bigFloatGetConstPi(Handle destination);
HOOK("bigFloatGetConstE") void bigFloatGetConstE(Handle destination);

// 64-bit numbers
HOOK("smallIntGetUnsignedArgument") int64_t smallIntGetUnsignedArgument(int32_t index);
HOOK("smallIntGetSignedArgument") int64_t smallIntGetSignedArgument(int32_t index);
HOOK("smallIntFinishUnsigned") void smallIntFinishUnsigned(int64_t value);
HOOK("smallIntFinishSigned") void smallIntFinishSigned(int64_t value);
HOOK("smallIntStorageStoreUnsigned") int32_t smallIntStorageStoreUnsigned(const void *key, int32_t length, int64_t value);
HOOK("smallIntStorageStoreSigned") int32_t smallIntStorageStoreSigned(const void *key, int32_t length, int64_t value);
HOOK("smallIntStorageLoadUnsigned") int64_t smallIntStorageLoadUnsigned(const void *key, int32_t length);
HOOK("smallIntStorageLoadSigned") int64_t smallIntStorageLoadSigned(const void *key, int32_t length);
HOOK("int64getArgument") int64_t int64getArgument(int32_t index);
HOOK("int64finish") void int64finish(int64_t value);
HOOK("int64storageStore") int32_t int64storageStore(const void *key, int32_t length, int64_t value);
HOOK("int64storageLoad") int64_t int64storageLoad(const void *key, int32_t length);

// Hashes
HOOK("sha256") int32_t sha256(const void *data, int32_t length, void *result);
HOOK("managedSha256") int32_t managedSha256(Handle input, Handle output);
HOOK("keccak256") int32_t keccak256(const void *data, int32_t length, void *result);
HOOK("managedKeccak256") int32_t managedKeccak256(Handle input, Handle output);
HOOK("ripemd160") int32_t ripemd160(const void *data, int32_t length, void *result);
HOOK("managedRipemd160") int32_t managedRipemd160(Handle input, Handle output);

// Signatures
HOOK("verifyBLS") int32_t verifyBLS(const void *key, const void *message, int32_t length, const void *signature);
HOOK("managedVerifyBLS") int32_t managedVerifyBLS(Handle key, Handle message, Handle signature);
HOOK("managedVerifyBLSSignatureShare") int32_t managedVerifyBLSSignatureShare(Handle key, Handle message, Handle signature);
HOOK("managedVerifyBLSAggregatedSignature") int32_t managedVerifyBLSAggregatedSignature(Handle keys, Handle message, Handle signature);
HOOK("verifyEd25519") int32_t verifyEd25519(const void *key, const void *message, int32_t length, const void *signature);
HOOK("managedVerifyEd25519") int32_t managedVerifyEd25519(Handle key, Handle message, Handle signature);
HOOK("verifyCustomSecp256k1") int32_t verifyCustomSecp256k1(const void *key, int32_t key_length, const void *message, int32_t length, const void *signature, int32_t hash);
HOOK("managedVerifyCustomSecp256k1") int32_t managedVerifyCustomSecp256k1(Handle key, Handle message, Handle signature, int32_t hash);
HOOK("verifySecp256k1") int32_t verifySecp256k1(const void *key, int32_t key_length, const void *message, int32_t length, const void *signature);
HOOK("managedVerifySecp256k1") int32_t managedVerifySecp256k1(Handle key, Handle message, Handle signature);
HOOK("encodeSecp256k1DerSignature") int32_t encodeSecp256k1DerSignature(const void *r, int32_t r_length, const void *s, int32_t s_length, const void *signature);
HOOK("managedEncodeSecp256k1DerSignature") int32_t managedEncodeSecp256k1DerSignature(Handle r, Handle s, Handle signature);
HOOK("managedVerifySecp256r1") int32_t managedVerifySecp256r1(Handle key, Handle message, Handle signature);

// Elliptic curves
HOOK("createEC") int32_t createEC(const void *name, int32_t length);
HOOK("managedCreateEC") Handle managedCreateEC(Handle name);
HOOK("getCurveLengthEC") int32_t getCurveLengthEC(Handle curve);
HOOK("getPrivKeyByteLengthEC") int32_t getPrivKeyByteLengthEC(Handle curve);
HOOK("ellipticCurveGetValues") Handle ellipticCurveGetValues(Handle curve, Handle prime, Handle order, Handle constant, Handle x_base, Handle y_base);
HOOK("isOnCurveEC") int32_t isOnCurveEC(Handle curve, Handle x, Handle y);
HOOK("addEC") void addEC(Handle x_result, Handle y_result, Handle curve, Handle x_first, Handle y_first, Handle x_second, Handle y_second);
HOOK("doubleEC") void doubleEC(Handle x_result, Handle y_result, Handle curve, Handle x, Handle y);
HOOK("scalarBaseMultEC") int32_t scalarBaseMultEC(Handle x_result, Handle y_result, Handle curve, const void *data, int32_t length);
HOOK("managedScalarBaseMultEC") int32_t managedScalarBaseMultEC(Handle x_result, Handle y_result, Handle curve, Handle data);
HOOK("scalarMultEC") int32_t scalarMultEC(Handle x_result, Handle y_result, Handle curve, Handle x, Handle y, const void *data, int32_t length);
HOOK("managedScalarMultEC") int32_t managedScalarMultEC(Handle x_result, Handle y_result, Handle curve, Handle x, Handle y, Handle data);

// Points of elliptic curves in bytes
HOOK("marshalEC") int32_t marshalEC(Handle x, Handle y, Handle curve, void *result);
HOOK("managedMarshalEC") int32_t managedMarshalEC(Handle x, Handle y, Handle curve, Handle result);
HOOK("marshalCompressedEC") int32_t marshalCompressedEC(Handle x, Handle y, Handle curve, void *result);
HOOK("managedMarshalCompressedEC") int32_t managedMarshalCompressedEC(Handle x, Handle y, Handle curve, Handle result);
HOOK("unmarshalEC") int32_t unmarshalEC(Handle x_result, Handle y_result, Handle curve, const void *data, int32_t length);
HOOK("managedUnmarshalEC") int32_t managedUnmarshalEC(Handle x_result, Handle y_result, Handle curve, Handle data);
HOOK("unmarshalCompressedEC") int32_t unmarshalCompressedEC(Handle x_result, Handle y_result, Handle curve, const void *data, int32_t length);
HOOK("managedUnmarshalCompressedEC") int32_t managedUnmarshalCompressedEC(Handle x_result, Handle y_result, Handle curve, Handle data);
HOOK("generateKeyEC") int32_t generateKeyEC(Handle x_public, Handle y_public, Handle curve, void *result);
HOOK("managedGenerateKeyEC") int32_t managedGenerateKeyEC(Handle x_public, Handle y_public, Handle curve, Handle result);

#undef HOOK

#ifdef __cplusplus
}
#endif

#endif
