s = {3, 1, 2}; s.add(4); s.discard(9); s.remove(1); print(s, len(s), 2 in s, {1, 2} | {3}, {1, 2, 3} & {2, 3, 4}, {1, 2, 3} - {2}, {1, 2} ^ {2, 3})
print({1, 2} <= {1, 2, 3}, {1, 2} < {1, 2}, {1}.issubset([1, 2]), {1, 2}.isdisjoint({3}), set("a"), set(), frozenset([1, 2]), {1, 2} == frozenset([2, 1]))
print({x % 3 for x in range(10)}, sorted({"b", "a"}), {10, 5, 20, 100, 64, 1000}, set(range(20)), {1.5, 2}, {(1, 2), (0, 1)})
a = {1, 2, 3}; a |= {7}; a &= {1, 7, 9}; a -= {9}; a ^= {2}; print(a, a.union([5], [6]), a.intersection([1]), a.pop() in (1, 2, 7), {frozenset([1]): 2})
print(set([i * 7 % 31 for i in range(31)]), {2**61, 1, -1, -2}, {True, 1, 0})
b = set(); 
for i in range(100): b.add(i * 37 % 101)
for i in range(0, 100, 3): b.discard(i)
print(b)
