import math, struct, itertools, functools, collections, string, json, random, re, time, sys, os, errno
print(math.sqrt(2), math.floor(-2.5), math.ceil(2.1), math.gcd(12, 18), math.factorial(20), math.pi, math.isqrt(10**20), math.comb(5, 2), math.log(8, 2), math.hypot(3, 4), math.trunc(-2.7), math.fsum([.1] * 10), math.prod([1, 2, 3]))
print(struct.pack("<IHb", 1, 2, -3), struct.unpack(">IH", b"\0\0\0\1\0\2"), struct.calcsize("iqb"), struct.calcsize("<iqb"), struct.pack("5s", b"ab"), struct.pack("!d", 1.5), list(struct.iter_unpack("<H", b"\1\0\2\0")))
buf = bytearray(8); struct.pack_into("<I", buf, 2, 0xdeadbeef); print(buf, struct.unpack_from("<I", buf, 2))
for bad in (lambda: struct.pack("B", 300), lambda: struct.unpack("I", b"ab"), lambda: struct.pack("I", "x"), lambda: struct.pack("II", 1), lambda: struct.pack("Z", 1)):
    try: bad()
    except struct.error as e: print(e)
I = itertools
print(list(I.chain([1], "ab")), list(I.islice(I.count(5, 2), 3)), list(I.product("ab", [1, 2])), list(I.permutations([1, 2, 3], 2)), list(I.combinations("abc", 2)), list(I.accumulate([1, 2, 3])), list(I.takewhile(lambda x: x < 3, [1, 2, 5, 1])), list(I.dropwhile(lambda x: x < 3, [1, 5, 1])), [(k, list(g)) for k, g in I.groupby("aabbb")], list(I.zip_longest("ab", [1], fillvalue=0)), list(I.starmap(pow, [(2, 3)])), list(I.repeat(1, 2)), list(I.pairwise([1, 2, 3])))
print(functools.reduce(lambda a, b: a * b, [1, 2, 3, 4]), functools.partial(int, base=2)("101"), functools.partial(pow, 2)(5))
@functools.lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80), fib.cache_info())
P = collections.namedtuple("P", "x y"); p = P(1, y=2); print(p, p.x, p[1], p._replace(x=5), p._asdict(), P._fields, p == (1, 2)); x, y = p
c = collections.Counter("abracadabra"); print(c, c.most_common(2), c["z"], c + collections.Counter("aaa"), sum(c.values()))
dd = collections.defaultdict(list); dd["a"].append(1); print(dd, dd["q"], len(dd)); q = collections.deque([1, 2, 3], maxlen=3); q.append(4); q.appendleft(0); print(q, q.pop(), q.popleft(), q[0]); q.rotate(1); print(q, list(q))
o = collections.OrderedDict([("a", 1), ("b", 2)]); o.move_to_end("a"); print(o)
print(json.dumps({"a": [1, 2.5, None, True, "é\n"], "b": {}}), json.dumps([1, {"k": 2}], indent=2), json.loads('{"a": [1, 2.5e3, null, true, "\\u00e9x"], "b": {}}'), json.dumps({"b": 1, "a": 2}, sort_keys=True, separators=(",", ":")))
try: json.loads('{"a": }')
except json.JSONDecodeError as e: print(e)
random.seed(42); print(random.random(), random.randint(1, 100), random.choice("abc"), random.sample(range(100), 5), random.uniform(1, 2), random.getrandbits(40), random.randrange(0, 10, 3), random.gauss(0, 1)); l = list(range(10)); random.shuffle(l); print(l, random.choices("ab", k=4))
print(re.findall(r"\d+", "a1b22c333"), re.sub(r"(\w)(\d)", r"\2\1", "a1 b2"), re.match(r"(?P<y>\d{4})-(\d\d)", "2024-05").groupdict(), re.split(r"[,;]\s*", "a, b;c"), re.search("b+", "aabbb").span(), bool(re.fullmatch("a*", "aab")), re.findall(r"(a)(b)?", "aab"), re.sub("x", lambda m: m.group().upper(), "axb"), re.findall(r"^\w", "ab\ncd", re.M), re.search(r"a.*?c", "abcabc").group(), re.compile("A", re.I).findall("aA"), re.findall(r"\bfoo\b", "foo food foo"), re.match(r"(\w+) \1", "hey hey").group(), re.findall(r"(?<=\$)\d+(?!%)", "$5 $6%"), re.escape("a.b"))
print(string.ascii_lowercase, string.digits, string.Template("$a ${b}").substitute(a=1, b=2), errno.ENOENT, errno.errorcode[2], os.path.join("a", "b"), os.path.splitext("x.tar.gz"), os.path.basename("/a/b"), os.path.dirname("/a/b"), os.path.normpath("/a/../b//c"), time.strftime("%Y-%m-%d", time.gmtime(0)), sys.maxsize, sys.byteorder)
