"""random: CPython's algorithms over the same generator, so that a seed gives the same numbers."""
import _random
from math import ceil as _ceil, cos as _cos, exp as _exp, log as _log, pi as _pi, sin as _sin, sqrt as _sqrt

random, getrandbits, getstate, setstate = _random.random, _random.getrandbits, _random.getstate, _random.setstate
_gauss_next = None


def seed(a=None, version=2):
    global _gauss_next
    _gauss_next = None
    if isinstance(a, float):
        a = hash(a)
    elif isinstance(a, (str, bytes, bytearray)):
        raise TypeError("seed() of text is not part of this Python (it needs SHA-512): give an int")
    _random.seed(a)


def _randbelow(n):
    k = n.bit_length()
    r = getrandbits(k)
    while r >= n:
        r = getrandbits(k)
    return r


def randrange(start, stop=None, step=1):
    if stop is None:
        if start <= 0:
            raise ValueError("empty range for randrange()")
        return _randbelow(start)
    width = stop - start
    if step == 1:
        if width <= 0:
            raise ValueError(f"empty range for randrange() ({start}, {stop}, {width})")
        return start + _randbelow(width)
    n = (width + step - 1) // step if step > 0 else (width + step + 1) // step
    if n <= 0:
        raise ValueError("empty range for randrange()")
    return start + step * _randbelow(n)


def randint(a, b):
    return randrange(a, b + 1)


def choice(seq):
    if not len(seq):
        raise IndexError("Cannot choose from an empty sequence")
    return seq[_randbelow(len(seq))]


def shuffle(x):
    for i in reversed(range(1, len(x))):
        j = _randbelow(i + 1)
        x[i], x[j] = x[j], x[i]


def sample(population, k, *, counts=None):
    n = len(population)
    if not 0 <= k <= n:
        raise ValueError("Sample larger than population or is negative")
    result = [None] * k
    setsize = 21
    if k > 5:
        setsize += 4 ** _ceil(_log(k * 3) / _log(4))
    if n <= setsize:
        pool = list(population)
        for i in range(k):
            j = _randbelow(n - i)
            result[i] = pool[j]
            pool[j] = pool[n - i - 1]
    else:
        selected = set()
        for i in range(k):
            j = _randbelow(n)
            while j in selected:
                j = _randbelow(n)
            selected.add(j)
            result[i] = population[j]
    return result


def choices(population, weights=None, *, cum_weights=None, k=1):
    n = len(population)
    if cum_weights is None:
        if weights is None:
            return [population[int(random() * n)] for _ in range(k)]
        cum_weights, total = [], 0
        for w in weights:
            total += w
            cum_weights.append(total)
    total = cum_weights[-1] + 0.0
    result = []
    for _ in range(k):
        x, low, high = random() * total, 0, n - 1
        while low < high:
            mid = (low + high) // 2
            if x < cum_weights[mid]:
                high = mid
            else:
                low = mid + 1
        result.append(population[low])
    return result


def uniform(a, b):
    return a + (b - a) * random()


def triangular(low=0.0, high=1.0, mode=None):
    u = random()
    c = 0.5 if mode is None else (mode - low) / (high - low)
    if u > c:
        u, c = 1.0 - u, 1.0 - c
        low, high = high, low
    return low + (high - low) * _sqrt(u * c)


def expovariate(lambd=1.0):
    return -_log(1.0 - random()) / lambd


def normalvariate(mu=0.0, sigma=1.0):
    magic = 4 * _exp(-0.5) / _sqrt(2.0)
    while True:
        u1, u2 = random(), 1.0 - random()
        z = magic * (u1 - 0.5) / u2
        if z * z / 4.0 <= -_log(u2):
            return mu + z * sigma


def gauss(mu=0.0, sigma=1.0):
    global _gauss_next
    z, _gauss_next = _gauss_next, None
    if z is None:
        x2pi = random() * 2.0 * _pi
        g2rad = _sqrt(-2.0 * _log(1.0 - random()))
        z = _cos(x2pi) * g2rad
        _gauss_next = _sin(x2pi) * g2rad
    return mu + z * sigma


def randbytes(n):
    return getrandbits(n * 8).to_bytes(n, "little")


class Random:
    """One generator serves all: an instance with a seed keeps its own state and puts it in place for each call."""

    def __init__(self, x=None):
        self.seed(x)

    def seed(self, a=None):
        saved = getstate() if _seeded else None
        seed(a)
        self._state = getstate()
        if saved:
            setstate(saved)

    def __getattr__(self, name):
        function = globals()[name]

        def call(*args, **kw):
            saved = getstate()
            setstate(self._state)
            try:
                return function(*args, **kw)
            finally:
                self._state = getstate()
                setstate(saved)

        return call


_seeded = False
seed()
_seeded = True
