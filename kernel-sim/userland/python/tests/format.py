print(f"{3.14159:.2f}|{42:5d}|{42:<5}|{42:^5}|{42:>5}|{42:05d}|{-42:+d}|{1234567:,}|{1234567.891:,.2f}|{255:#x}|{255:b}|{255:08b}|{0.5:%}")
print(f"{'abc':>10}|{'abc':*^10}|{'abc':.2}|{True}|{None}|{1e10}|{1e-10:.3e}|{12345.678:g}|{0.00001234:g}|{100:e}|{1.5:10.3f}|")
x, name, items = 10, "py", [1, 2]
print(f"{x=} {name!r} {x + 1} {items[0]} {x:>{x}} {name:{'*'}^{8}} {{literal}} {x!s:>4} {'nested ' + f'{x}'} {name.upper()}")
print("{} {} {0}".format.__name__, "{0} {1} {0}".format("a", "b"), "{a} {b[0]} {c.real}".format(a=1, b=[2], c=3), "{:>5}|{:<5}|{:^5}".format(1, 2, 3), "{:{w}}|".format("x", w=4))
print(format(1234.5, ",.1f"), format("x", ">3"), format(5, "b"), "{!r}".format("q"), "{:,}".format(10**9), f"{10**20:_}", f"{0xdeadbeef:_x}")
print(f"{1.0} {1.5e300} {float('inf')} {float('nan'):>6} {-0.0} {1/3:.17g} {2.0:g} {1e22} {123456789012345680.0}")
import datetime_missing if False else None
