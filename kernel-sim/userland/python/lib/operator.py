"""operator: operators as functions."""
from functools import reduce as _reduce


def _two(expr):
    return eval(f"lambda a, b: {expr}")


lt, le, eq, ne, gt, ge = (_two(f"a {op} b") for op in ("<", "<=", "==", "!=", ">", ">="))
add, sub, mul, truediv, floordiv, mod, pow = (_two(f"a {op} b") for op in ("+", "-", "*", "/", "//", "%", "**"))
and_, or_, xor, lshift, rshift = (_two(f"a {op} b") for op in ("&", "|", "^", "<<", ">>"))
is_, is_not, contains, getitem, concat = _two("a is b"), _two("a is not b"), _two("b in a"), _two("a[b]"), add
neg, pos, invert, inv, not_, truth, index = (lambda a: -a), (lambda a: +a), (lambda a: ~a), (lambda a: ~a), (lambda a: not a), bool, (lambda a: a.__index__())
abs = abs


def setitem(a, b, c):
    a[b] = c


def delitem(a, b):
    del a[b]


def itemgetter(*items):
    if len(items) == 1:
        return lambda obj: obj[items[0]]
    return lambda obj: tuple(obj[i] for i in items)


def attrgetter(*names):
    def one(obj, name):
        return _reduce(getattr, name.split("."), obj)

    if len(names) == 1:
        return lambda obj: one(obj, names[0])
    return lambda obj: tuple(one(obj, n) for n in names)


def methodcaller(name, /, *args, **kw):
    return lambda obj: getattr(obj, name)(*args, **kw)
