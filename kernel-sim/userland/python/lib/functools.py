"""functools: functions about functions."""
from collections import namedtuple

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
WRAPPER_UPDATES = ("__dict__",)
_missing = object()


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned:
        try:
            setattr(wrapper, name, getattr(wrapped, name))
        except AttributeError:
            pass
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    def decorate(wrapper):
        return update_wrapper(wrapper, wrapped, assigned, updated)

    return decorate


def reduce(function, iterable, initial=_missing):
    it = iter(iterable)
    if initial is _missing:
        try:
            value = next(it)
        except StopIteration:
            raise TypeError("reduce() of empty iterable with no initial value") from None
    else:
        value = initial
    for x in it:
        value = function(value, x)
    return value


class partial:
    def __init__(self, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        self.func, self.args, self.keywords = func, args, keywords

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

    def __repr__(self):
        parts = [repr(self.func)] + [repr(a) for a in self.args] + [f"{k}={v!r}" for k, v in self.keywords.items()]
        return f"functools.partial({', '.join(parts)})"


class partialmethod:
    def __init__(self, func, *args, **keywords):
        self.func, self.args, self.keywords = func, args, keywords

    def __get__(self, obj, cls=None):
        return partial(self.func.__get__(obj, cls), *self.args, **self.keywords)


def cmp_to_key(cmp):
    class K:
        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return cmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return cmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return cmp(self.obj, other.obj) == 0

        __hash__ = None

    return K


_CacheInfo = namedtuple("CacheInfo", ["hits", "misses", "maxsize", "currsize"])


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return lru_cache(128)(maxsize)

    def decorate(func):
        cache, hits, misses = {}, 0, 0

        def wrapper(*args, **kw):
            nonlocal hits, misses
            key = (args, tuple(kw.items())) if kw else args
            if typed:
                key = (key, tuple(type(a) for a in args))
            if key in cache:
                hits += 1
                value = cache[key]
                if maxsize is not None:
                    del cache[key]
                    cache[key] = value
                return value
            misses += 1
            value = func(*args, **kw)
            if maxsize != 0:
                cache[key] = value
                if maxsize is not None and len(cache) > maxsize:
                    del cache[next(iter(cache))]
            return value

        def cache_clear():
            nonlocal hits, misses
            cache.clear()
            hits = misses = 0

        wrapper.cache_info = lambda: _CacheInfo(hits, misses, maxsize, len(cache))
        wrapper.cache_clear = cache_clear
        return update_wrapper(wrapper, func)

    return decorate


def cache(func):
    return lru_cache(maxsize=None)(func)


class cached_property:
    def __init__(self, func):
        self.func, self.__doc__ = func, func.__doc__

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, obj, cls=None):
        if obj is None:
            return self
        value = obj.__dict__[self.name] = self.func(obj)
        return value


def total_ordering(cls):
    has = {op for op in ("__lt__", "__le__", "__gt__", "__ge__") if getattr(cls, op) is not getattr(object, op)}
    if not has:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    if "__lt__" in has:
        less = cls.__lt__
        rules = {"__gt__": lambda a, b: not (less(a, b) or a == b), "__le__": lambda a, b: less(a, b) or a == b, "__ge__": lambda a, b: not less(a, b)}
    elif "__le__" in has:
        le = cls.__le__
        rules = {"__ge__": lambda a, b: not le(a, b) or a == b, "__lt__": lambda a, b: le(a, b) and not a == b, "__gt__": lambda a, b: not le(a, b)}
    elif "__gt__" in has:
        gt = cls.__gt__
        rules = {"__lt__": lambda a, b: not (gt(a, b) or a == b), "__ge__": lambda a, b: gt(a, b) or a == b, "__le__": lambda a, b: not gt(a, b)}
    else:
        ge = cls.__ge__
        rules = {"__le__": lambda a, b: not ge(a, b) or a == b, "__gt__": lambda a, b: ge(a, b) and not a == b, "__lt__": lambda a, b: not ge(a, b)}
    for name, rule in rules.items():
        if name not in has:
            rule.__name__ = name
            setattr(cls, name, rule)
    return cls


def singledispatch(func):
    registry = {object: func}

    def dispatch(cls):
        for c in cls.__mro__:
            if c in registry:
                return registry[c]

    def register(cls, f=None):
        if f is None:
            if not isinstance(cls, type):
                f, cls = cls, next(iter(cls.__annotations__.values()))
            else:
                return lambda f: register(cls, f)
        registry[cls] = f
        return f

    def wrapper(*args, **kw):
        return dispatch(type(args[0]))(*args, **kw)

    wrapper.register, wrapper.dispatch = register, dispatch
    return update_wrapper(wrapper, func)
