"""types: names of built-in types, SimpleNamespace."""
FunctionType = LambdaType = type(lambda: None)
BuiltinFunctionType = BuiltinMethodType = type(len)
MethodType = type("".join) if False else type((type("_", (), {"m": lambda self: None}))().m)
ModuleType = type(__import__("sys"))
NoneType, EllipsisType, NotImplementedType = type(None), type(...), type(NotImplemented)
GeneratorType = type((lambda: (yield))())
CodeType = type((lambda: None).__code__)
MappingProxyType = type(type.__dict__)
GenericAlias = type(list[int])
try:
    raise TypeError
except TypeError as e:
    TracebackType = type(e.__traceback__)


class SimpleNamespace:
    def __init__(self, **kw):
        self.__dict__.update(kw)

    def __repr__(self):
        return f"namespace({', '.join(f'{k}={v!r}' for k, v in self.__dict__.items())})"

    def __eq__(self, other):
        return isinstance(other, SimpleNamespace) and self.__dict__ == other.__dict__
