"""enum: Enum, IntEnum, Flag, IntFlag, auto, unique."""


class auto:
    pass


class EnumMeta(type):
    def __new__(meta, name, bases, ns, **kw):
        plain = {k: v for k, v in ns.items() if k.startswith("_") or callable(v) or isinstance(v, (property, classmethod, staticmethod))}
        cls = type.__new__(meta, name, bases, plain)
        cls._member_map_, cls._value2member_map_ = {}, {}
        data = next((b for b in cls.__mro__ if b in (int, str)), None)
        last = 0
        for k, v in ns.items():
            if k in plain:
                continue
            if isinstance(v, auto):
                v = (1 << last.bit_length() if last else 1) if getattr(cls, "_flags_", False) else last + 1
            last = v if isinstance(v, int) else last
            if v in cls._value2member_map_:
                cls._member_map_[k] = cls._value2member_map_[v]
            else:
                member = data.__new__(cls, v) if data else object.__new__(cls)
                member._name_, member._value_ = k, v
                cls._member_map_[k] = cls._value2member_map_[v] = member
            type.__setattr__(cls, k, cls._member_map_[k])
        return cls

    def __call__(cls, value, *rest, **kw):
        if cls._value2member_map_ or not rest:
            if isinstance(value, cls):
                return value
            if value in cls._value2member_map_:
                return cls._value2member_map_[value]
            if getattr(cls, "_flags_", False) and isinstance(value, int):
                data = int if issubclass(cls, int) else None
                member = data.__new__(cls, value) if data else object.__new__(cls)
                member._name_, member._value_ = None, value
                cls._value2member_map_[value] = member
                return member
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        names = rest[0].replace(",", " ").split() if isinstance(rest[0], str) else rest[0]
        return EnumMeta(value, (cls,), {n: i + 1 for i, n in enumerate(names)})

    def __iter__(cls):
        return iter([m for k, m in cls._member_map_.items() if k == m._name_])

    def __len__(cls):
        return len(list(iter(cls)))

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __contains__(cls, member):
        return isinstance(member, cls)

    @property
    def __members__(cls):
        return dict(cls._member_map_)

    def __repr__(cls):
        return f"<enum {cls.__name__!r}>"


class Enum(metaclass=EnumMeta):
    name = property(lambda self: self._name_)
    value = property(lambda self: self._value_)

    def __repr__(self):
        return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"

    def __str__(self):
        return f"{type(self).__name__}.{self._name_}"

    def __hash__(self):
        return hash(self._name_)

    def __eq__(self, other):
        return self is other

    def __format__(self, spec):
        return format(str(self), spec)


class IntEnum(int, Enum):
    __str__ = int.__repr__
    __eq__, __hash__ = int.__eq__, int.__hash__

    def __format__(self, spec):
        return format(int(self), spec)


class StrEnum(str, Enum):
    __str__, __eq__, __hash__ = str.__str__, str.__eq__, str.__hash__


class Flag(Enum):
    _flags_ = True

    def _names(self):
        parts = [m._name_ for m in type(self) if m._value_ and self._value_ & m._value_ == m._value_]
        return "|".join(parts) or str(self._value_)

    def __or__(self, other):
        return type(self)(self._value_ | other._value_)

    def __and__(self, other):
        return type(self)(self._value_ & other._value_)

    def __xor__(self, other):
        return type(self)(self._value_ ^ other._value_)

    def __invert__(self):
        return type(self)(sum(m._value_ for m in type(self)) & ~self._value_)

    def __bool__(self):
        return bool(self._value_)

    def __contains__(self, other):
        return self._value_ & other._value_ == other._value_

    def __repr__(self):
        return f"<{type(self).__name__}.{self._names()}: {self._value_}>"

    def __str__(self):
        return f"{type(self).__name__}.{self._names()}"


class IntFlag(int, Flag):
    __eq__, __hash__, __str__ = int.__eq__, int.__hash__, int.__repr__

    def __or__(self, other):
        return type(self)(int(self) | int(other))

    def __and__(self, other):
        return type(self)(int(self) & int(other))


def unique(cls):
    for name, member in cls._member_map_.items():
        if name != member._name_:
            raise ValueError(f"duplicate values found in {cls!r}: {name} -> {member._name_}")
    return cls
