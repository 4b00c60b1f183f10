"""itertools: building blocks for iterators."""


def count(start=0, step=1):
    while True:
        yield start
        start += step


def cycle(iterable):
    saved = []
    for x in iterable:
        yield x
        saved.append(x)
    while saved:
        for x in saved:
            yield x


def repeat(object, times=None):
    if times is None:
        while True:
            yield object
    for _ in range(times):
        yield object


class chain:
    def __init__(self, *iterables):
        self._it = (x for it in iterables for x in it)

    @classmethod
    def from_iterable(cls, iterables):
        c = cls()
        c._it = (x for it in iterables for x in it)
        return c

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._it)


def islice(iterable, *args):
    s = slice(*args)
    start, stop, step = s.start or 0, s.stop, s.step or 1
    if start < 0 or (stop is not None and stop < 0):
        raise ValueError("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
    if stop is not None and stop <= 0:
        return
    want = start
    for i, x in enumerate(iterable):
        if stop is not None and i >= stop:
            return
        if i == want:
            yield x
            want += step
        if stop is not None and i + 1 >= stop:
            return


def takewhile(predicate, iterable):
    for x in iterable:
        if not predicate(x):
            return
        yield x


def dropwhile(predicate, iterable):
    it = iter(iterable)
    for x in it:
        if not predicate(x):
            yield x
            break
    yield from it


def filterfalse(predicate, iterable):
    for x in iterable:
        if not (predicate(x) if predicate else x):
            yield x


def compress(data, selectors):
    return (d for d, s in zip(data, selectors) if s)


def starmap(function, iterable):
    for args in iterable:
        yield function(*args)


def accumulate(iterable, func=None, *, initial=None):
    it = iter(iterable)
    total = initial
    if initial is None:
        try:
            total = next(it)
        except StopIteration:
            return
    yield total
    for x in it:
        total = func(total, x) if func else total + x
        yield total


def pairwise(iterable):
    it = iter(iterable)
    for a in it:
        break
    else:
        return
    for b in it:
        yield a, b
        a = b


def zip_longest(*iterables, fillvalue=None):
    its = [iter(i) for i in iterables]
    left = len(its)
    if not left:
        return
    while True:
        row = []
        for i, it in enumerate(its):
            if it is None:
                row.append(fillvalue)
                continue
            try:
                row.append(next(it))
            except StopIteration:
                left -= 1
                if not left:
                    return
                its[i] = None
                row.append(fillvalue)
        yield tuple(row)


def groupby(iterable, key=None):
    group, have, current = [], False, None
    # each group is gathered before it is handed out
    for x in iterable:
        k = x if key is None else key(x)
        if have and k != current:
            yield current, iter(group)
            group = []
        current, have = k, True
        group.append(x)
    if have:
        yield current, iter(group)


def product(*iterables, repeat=1):
    pools = [tuple(p) for p in iterables] * repeat
    if any(not p for p in pools):
        return
    index = [0] * len(pools)
    while True:
        yield tuple(p[i] for p, i in zip(pools, index))
        for k in range(len(pools) - 1, -1, -1):
            index[k] += 1
            if index[k] < len(pools[k]):
                break
            index[k] = 0
        else:
            return


def permutations(iterable, r=None):
    pool = tuple(iterable)
    n = len(pool)
    r = n if r is None else r
    if r > n:
        return
    indices = list(range(n))
    cycles = list(range(n, n - r, -1))
    yield tuple(pool[i] for i in indices[:r])
    while n:
        for i in reversed(range(r)):
            cycles[i] -= 1
            if cycles[i] == 0:
                indices[i:] = indices[i + 1:] + indices[i:i + 1]
                cycles[i] = n - i
            else:
                j = cycles[i]
                indices[i], indices[-j] = indices[-j], indices[i]
                yield tuple(pool[i] for i in indices[:r])
                break
        else:
            return


def combinations(iterable, r):
    pool = tuple(iterable)
    n = len(pool)
    if r > n:
        return
    indices = list(range(r))
    yield tuple(pool[i] for i in indices)
    while True:
        for i in reversed(range(r)):
            if indices[i] != i + n - r:
                break
        else:
            return
        indices[i] += 1
        for j in range(i + 1, r):
            indices[j] = indices[j - 1] + 1
        yield tuple(pool[i] for i in indices)


def combinations_with_replacement(iterable, r):
    pool = tuple(iterable)
    for indices in product(range(len(pool)), repeat=r):
        if list(indices) == sorted(indices):
            yield tuple(pool[i] for i in indices)


def tee(iterable, n=2):
    it, queues = iter(iterable), [[] for _ in range(n)]

    def one(q):
        while True:
            if not q:
                try:
                    x = next(it)
                except StopIteration:
                    return
                for other in queues:
                    other.append(x)
            yield q.pop(0)

    return tuple(one(q) for q in queues)
