class Animal:
    count = 0
    def __init__(self, name): self.name = name; Animal.count += 1
    def speak(self): return f"{self.name} makes a sound"
    def __repr__(self): return f"{type(self).__name__}({self.name!r})"
    @property
    def loud(self): return self.name.upper()
    @loud.setter
    def loud(self, v): self.name = v.lower()
    @classmethod
    def make(cls, n): return cls(n)
    @staticmethod
    def helper(x): return x * 2
class Dog(Animal):
    def speak(self): return super().speak() + ": woof"
d = Dog("Rex"); print(d, d.speak(), d.loud, Dog.make("A"), Dog.helper(3), Animal.count, isinstance(d, Animal), issubclass(Dog, Animal))
d.loud = "BOB"; print(d.name, vars(d), d.__dict__, Dog.__mro__, Dog.__name__, type(d), d.__class__.__bases__)
class A:
    def who(self): return "A"
class B(A):
    def who(self): return "B" + super().who()
class C(A):
    def who(self): return "C" + super().who()
class D(B, C):
    def who(self): return "D" + super().who()
print(D().who(), [k.__name__ for k in D.mro()])
class V:
    def __init__(s, x, y): s.x, s.y = x, y
    def __add__(s, o): return V(s.x + o.x, s.y + o.y)
    def __mul__(s, k): return V(s.x * k, s.y * k)
    __rmul__ = __mul__
    def __eq__(s, o): return isinstance(o, V) and (s.x, s.y) == (o.x, o.y)
    def __hash__(s): return hash((s.x, s.y))
    def __neg__(s): return V(-s.x, -s.y)
    def __bool__(s): return bool(s.x or s.y)
    def __abs__(s): return (s.x ** 2 + s.y ** 2) ** .5
    def __getitem__(s, i): return (s.x, s.y)[i]
    def __len__(s): return 2
    def __iter__(s): yield s.x; yield s.y
    def __contains__(s, v): return v in (s.x, s.y)
    def __call__(s, k): return s.x * k
    def __str__(s): return f"<{s.x}, {s.y}>"
    def __repr__(s): return f"V({s.x}, {s.y})"
    def __lt__(s, o): return abs(s) < abs(o)
    def __iadd__(s, o): s.x += o.x; s.y += o.y; return s
    def __format__(s, spec): return f"V:{spec}"
    def __int__(s): return s.x
    def __index__(s): return s.x
    def __reversed__(s): return iter([s.y, s.x])
v, w = V(3, 4), V(1, 2)
print(v + w, 2 * v, v * 2, v == V(3, 4), v != w, -v, bool(V(0, 0)), abs(v), v[0], len(v), list(v), 3 in v, v(10), [v], f"{v:abc}", int(v), hex(v), sorted([v, w]), max(v, w), list(reversed(v)), {v: 1}[V(3, 4)])
v += w; print(v, hasattr(v, "x"), getattr(v, "q", "none")); setattr(v, "q", 5); print(v.q); del v.q; print(hasattr(v, "q"))
class Dyn:
    def __getattr__(self, n): return "dyn_" + n
    def __setattr__(self, n, v): object.__setattr__(self, n, v * 2)
    def __delattr__(self, n): print("del", n)
    def __getitem__(self, k): return k
    def __setitem__(self, k, v): print("set", k, v)
    def __delitem__(self, k): print("delitem", k)
z = Dyn(); z.a = 4; print(z.a, z.b, z[1:2], z[1, 2], z[..., 0]); z[0] = 1; del z[0]; del z.foo
class Meta(type):
    def __new__(m, n, b, ns): ns["tag"] = n.lower(); return super().__new__(m, n, b, ns)
    def __call__(cls, *a): print("making", cls.__name__); return super().__call__(*a)
class WithMeta(metaclass=Meta): pass
print(WithMeta.tag, type(WithMeta).__name__, type(WithMeta()).__name__, type("Dyn2", (A,), {"z": 1}).z)
class Sub:
    subs = []
    def __init_subclass__(cls, tag=None, **kw): super().__init_subclass__(**kw); Sub.subs.append((cls.__name__, tag))
class S1(Sub, tag="t"): pass
print(Sub.subs, S1.__qualname__)
class MyList(list):
    def total(self): return sum(self)
m = MyList([1, 2, 3]); m.append(4); print(m, m.total(), len(m), isinstance(m, list), m[1:], type(m[1:]).__name__)
class MyDict(dict):
    def __missing__(self, k): return k * 2
print(MyDict(a=1)["zz"], MyDict(a=1), MyDict().get("x"))
class MyInt(int):
    def __add__(self, o): return MyInt(int(self) + o + 100)
print(MyInt(5) + 1, MyInt(7) * 2, type(MyInt(5) + 1).__name__, MyInt(3) == 3)
class MyStr(str):
    def shout(self): return self.upper() + "!"
print(MyStr("hi").shout(), MyStr("a") + "b", len(MyStr("abc")))
class Desc:
    def __set_name__(self, o, n): self.n = "_" + n
    def __get__(self, o, t=None): return self if o is None else getattr(o, self.n, "unset")
    def __set__(self, o, v): setattr(o, self.n, v + 1)
class UseDesc: x = Desc()
u = UseDesc(); print(u.x); u.x = 4; print(u.x, u.__dict__)
class New:
    def __new__(cls, *a): o = super().__new__(cls); o.made = a; return o
    def __init__(self, *a): self.inited = len(a)
print(New(1, 2).made, New(1).inited)
class P:
    __slots__ = ("x",)
    __private = 5
    def get(self): return self.__private
print(P().get(), P._P__private)
