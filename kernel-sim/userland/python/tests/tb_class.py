class A:
    def m(self, n):
        if n == 0:
            raise RuntimeError("deep")
        self.m(n - 1)
class E2(Exception):
    pass
try:
    A().m(2)
except RuntimeError:
    raise E2("custom", 1)
