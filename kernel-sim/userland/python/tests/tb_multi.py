def f(*args):
    raise TypeError(
        "multi"
        "line")
f(1,
  2)
