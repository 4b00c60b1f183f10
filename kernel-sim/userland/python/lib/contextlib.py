"""contextlib: helpers for the with statement."""
from functools import wraps


class _Manager:
    def __init__(self, gen):
        self.gen = gen

    def __enter__(self):
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, kind, value, tb):
        if kind is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        try:
            self.gen.throw(value)
        except StopIteration as e:
            return e is not value
        except BaseException as e:
            if e is value:
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(func):
    @wraps(func)
    def helper(*args, **kw):
        return _Manager(func(*args, **kw))

    return helper


class suppress:
    def __init__(self, *kinds):
        self.kinds = kinds

    def __enter__(self):
        pass

    def __exit__(self, kind, value, tb):
        return kind is not None and issubclass(kind, self.kinds)


class closing:
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *exc):
        self.thing.close()


class nullcontext:
    def __init__(self, value=None):
        self.value = value

    def __enter__(self):
        return self.value

    def __exit__(self, *exc):
        pass


class redirect_stdout:
    def __init__(self, target):
        self.target = target

    def __enter__(self):
        import sys
        self.old, sys.stdout = sys.stdout, self.target
        return self.target

    def __exit__(self, *exc):
        import sys
        sys.stdout = self.old


class ExitStack:
    def __init__(self):
        self._exits = []

    def enter_context(self, cm):
        value = cm.__enter__()
        self._exits.append(cm.__exit__)
        return value

    def callback(self, f, *args, **kw):
        self._exits.append(lambda *exc: f(*args, **kw) and False)
        return f

    def __enter__(self):
        return self

    def __exit__(self, kind, value, tb):
        handled = False
        while self._exits:
            exit = self._exits.pop()
            try:
                if exit(kind, value, tb):
                    kind = value = tb = None
                    handled = True
            except BaseException as e:
                kind, value, tb = type(e), e, e.__traceback__
        if value is not None and not handled:
            return False
        if value is not None:
            raise value
        return handled
