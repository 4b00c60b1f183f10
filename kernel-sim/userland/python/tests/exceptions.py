def f(n):
    try:
        if n == 0: return "ret"
        if n == 1: raise ValueError("bad", 2)
        if n == 2: return [][0]
        if n == 3: {}["k"]
    except ValueError as e:
        return ("V", e.args, str(e), repr(e))
    except (IndexError, KeyError) as e:
        return (type(e).__name__, str(e))
    else:
        return "else"
    finally:
        print("fin", n, end=" ")
for i in range(5): print(f(i))
class MyErr(Exception):
    def __init__(self, code): super().__init__(f"code {code}"); self.code = code
try: raise MyErr(7)
except MyErr as e: print(e, e.code, e.args)
try:
    try: 1 / 0
    except ZeroDivisionError as e: raise RuntimeError("wrapped") from e
except RuntimeError as e: print(repr(e.__cause__), e.__context__ is e.__cause__, e.__suppress_context__)
def loop():
    for i in range(5):
        try:
            if i == 1: continue
            if i == 3: break
            print(i, end=" ")
        finally: print("f", end=" ")
    else: print("no")
loop(); print()
class CM:
    def __init__(s, n, sup=False): s.n, s.sup = n, sup
    def __enter__(s): print("enter", s.n); return s
    def __exit__(s, t, v, tb): print("exit", s.n, t and t.__name__, v); return s.sup
with CM(1) as a, CM(2) as b: print(a.n, b.n)
with CM(3, True): raise KeyError("x")
try:
    with CM(4): raise TypeError("t")
except TypeError as e: print("out", e)
def ret():
    with CM(5): return "r"
print(ret())
def nested():
    try:
        try: raise ValueError(1)
        finally: print("inner")
    except ValueError: print("outer"); return 1
    finally: print("last")
print(nested())
try: assert 1 == 2, "msg"
except AssertionError as e: print("assert", e)
try:
    try: raise ValueError("a")
    except ValueError: raise
except ValueError as e: print("re", e)
for exc in (lambda: int("x"), lambda: [] + 1, lambda: "a" + 1, lambda: 1 + "a", lambda: None.x, lambda: undefined, lambda: (1)(2), lambda: len(5), lambda: [1][5], lambda: {}[1], lambda: "abc".foo, lambda: int([]), lambda: float("z"), lambda: [1, 2, 3].index(9), lambda: next(iter([])), lambda: chr(-1), lambda: 2 ** "a", lambda: "a" < 1, lambda: f(), lambda: f(1, 2), lambda: f(n=1, z=2), lambda: abs("x"), lambda: {}.pop("q"), lambda: [].pop(), lambda: hash([]), lambda: {[]: 1}, lambda: open("/nonexistent"), lambda: "%d" % "x", lambda: bytes([300]), lambda: b"\xff".decode(), lambda: "é".encode("ascii"), lambda: 1 % 0, lambda: 1.0 / 0, lambda: 1 // 0, lambda: 0.0 // 0, lambda: 10 ** 400 * 1.0, lambda: (1, 2) + [3], lambda: iter(5), lambda: sum("ab"), lambda: max([]), lambda: [][1:2, 3], lambda: "x" * "y", lambda: -"a", lambda: [3, "a"].sort(), lambda: dict([1]), lambda: __import__("nope"), lambda: object().x, lambda: setattr(5, "x", 1), lambda: issubclass(1, int), lambda: "{}".format(), lambda: f"{1:z9q}", lambda: range(1, 2, 0), lambda: "a".join([1]), lambda: list(1), lambda: isinstance(1, 2), lambda: print(1, foo=2), lambda: [].append(), lambda: [].append(1, 2), lambda: "".upper(1), lambda: int("1", 99), lambda: ord("ab"), lambda: {1, 2}[0], lambda: (lambda x: x)(), lambda: (lambda x, y: x)(1, 2, 3), lambda: (lambda: 1)(1), lambda: (lambda *, k: k)(), lambda: round("x"), lambda: divmod(1, 0), lambda: pow(2, -1, 4), lambda: [1, 2].remove(5), lambda: set([1]).remove(2), lambda: tuple(1), lambda: b"a" + "b", lambda: "a" in 5, lambda: 5 in "a", lambda: str.upper(5), lambda: type("X", (int, str), {})):
    try: print("no error", exc())
    except Exception as e: print(type(e).__name__, "|", e)
