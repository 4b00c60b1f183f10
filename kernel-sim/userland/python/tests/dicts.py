d = {"a": 1, "b": 2}
d["c"] = 3; print(d, d["a"], d.get("z"), d.get("z", 0), "a" in d, len(d), list(d), list(d.values()), list(d.items()))
d.update(b=20, e=5); print(d, d.pop("a"), d.pop("q", None), d.setdefault("x", []), d.popitem(), d); del d["b"]; print(d)
print({**d, "z": 26}, d | {"k": 1}, dict([(1, 2)]), dict(a=1), dict.fromkeys("ab", 0), {k: v for k, v in zip("ab", [1, 2])}, {1: 1, 1.0: 2, True: 3})
for k, v in sorted({"x": 1, "w": 2}.items()): print(k, v, end=" ")
print(); print({1: {2: {3: 4}}}, {"k": d} == {"k": d}, d.keys() & {"c"}, list(reversed({"a": 1, "b": 2})), max({"a": 3, "b": 9}, key={"a": 3, "b": 9}.get))
big = {i: i * i for i in range(1000)}
for i in range(0, 1000, 2): del big[i]
print(len(big), sum(big.values()), next(iter(big)), 500 in big, 501 in big, d.items() == d.items())
print(d.keys(), d.values(), {}.items(), dict(), {(): 1}, {None: 0}, sorted({3: 1, 1: 2}))
try:
    for k in d: d["new" + k] = 1
except RuntimeError as e: print(e)
d.clear(); print(d)
