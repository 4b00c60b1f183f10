x = "outer"
print([x for x in range(3)], x, {x: y for x, y in [(1, 2)]}, [(i, j) for i in range(3) for j in range(i)])
class K:
    vals = [1, 2, 3]
    doubled = [v * 2 for v in vals]
    def m(self): return [self.k(v) for v in self.vals]
    def k(self, v): return v + 1
print(K.doubled, K().m())
def f():
    total = 0
    def add(n):
        nonlocal total
        total += n
        def deeper(): return total, n
        return deeper()
    return [add(i) for i in range(4)], total
print(f())
def outer(a):
    b = a + 1
    class Inner:
        c = b
        def get(self): return a, b, self.c
    return Inner().get()
print(outer(1))
funcs = {name: (lambda n=name: n.upper()) for name in ("a", "b")}
print([f() for f in funcs.values()], (lambda: [z for z in (1, 2)])())
def shadow():
    print = lambda *a: None
    print("hidden")
    return len([1])
print(shadow())
def g():
    def h(): return v
    v = 5
    return h()
print(g(), [[c for c in r] for r in ["ab", "cd"]])
try:
    def u():
        print(q); q = 1
    u()
except UnboundLocalError as e: print(e)
def uses_class():
    class C:
        def __init__(self): self.x = __class__.__name__
    return C().x
print(uses_class(), any(v for v in [0, 1]), (lambda a: (lambda b: a + b))(1)(2))
exec("ee = 5\ndef ef(): return ee * 2"); print(ee, ef(), eval("ee + 1"), eval("[i for i in range(ee)]"), eval("a + b", {"a": 1, "b": 2}))
d = {}; exec("import math\nr = math.sqrt(16)", d); print(d["r"]); print(sorted(locals().keys() & {"x", "d"}), "x" in globals())
