def m(x):
    match x:
        case 0: return "zero"
        case 1 | 2: return "one-two"
        case "a": return "str a"
        case [] : return "empty"
        case [x, y]: return f"pair {x} {y}"
        case [x, *rest]: return f"list {x} {rest}"
        case {"type": "pt", "x": px, **kw}: return f"pt {px} {kw}"
        case {"k": [a, b]}: return f"k {a} {b}"
        case int(n) if n > 100: return f"big {n}"
        case int() | float() as num: return f"num {num}"
        case str(s): return f"str {s}"
        case None: return "none"
        case _: return "other"
for v in (0, 1, 2, "a", [], [1, 2], [1, 2, 3], {"type": "pt", "x": 5, "z": 1}, {"k": [1, 2]}, 500, 50, 2.5, "hey", None, {1}, (7, 8), True): print(m(v))
class Point:
    __match_args__ = ("x", "y")
    def __init__(s, x, y): s.x, s.y = x, y
def p(v):
    match v:
        case Point(0, 0): return "origin"
        case Point(x=0, y=yy): return f"y axis {yy}"
        case Point(x, y) if x == y: return f"diag {x}"
        case Point(): return "point"
        case (Point(a, _), Point(b, _)): return f"two {a} {b}"
        case -1: return "neg"
    return "no"
print(p(Point(0, 0)), p(Point(0, 3)), p(Point(2, 2)), p(Point(1, 2)), p((Point(1, 0), Point(2, 0))), p(-1), p(9))
match = 5; case = 6; print(match, case, match + case)
