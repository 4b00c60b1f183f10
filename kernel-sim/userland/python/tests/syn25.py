def f():
    nonlocal q
f()
