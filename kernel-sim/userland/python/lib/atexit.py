"""atexit: functions to call when the program ends."""
import sys

if not hasattr(sys, "_atexit"):
    sys._atexit = []


def register(f, *args):
    sys._atexit.append((f, args))
    return f


def unregister(f):
    sys._atexit[:] = [x for x in sys._atexit if x[0] is not f]
