def f(a, b=2, *args, c, d=4, **kw): return a, b, args, c, d, kw
print(f(1, c=3), f(1, 5, 6, 7, c=3, d=8, e=9), f(*[1, 2], **{"c": 3}))
def g(x, /, y, *, z=0): return x + y + z
print(g(1, 2), g(1, y=2, z=3), (lambda x, y=2: x * y)(4), (lambda *a, **k: (a, k))(1, b=2))
def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    return inc
c = counter(); c(); print(c(5), c.__name__, counter.__qualname__, c.__qualname__)
fs = [lambda i=i: i for i in range(3)]; print([h() for h in fs], [h() for h in [lambda: i for i in range(3)]])
def deco(fn):
    def wrap(*a, **k):
        print("call", fn.__name__, a, k)
        return fn(*a, **k)
    return wrap
@deco
def add(a, b): return a + b
print(add(1, b=2))
def fact(n): return 1 if n < 2 else n * fact(n - 1)
print(fact(30), fact.__defaults__, f.__defaults__, f.__kwdefaults__, f.__code__.co_varnames[:4])
x = 1
def setx():
    global x
    x = 2
setx(); print(x)
def default(l=[]):
    l.append(1)
    return l
default(); print(default(), callable(default), default.__doc__)
def doc(a: int, b: "str" = "x") -> bool:
    """The doc."""
print(doc.__doc__, doc.__annotations__)
if (n := 10) > 5: print(n)
print([y := 3, y ** 2], [last := i for i in range(3)], last)
def gen_args(*, key=None, **rest): return key, rest
print(gen_args(key=1, z=2), (lambda: (yield))().__class__.__name__)
