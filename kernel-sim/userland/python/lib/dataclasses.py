"""dataclasses: @dataclass with order, frozen, field(default, default_factory, init, repr, compare)."""
MISSING = type("_MISSING_TYPE", (), {})()


class FrozenInstanceError(AttributeError):
    pass


class Field:
    def __init__(self, default, default_factory, init, repr, compare):
        self.default, self.default_factory, self.init, self.repr, self.compare, self.name, self.type = default, default_factory, init, repr, compare, None, None


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, compare=True, hash=None, metadata=None, kw_only=False):
    return Field(default, default_factory, init, repr, compare)


def _process(cls, init, repr_, eq, order, frozen):
    fields = {}
    for base in reversed(cls.__mro__):
        fields.update(base.__dict__.get("__dataclass_fields__", {}))
    for name, kind in cls.__dict__.get("__annotations__", {}).items():
        default = cls.__dict__.get(name, MISSING)
        f = default if isinstance(default, Field) else Field(default, MISSING, True, True, True)
        if isinstance(f.default, (list, dict, set)):
            raise ValueError(f"mutable default {type(f.default)} for field {name} is not allowed: use default_factory")
        f.name, f.type = name, kind
        fields[name] = f
        if isinstance(default, Field):
            if f.default is not MISSING:
                setattr(cls, name, f.default)
            else:
                delattr(cls, name)
    cls.__dataclass_fields__ = fields
    names = [f.name for f in fields.values()]
    cls.__match_args__ = tuple(f.name for f in fields.values() if f.init)
    if init:
        params, body, space, had_default = ["self"], [], {"_set": object.__setattr__, "_M": MISSING}, None
        for f in fields.values():
            space["_f_" + f.name] = f
            if f.init:
                if f.default is MISSING and f.default_factory is MISSING:
                    if had_default:
                        raise TypeError(f"non-default argument {f.name!r} follows default argument")
                    params.append(f.name)
                else:
                    had_default = True
                    params.append(f"{f.name}=_M" if f.default is MISSING else f"{f.name}=_f_{f.name}.default")
            value = f.name if f.init else "_M"
            if f.default_factory is not MISSING:
                value = f"_f_{f.name}.default_factory() if {value} is _M else {value}"
            elif not f.init:
                continue
            body.append(f"    _set(self, {f.name!r}, {value})" if frozen else f"    self.{f.name} = {value}")
        if hasattr(cls, "__post_init__"):
            body.append("    self.__post_init__()")
        local = {}
        exec(f"def __init__({', '.join(params)}):\n" + ("\n".join(body) or "    pass"), space, local)
        cls.__init__ = local["__init__"]
        cls.__init__.__qualname__ = f"{cls.__qualname__}.__init__"
    if repr_ and "__repr__" not in cls.__dict__:
        shown = [f.name for f in fields.values() if f.repr]
        cls.__repr__ = lambda self: f"{type(self).__qualname__}({', '.join(f'{n}={getattr(self, n)!r}' for n in shown)})"
    compared = [f.name for f in fields.values() if f.compare]
    key = lambda o: tuple(getattr(o, n) for n in compared)
    if eq and "__eq__" not in cls.__dict__:
        cls.__eq__ = lambda self, other: key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented
        cls.__hash__ = (lambda self: hash(key(self))) if frozen else None
    if order:
        cls.__lt__ = lambda a, b: key(a) < key(b) if b.__class__ is a.__class__ else NotImplemented
        cls.__le__ = lambda a, b: key(a) <= key(b) if b.__class__ is a.__class__ else NotImplemented
        cls.__gt__ = lambda a, b: key(a) > key(b) if b.__class__ is a.__class__ else NotImplemented
        cls.__ge__ = lambda a, b: key(a) >= key(b) if b.__class__ is a.__class__ else NotImplemented
    if frozen:
        def __setattr__(self, name, value):
            raise FrozenInstanceError(f"cannot assign to field {name!r}")

        cls.__setattr__ = __setattr__
    return cls


def dataclass(cls=None, *, init=True, repr=True, eq=True, order=False, frozen=False, unsafe_hash=False, slots=False, kw_only=False):
    if cls is None:
        return lambda c: _process(c, init, repr, eq, order, frozen)
    return _process(cls, init, repr, eq, order, frozen)


def fields(obj):
    return tuple(obj.__dataclass_fields__.values())


def is_dataclass(obj):
    return hasattr(obj, "__dataclass_fields__")


def asdict(obj):
    def plain(v):
        if is_dataclass(v) and not isinstance(v, type):
            return asdict(v)
        if isinstance(v, (list, tuple)):
            return type(v)(plain(x) for x in v)
        if isinstance(v, dict):
            return {plain(k): plain(x) for k, x in v.items()}
        return v

    return {f.name: plain(getattr(obj, f.name)) for f in fields(obj)}


def astuple(obj):
    return tuple(asdict(obj).values())


def replace(obj, /, **changes):
    return type(obj)(**{f.name: changes.get(f.name, getattr(obj, f.name)) for f in fields(obj) if f.init})
