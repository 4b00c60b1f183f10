"""collections: containers beside list, dict, set and tuple."""
import sys


class _field:
    def __init__(self, index, name):
        self.index, self.__doc__ = index, f"Alias for field number {index}"

    def __get__(self, obj, cls=None):
        return self if obj is None else obj[self.index]

    def __set__(self, obj, value):
        raise AttributeError("can't set attribute")


def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    if isinstance(field_names, str):
        field_names = field_names.replace(",", " ").split()
    fields = tuple(map(str, field_names))
    if rename:
        seen = set()
        fields = tuple(f"_{i}" if not f.isidentifier() or f.startswith("_") or f in seen or seen.add(f) else f for i, f in enumerate(fields))
    for name in (typename,) + fields:
        if not name.isidentifier():
            raise ValueError(f"Type names and field names must be valid identifiers: {name!r}")
    for i, name in enumerate(fields):
        if name.startswith("_") and not rename:
            raise ValueError(f"Field names cannot start with an underscore: {name!r}")
        if name in fields[:i]:
            raise ValueError(f"Encountered duplicate field name: {name!r}")
    defaults = tuple(defaults or ())
    field_defaults = dict(zip(fields[len(fields) - len(defaults):], defaults))
    head = ", ".join(fields)
    space = {}
    exec(f"def __new__(_cls, {head}{',' if head else ''}): return _make(_cls, ({head}{',' if head else ''}))", {"_make": tuple.__new__}, space)
    new = space["__new__"]
    new.__qualname__ = f"{typename}.__new__"
    new.__defaults__ = defaults or None

    def _make(cls, iterable):
        result = tuple.__new__(cls, iterable)
        if len(result) != len(fields):
            raise TypeError(f"Expected {len(fields)} arguments, got {len(result)}")
        return result

    def _replace(self, /, **kw):
        result = self._make(kw.pop(f, v) for f, v in zip(fields, self))
        if kw:
            raise ValueError(f"Got unexpected field names: {list(kw)!r}")
        return result

    def __repr__(self):
        return type(self).__name__ + "(" + ", ".join(f"{f}={v!r}" for f, v in zip(fields, self)) + ")"

    def _asdict(self):
        return dict(zip(fields, self))

    def __getnewargs__(self):
        return tuple(self)

    body = {"__slots__": (), "_fields": fields, "_field_defaults": field_defaults, "__new__": new, "_make": classmethod(_make), "_replace": _replace, "__repr__": __repr__, "_asdict": _asdict,
            "__match_args__": fields, "__getnewargs__": __getnewargs__, "__doc__": f"{typename}({head})", "__module__": module or sys._getframe(1).f_globals.get("__name__", "__main__")}
    for i, name in enumerate(fields):
        body[name] = _field(i, name)
    return type(typename, (tuple,), body)


class OrderedDict(dict):
    def __repr__(self):
        return f"OrderedDict({list(self.items())!r})" if self else "OrderedDict()"

    def move_to_end(self, key, last=True):
        value = self.pop(key)
        if last:
            self[key] = value
        else:
            rest = list(self.items())
            self.clear()
            self[key] = value
            self.update(rest)

    def popitem(self, last=True):
        if not self:
            raise KeyError("dictionary is empty")
        key = next(reversed(self)) if last else next(iter(self))
        return key, self.pop(key)

    def copy(self):
        return OrderedDict(self)

    def __eq__(self, other):
        if isinstance(other, OrderedDict):
            return list(self.items()) == list(other.items())
        return dict.__eq__(self, other)


class defaultdict(dict):
    def __init__(self, default_factory=None, *args, **kw):
        if default_factory is not None and not callable(default_factory):
            raise TypeError("first argument must be callable or None")
        dict.__init__(self, *args, **kw)
        self.default_factory = default_factory

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        value = self[key] = self.default_factory()
        return value

    def __repr__(self):
        return f"defaultdict({self.default_factory!r}, {dict.__repr__(self)})"

    def copy(self):
        return defaultdict(self.default_factory, self)


