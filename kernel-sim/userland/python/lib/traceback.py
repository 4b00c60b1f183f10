"""traceback: exceptions as text."""
import sys
import _traceback


def format_exception(exc, value=None, tb=None, **kw):
    return _traceback.format_exception(value if value is not None else exc).splitlines(True)


def format_exc(limit=None, chain=True):
    e = sys.exc_info()[1]
    return "NoneType: None\n" if e is None else _traceback.format_exception(e)


def print_exc(limit=None, file=None, chain=True):
    (file or sys.stderr).write(format_exc())


def print_exception(exc, value=None, tb=None, limit=None, file=None, **kw):
    (file or sys.stderr).write("".join(format_exception(exc, value)))


def format_exception_only(exc, value=None):
    e = value if value is not None else exc
    text = str(e)
    name = type(e).__qualname__
    return [f"{name}: {text}\n" if text else f"{name}\n"]


def format_tb(tb, limit=None):
    return [_traceback.format_tb(tb)] if tb else []


def print_tb(tb, limit=None, file=None):
    (file or sys.stderr).write("".join(format_tb(tb)))
