class C:
    def __enter__(self): return self
    def __exit__(self, *a): raise OSError("exit failed")
with C():
    raise ValueError("body")