class Counter(dict):
    def __init__(self, iterable=None, /, **kw):
        dict.__init__(self)
        self.update(iterable, **kw)

    def __missing__(self, key):
        return 0

    def update(self, iterable=None, /, **kw):
        if iterable is not None:
            if hasattr(iterable, "items"):
                for k, n in iterable.items():
                    self[k] = self.get(k, 0) + n
            else:
                for k in iterable:
                    self[k] = self.get(k, 0) + 1
        if kw:
            self.update(kw)

    def subtract(self, iterable=None, /, **kw):
        if iterable is not None:
            for k, n in iterable.items() if hasattr(iterable, "items") else ((k, 1) for k in iterable):
                self[k] = self.get(k, 0) - n
        if kw:
            self.subtract(kw)

    def most_common(self, n=None):
        items = sorted(self.items(), key=lambda kv: kv[1], reverse=True)
        return items if n is None else items[:n]

    def elements(self):
        for k, n in self.items():
            for _ in range(n):
                yield k

    def total(self):
        return sum(self.values())

    def copy(self):
        return Counter(self)

    def __repr__(self):
        if not self:
            return "Counter()"
        return "Counter({" + ", ".join(f"{k!r}: {n!r}" for k, n in self.most_common()) + "})"

    def __delitem__(self, key):
        if key in self:
            dict.__delitem__(self, key)

    def __add__(self, other):
        return self._combine(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._combine(other, lambda a, b: a - b)

    def __or__(self, other):
        return self._combine(other, max)

    def __and__(self, other):
        return self._combine(other, min)

    def _combine(self, other, op):
        if not isinstance(other, Counter):
            return NotImplemented
        result = Counter()
        for k in list(self) + [k for k in other if k not in self]:
            n = op(self[k], other[k])
            if n > 0:
                result[k] = n
        return result

    def __pos__(self):
        return self + Counter()


class deque:
    """A list with its first item at _head: popleft is cheap, and the gap is closed now and then."""

    def __init__(self, iterable=(), maxlen=None):
        if maxlen is not None and maxlen < 0:
            raise ValueError("maxlen must be non-negative")
        self._l, self._head, self.maxlen = [], 0, maxlen
        self.extend(iterable)

    def _live(self):
        return self._l[self._head:]

    def append(self, x):
        self._l.append(x)
        if self.maxlen is not None and len(self) > self.maxlen:
            self.popleft()

    def appendleft(self, x):
        if not self._head:
            gap = len(self._l) + 8
            self._l[0:0] = [None] * gap
            self._head = gap
        self._head -= 1
        self._l[self._head] = x
        if self.maxlen is not None and len(self) > self.maxlen:
            self._l.pop()

    def pop(self):
        if not len(self):
            raise IndexError("pop from an empty deque")
        return self._l.pop()

    def popleft(self):
        if not len(self):
            raise IndexError("pop from an empty deque")
        x = self._l[self._head]
        self._l[self._head] = None
        self._head += 1
        if self._head > 64 and self._head * 2 > len(self._l):
            del self._l[:self._head]
            self._head = 0
        return x

    def extend(self, iterable):
        for x in list(iterable):
            self.append(x)

    def extendleft(self, iterable):
        for x in list(iterable):
            self.appendleft(x)

    def rotate(self, n=1):
        if len(self):
            live = self._live()
            n %= len(live)
            self._l, self._head = live[-n:] + live[:-n] if n else live, 0

    def clear(self):
        self._l, self._head = [], 0

    def copy(self):
        return deque(self, self.maxlen)

    def count(self, x):
        return self._live().count(x)

    def index(self, x, *where):
        try:
            return self._live().index(x, *where)
        except ValueError:
            raise ValueError(f"{x!r} is not in deque") from None

    def remove(self, x):
        try:
            del self[self.index(x)]
        except ValueError:
            raise ValueError("deque.remove(x): x not in deque") from None

    def reverse(self):
        self._l, self._head = self._live()[::-1], 0

    def insert(self, i, x):
        live = self._live()
        live.insert(i, x)
        self._l, self._head = live, 0

    def _index(self, i):
        n = len(self)
        if i < 0:
            i += n
        if not 0 <= i < n:
            raise IndexError("deque index out of range")
        return i + self._head

    def __getitem__(self, i):
        return self._l[self._index(i)]

    def __setitem__(self, i, x):
        self._l[self._index(i)] = x

    def __delitem__(self, i):
        del self._l[self._index(i)]

    def __len__(self):
        return len(self._l) - self._head

    def __iter__(self):
        n = len(self)
        for i in range(n):
            if len(self) != n:
                raise RuntimeError("deque mutated during iteration")
            yield self._l[self._head + i]

    def __reversed__(self):
        return reversed(self._live())

    def __contains__(self, x):
        return x in self._live()

    def __bool__(self):
        return len(self) > 0

    def __eq__(self, other):
        return self._live() == other._live() if isinstance(other, deque) else NotImplemented

    def __add__(self, other):
        return deque(self._live() + list(other), self.maxlen)

    def __iadd__(self, other):
        self.extend(other)
        return self

    def __repr__(self):
        tail = "" if self.maxlen is None else f", maxlen={self.maxlen}"
        return f"deque({self._live()!r}{tail})"


class ChainMap:
    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def __getitem__(self, key):
        for m in self.maps:
            if key in m:
                return m[key]
        raise KeyError(key)

    def __setitem__(self, key, value):
        self.maps[0][key] = value

    def __contains__(self, key):
        return any(key in m for m in self.maps)

    def get(self, key, default=None):
        return self[key] if key in self else default

    def new_child(self, m=None):
        return ChainMap({} if m is None else m, *self.maps)

    def __iter__(self):
        seen = {}
        for m in reversed(self.maps):
            seen.update(dict.fromkeys(m))
        return iter(seen)

    def __len__(self):
        return len(list(iter(self)))

    def keys(self):
        return list(self)

    def items(self):
        return [(k, self[k]) for k in self]
