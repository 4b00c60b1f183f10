print("x" * 5)
x = "(" * 300 + ")" * 300
try:
    eval(x)
except SyntaxError as e:
    print(type(e).__name__, e)
def inf(): return inf()
try: inf()
except RecursionError as e: print(e)
class R:
    def __repr__(self): return repr(self)
try: repr(R())
except RecursionError: print("rec repr")
l = []
for i in range(5000): l = [l]
try: repr(l)
except RecursionError: print("rec list")
class G:
    def __getattr__(self, n): return self.other
try: G().x
except RecursionError: print("rec attr")
try: "x" * 10**12
except MemoryError: print("MemoryError")
try: [0] * 10**12
except MemoryError: print("MemoryError list")
try: int("9" * 5000)
except ValueError as e: print(e)
print(len(str(10**4000)))
class E3:
    def __eq__(self, o): return self == o
try: E3() == E3()
except RecursionError: print("rec eq")
