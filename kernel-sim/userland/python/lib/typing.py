"""typing: names for annotations. Nothing is checked."""


class _Any:
    def __getitem__(self, item):
        return self

    def __call__(self, *args, **kw):
        return self

    def __or__(self, other):
        return self

    __ror__ = __or__

    def __mro_entries__(self, bases):
        return ()

    def __repr__(self):
        return "typing.Any"


Any = Union = Optional = List = Dict = Tuple = Set = FrozenSet = Callable = Iterable = Iterator = Sequence = Mapping = Generator = Type = ClassVar = Final = Literal = Protocol = Generic = IO = TextIO = BinaryIO = Self = NoReturn = Annotated = _Any()
TYPE_CHECKING = False


def TypeVar(name, *a, **kw):
    return Any


def cast(kind, value):
    return value


def overload(f):
    return f


final = overload


def NamedTuple(name, fields):
    from collections import namedtuple
    return namedtuple(name, [f for f, _ in fields])
