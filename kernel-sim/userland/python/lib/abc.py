"""abc: abstract methods are checked when a class is instantiated."""


def abstractmethod(f):
    f.__isabstractmethod__ = True
    return f


class ABCMeta(type):
    def __call__(cls, *args, **kw):
        names = sorted(n for n in dir(cls) if getattr(getattr(cls, n, None), "__isabstractmethod__", False) or getattr(getattr(getattr(cls, n, None), "fget", None), "__isabstractmethod__", False))
        if names:
            raise TypeError(f"Can't instantiate abstract class {cls.__name__} with abstract method{'s' if len(names) > 1 else ''} {', '.join(names)}")
        return type.__call__(cls, *args, **kw)

    def register(cls, other):
        return other


class ABC(metaclass=ABCMeta):
    pass
