from dataclasses import dataclass, field
import enum, contextlib, abc, copy, operator, heapq, bisect, io, traceback
@dataclass
class P:
    x: int
    y: int = 2
    l: list = field(default_factory=list)
print(P(1), P(1) == P(1, 2), P(3, 4, [1]).l)
@dataclass(order=True, frozen=True)
class Q:
    a: int
    b: str = "z"
print(Q(1) < Q(2), hash(Q(1)) == hash(Q(1)))
try: Q(1).a = 5
except Exception as e: print(type(e).__name__, e)
class Color(enum.Enum):
    RED = 1
    GREEN = 2
print(Color.RED, repr(Color.GREEN), Color(2), Color["RED"].value, list(Color), Color.RED is Color(1), Color.RED.name)
class N(enum.IntEnum):
    A = 1
    B = 5
print(N.B + 1, N.A < N.B, N(5).name)
@contextlib.contextmanager
def cm(n):
    print("in", n)
    try: yield n * 2
    finally: print("out", n)
with cm(2) as v: print(v)
with contextlib.suppress(KeyError): {}["x"]
class Base(abc.ABC):
    @abc.abstractmethod
    def go(self): ...
try: Base()
except TypeError as e: print(e)
a = [[1], {"k": [2]}]; b = copy.deepcopy(a); b[0].append(9); c = copy.copy(a); c[1]["k"].append(3); print(a, b, c)
print(sorted([{"n": 2}, {"n": 1}], key=operator.itemgetter("n")), operator.add(1, 2), operator.attrgetter("real")(5))
h = [5, 1, 4]; heapq.heapify(h); heapq.heappush(h, 0); print([heapq.heappop(h) for _ in range(4)], bisect.bisect([1, 3, 5], 3), bisect.bisect_left([1, 3, 5], 3))
s = io.StringIO(); print("to buffer", file=s); print(repr(s.getvalue()), io.BytesIO(b"abc").read(2))
try: 1 / 0
except ZeroDivisionError: print(traceback.format_exc().splitlines()[-1])
print(type(int), type(print), type(lambda: 0), type(None), type(...), int, list, type("x"), ValueError, print, [].append.__name__)
print(isinstance(5, (str, int)), id(a) == id(a), callable(print), dir([])[-3:], hasattr([], "sort"), [*vars(P(1))])
print(P.__name__, P.__module__, __name__)
