"""Keys of nodes and their signatures: BLS on BLS12-381, in the form of production's library.

Secret keys are small numbers, because nothing here is secret. `../../crates/space-vm/src/hooks/signature/bls.rs` says what is
peculiar to the form.
"""
import hashlib

P = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab
ROOT_OF_MINUS_3 = 1586958781458431025242759403266842894121773480562120986020912974854563298150952611241517463240701
COFACTOR = 0x396c8c005555e1568c00aaab0000aaab
GENERATOR = (
    (2345388737500083945391657505708625859903954047151773287623537600586029428359739211026111121073980842558223033704140,
     3558041178357727243543283929018475959655787667816024413880422701270944718005964809191925861299660390662341819212979),
    (1111454484298065649047920916747797835589661734985194316226909186591481448224600088430816898704234962594609579273169,
     3988173108836042169913782128392219399166696378042311135661652175544044220584995583525611110036064603671142074680982),
)


def key(secret):
    """The public key of a secret key."""
    (real, imaginary), y = multiply(GENERATOR, secret, Quadratic)
    return encode(real) + encode(imaginary, y[0] & 1)


def sign(secret, message):
    """The signature of a message."""
    x, y = multiply(hash_to_curve(message), secret, Prime)
    return encode(x, y & 1)


def encode(number, parity=0):
    return (number | parity << 383).to_bytes(48, "little")


class Prime:
    """The field."""
    add = staticmethod(lambda a, b: (a + b) % P)
    subtract = staticmethod(lambda a, b: (a - b) % P)
    multiply = staticmethod(lambda a, b: a * b % P)
    invert = staticmethod(lambda a: pow(a, -1, P))


class Quadratic:
    """The field with a root of -1."""
    add = staticmethod(lambda a, b: ((a[0] + b[0]) % P, (a[1] + b[1]) % P))
    subtract = staticmethod(lambda a, b: ((a[0] - b[0]) % P, (a[1] - b[1]) % P))
    multiply = staticmethod(lambda a, b: ((a[0] * b[0] - a[1] * b[1]) % P, (a[0] * b[1] + a[1] * b[0]) % P))

    @staticmethod
    def invert(a):
        norm = pow(a[0] * a[0] + a[1] * a[1], -1, P)
        return a[0] * norm % P, -a[1] * norm % P


def add(first, second, field):
    if first is None or second is None:
        return first or second
    (x1, y1), (x2, y2) = first, second
    if x1 == x2:
        if y1 != y2:
            return None
        square = field.multiply(x1, x1)
        slope = field.multiply(field.add(field.add(square, square), square), field.invert(field.add(y1, y1)))
    else:
        slope = field.multiply(field.subtract(y2, y1), field.invert(field.subtract(x2, x1)))
    x = field.subtract(field.subtract(field.multiply(slope, slope), x1), x2)
    return x, field.subtract(field.multiply(slope, field.subtract(x1, x)), y1)


def multiply(point, number, field):
    result = None
    for bit in bin(number)[2:]:
        result = add(result, result, field)
        if bit == "1":
            result = add(result, point, field)
    return result


def hash_to_curve(message):
    number = int.from_bytes(hashlib.sha512(message).digest()[:48], "little") & (1 << 381) - 1
    if number >= P:
        number &= (1 << 380) - 1
    character = pow(number, (P - 1) // 2, P)
    w = ROOT_OF_MINUS_3 * number * pow(number * number + 5, -1, P) % P
    first = ((ROOT_OF_MINUS_3 - 1) * pow(2, -1, P) - number * w) % P
    for x in (first, -first - 1, pow(w * w, -1, P) + 1):
        square = (x ** 3 + 4) % P
        y = pow(square, (P + 1) // 4, P)
        if y * y % P == square:
            if pow(y, (P - 1) // 2, P) != character:
                y = P - y
            return multiply((x % P, y), COFACTOR, Prime)
    raise AssertionError("one of the three is on the curve")
