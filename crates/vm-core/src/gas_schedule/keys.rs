//! [`GasKey`]: the flat costs of hooks, one variant for each key of the `*APICost` sections.

use super::reader::Zero;

macro_rules! gas_keys {
    ($($section:literal, zero $zero:ident { $($key:ident,)+ })+) => {
        /// The flat cost of a hook, named as in the schedule files.
        ///
        /// One enum covers all hook sections, whose keys share no name, so that a row of the hook
        /// table names its cost in one word.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum GasKey {
            $($(
                #[doc = concat!("`", stringify!($key), "` of `[", $section, "]`.")]
                $key,
            )+)+
        }

        impl GasKey {
            /// Every key, section by section.
            pub const ALL: &'static [Self] = &[$($(Self::$key,)+)+];

            /// How many keys there are.
            pub const COUNT: usize = Self::ALL.len();

            /// The key's spelling in the files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$key => stringify!($key),)+)+ }
            }

            /// The section of the files that holds the key.
            #[must_use]
            pub const fn section(self) -> &'static str {
                match self { $($(Self::$key)|+ => $section,)+ }
            }

            /// Whether production takes a schedule in which the key is missing or zero.
            pub(super) const fn zero(self) -> Zero {
                match self { $($(Self::$key)|+ => Zero::$zero,)+ }
            }

            /// The key's place in [`Self::ALL`].
            pub(super) const fn index(self) -> usize {
                self as usize
            }
        }
    };
}

gas_keys! {
    "BaseOpsAPICost", zero Refused {
        GetSCAddress, GetOwnerAddress, IsSmartContract, GetShardOfAddress, GetExternalBalance,
        GetBlockHash, GetOriginalTxHash, GetCurrentTxHash, GetPrevTxHash, TransferValue,
        GetArgument, GetFunction, GetNumArguments, StorageStore, StorageLoad, CachedStorageLoad,
        GetCaller, GetCallValue, Log, Finish, SignalError, GetBlockTimeStamp, GetGasLeft,
        Int64GetArgument, Int64StorageStore, Int64StorageLoad, Int64Finish, GetStateRootHash,
        GetBlockNonce, GetBlockEpoch, GetBlockRound, GetBlockRandomSeed, ExecuteOnSameContext,
        ExecuteOnDestContext, DelegateExecution, ExecuteReadOnly, AsyncCallStep,
        AsyncCallbackGasLock, CreateAsyncCall, SetAsyncCallback, SetAsyncGroupCallback,
        SetAsyncContextCallback, GetCallbackClosure, CreateContract, GetReturnData,
        GetNumReturnData, GetReturnDataSize, CleanReturnData, DeleteFromReturnData,
        GetCodeMetadata, GetCodeHash, IsBuiltinFunction, IsReservedFunctionName, GetRoundTime,
        EpochStartBlockTimeStamp, EpochStartBlockNonce, EpochStartBlockRound,
    }
    "BigIntAPICost", zero Refused {
        BigIntNew, BigIntUnsignedByteLength, BigIntSignedByteLength, BigIntGetUnsignedBytes,
        BigIntGetSignedBytes, BigIntSetUnsignedBytes, BigIntSetSignedBytes, BigIntIsInt64,
        BigIntGetInt64, BigIntSetInt64, BigIntAdd, BigIntSub, BigIntMul, BigIntSqrt, BigIntPow,
        BigIntLog, BigIntTDiv, BigIntTMod, BigIntEDiv, BigIntEMod, BigIntAbs, BigIntNeg,
        BigIntSign, BigIntCmp, BigIntNot, BigIntAnd, BigIntOr, BigIntXor, BigIntShr, BigIntShl,
        BigIntFinishUnsigned, BigIntFinishSigned, BigIntStorageLoadUnsigned,
        BigIntStorageStoreUnsigned, BigIntGetUnsignedArgument, BigIntGetSignedArgument,
        BigIntGetCallValue, BigIntGetExternalBalance, CopyPerByteForTooBig,
    }
    "BigFloatAPICost", zero Refused {
        BigFloatNewFromParts, BigFloatAdd, BigFloatSub, BigFloatMul, BigFloatDiv, BigFloatTruncate,
        BigFloatNeg, BigFloatClone, BigFloatCmp, BigFloatAbs, BigFloatSqrt, BigFloatPow,
        BigFloatPowPerIteration, BigFloatFloor, BigFloatCeil, BigFloatIsInt, BigFloatSetBigInt,
        BigFloatSetInt64, BigFloatGetConst,
    }
    "CryptoAPICost", zero Refused {
        SHA256, Keccak256, Ripemd160, VerifyBLS, VerifyEd25519, VerifySecp256k1, EllipticCurveNew,
        AddECC, DoubleECC, IsOnCurveECC, ScalarMultECC, MarshalECC, MarshalCompressedECC,
        UnmarshalECC, UnmarshalCompressedECC, GenerateKeyECC, EncodeDERSig, VerifySecp256r1,
        VerifyBLSSignatureShare, VerifyBLSMultiSig,
    }
    "ManagedBufferAPICost", zero Refused {
        MBufferNew, MBufferNewFromBytes, MBufferGetLength, MBufferGetBytes, MBufferGetByteSlice,
        MBufferCopyByteSlice, MBufferSetBytes, MBufferAppend, MBufferAppendBytes,
        MBufferToBigIntUnsigned, MBufferToBigIntSigned, MBufferFromBigIntUnsigned,
        MBufferFromBigIntSigned, MBufferToSmallIntUnsigned, MBufferToSmallIntSigned,
        MBufferFromSmallIntUnsigned, MBufferFromSmallIntSigned, MBufferToBigFloat,
        MBufferFromBigFloat, MBufferStorageStore, MBufferStorageLoad, MBufferGetArgument,
        MBufferFinish, MBufferSetRandom,
    }
    // Files before V9 lack this section, and production never checked it: those hooks are free there.
    "ManagedMapAPICost", zero Allowed {
        ManagedMapNew, ManagedMapPut, ManagedMapGet, ManagedMapRemove, ManagedMapContains,
    }
}
