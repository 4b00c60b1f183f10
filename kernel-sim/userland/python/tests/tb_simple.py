def f(x):
    return g(x) + 1
def g(x):
    return x["a"]["b"] + 1
f({"a": {"b": None}})
