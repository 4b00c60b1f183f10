def count(n):
    i = 0
    while i < n:
        got = yield i
        if got: i += got
        i += 1
    return "done"
g = count(10); print(next(g), g.send(3), next(g), list(g))
def outer():
    r = yield from count(2)
    print("r", r)
    yield from [7, 8]
    try: yield 9
    except KeyError as e: yield ("caught", e.args)
    finally: print("closing")
o = outer(); print([next(o) for _ in range(5)], o.throw(KeyError("k")))
o.close()
print(sum(x * x for x in range(5)), list(x + y for x in "ab" for y in "cd"), [*map(str, range(3))], dict((i, i) for i in range(2)))
def fib():
    a, b = 0, 1
    while True: yield a; a, b = b, a + b
from itertools import islice
print(list(islice(fib(), 10)), type(fib()).__name__)
class It:
    def __init__(s): s.i = 0
    def __iter__(s): return s
    def __next__(s):
        s.i += 1
        if s.i > 3: raise StopIteration
        return s.i
print(list(It()), [a for a in It()], sum(It()), max(It()), 2 in It(), dict(zip(It(), "abc")))
class Seq:
    def __getitem__(s, i):
        if i > 2: raise IndexError
        return i * 10
print(list(Seq()), 20 in Seq(), [*Seq()])
def g2():
    try: yield 1
    finally: print("cleanup")
x = g2(); next(x); x.close(); print(list(x))
def bad():
    yield 1
    raise StopIteration
try: list(bad())
except RuntimeError as e: print(e)
try:
    g3 = count(1); g3.send(5)
except TypeError as e: print(e)
it = iter([1, 2, 3]); print(next(it), next(it), next(it), next(it, "end"))
print(list(iter(lambda l=[3, 2, 1, 0]: l.pop(0), 0)))
def tree(n):
    if n: yield from tree(n - 1); yield n; yield from tree(n - 1)
print(list(tree(3)))
try:
    gg = count(5); next(gg); gg.throw(ValueError("thrown"))
except ValueError as e: print(e)
def ret():
    return 5
    yield
try: next(ret())
except StopIteration as e: print(e.value)
