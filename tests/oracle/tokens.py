"""Stored forms of tokens, for the start of a history."""
FUNGIBLE, NON_FUNGIBLE_V2, META, SEMI_FUNGIBLE, DYNAMIC_NON_FUNGIBLE, DYNAMIC_SEMI_FUNGIBLE, DYNAMIC_META = 1, 3, 4, 5, 6, 7, 8
PAUSED, LIMITED_TRANSFER, BURN_FOR_ALL = 1, 2, 4


def field(number, value):
    return bytes([number << 3 | 2, len(value)]) + value


def balance(amount, is_frozen=False):
    """A fungible token's record in an account."""
    digits = amount.to_bytes((amount.bit_length() + 7) // 8 or 1, "big")
    return field(2, b"\0" + digits) + (field(3, b"\x01\x00") if is_frozen else b"")


def token_key(token):
    return b"ELRONDesdt" + token


def roles_key(token):
    return b"ELRONDroleesdt" + token


def roles(*names):
    return b"".join(field(1, name.encode()) for name in names)


def settings(kind, flags=0):
    """What the system account has of a token."""
    return bytes([flags, kind])


def number(field_number, value):
    return bytes([field_number << 3, value])


def instance(kind, amount, nonce=0, creator=b"", reserved=b""):
    """An instance's record, with metadata where it has a nonce; `kind` is that of records, one less than that of settings
    for the first three: 2 a non-fungible token, 3 a semi-fungible one, 4 one with decimals."""
    metadata = number(1, nonce) + field(2, b"name") + field(3, creator) + b"\x20\xf4\x03" + field(5, b"hash") \
        + field(6, b"uri") + field(7, b"attributes") if nonce else b""
    return number(1, kind) + balance(amount) + (field(4, metadata) if nonce else b"") + (field(5, reserved) if reserved else b"")


def instance_key(token, nonce):
    return token_key(token) + bytes([nonce])
