for i in range(10):
    if i == 2: continue
    if i == 5: break
    print(i, end=" ")
else: print("never")
for i in []: pass
else: print("empty else")
n = 3
while n:
    n -= 1
    if n == 1: continue
    print(n, end=" ")
else: print("while else")
print("a" if n else "b", 1 if True else 2, not n, n or "default", n and 1, 1 and 2 and 3, None or 0 or [])
print(1 < 2 > 1 == 1, 1 in [1] == True, None is None, 3 is not None, not (1 == 2))
x = y = z = 5; x += 1; y -= 1; z *= 2; z //= 3; x **= 2; x %= 7; y <<= 2; y |= 1; y ^= 3; y &= 0xf; y >>= 1; print(x, y, z)
a, b = 1, 2; a, b = b, a; print(a, b); [c, d] = "xy"; print(c, d); (e, *f), g = [1, 2, 3], 4; print(e, f, g)
del a
try: a
except NameError as err: print(err)
i = 0
while True:
    i += 1
    if i > 3: break
print(i, [[i * j for j in range(3)] for i in range(3)], [i for i in range(20) if i % 2 if i % 3], {i: [j for j in range(i)] for i in range(3)})
for a, (b, c) in [(1, (2, 3)), (4, (5, 6))]: print(a, b, c, end=";")
print(); pass; print(1); print(2)
if n: pass
elif n == 0: print("elif")
else: pass
print(*[1, 2], *"ab", sep="-", end="!\n"); print("a", "b", sep=""); print(); print(None, True, ...)
lines = """multi
line"""; print(lines, len(lines)); s = 'con' \
  'tinued'; print(s)
assert True; total = (1 +
  2); print(total)
