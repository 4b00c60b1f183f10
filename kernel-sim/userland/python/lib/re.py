"""re: regular expressions. The matching is in _re; what patterns may contain is said in modules/re.c."""
import _re

error = _re.error
I = IGNORECASE = 2
L = LOCALE = 4
M = MULTILINE = 8
S = DOTALL = 16
U = UNICODE = 32
X = VERBOSE = 64
A = ASCII = 256
_cache = {}


class Match:
    def __init__(self, pattern, string, spans, pos, endpos):
        self.re, self.string, self._spans, self.pos, self.endpos = pattern, string, spans, pos, endpos

    def _number(self, group):
        if isinstance(group, str):
            if group not in self.re.groupindex:
                raise IndexError("no such group")
            return self.re.groupindex[group]
        if not 0 <= group <= self.re.groups:
            raise IndexError("no such group")
        return group

    def _get(self, group, default=None):
        i = self._number(group)
        start, end = self._spans[2 * i], self._spans[2 * i + 1]
        if start < 0:
            return default
        text = self.string[start:end]
        return text

    def group(self, *groups):
        if not groups:
            return self._get(0)
        if len(groups) == 1:
            return self._get(groups[0])
        return tuple(self._get(g) for g in groups)

    __getitem__ = group

    def groups(self, default=None):
        return tuple(self._get(i, default) for i in range(1, self.re.groups + 1))

    def groupdict(self, default=None):
        return {name: self._get(i, default) for name, i in self.re.groupindex.items()}

    def span(self, group=0):
        i = self._number(group)
        return self._spans[2 * i], self._spans[2 * i + 1]

    def start(self, group=0):
        return self.span(group)[0]

    def end(self, group=0):
        return self.span(group)[1]

    @property
    def lastindex(self):
        ends = [(self._spans[2 * i + 1], i) for i in range(1, self.re.groups + 1) if self._spans[2 * i] >= 0]
        return max(ends)[1] if ends else None

    @property
    def lastgroup(self):
        return next((n for n, i in self.re.groupindex.items() if i == self.lastindex), None)

    def expand(self, template):
        return _expand(template, self)

    def __repr__(self):
        return f"<re.Match object; span={self.span()!r}, match={self.group()!r}>"


def _expand(template, m):
    if callable(template):
        return template(m)
    if "\\" not in template:
        return template
    out, i = [], 0
    while i < len(template):
        c = template[i]
        i += 1
        if c != "\\" or i >= len(template):
            out.append(c)
            continue
        c = template[i]
        i += 1
        if c == "g" and template[i:i + 1] == "<":
            end = template.index(">", i)
            name = template[i + 1:end]
            out.append(m._get(int(name) if name.isdigit() else name, ""))
            i = end + 1
        elif c.isdigit() and c != "0":
            if template[i:i + 1].isdigit() and int(c + template[i]) <= m.re.groups:
                c += template[i]
                i += 1
            if int(c) > m.re.groups:
                raise error(f"invalid group reference {c} at position {i - 1}")
            out.append(m._get(int(c), ""))
        else:
            out.append({"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "f": "\f", "v": "\v", "a": "\a"}.get(c, "\\" + c))
    return "".join(out)


class Pattern:
    def __init__(self, pattern, flags):
        self.pattern = pattern
        self._bytes = isinstance(pattern, (bytes, bytearray))
        self._p = _re.compile(pattern.decode("latin-1") if self._bytes else pattern, flags)
        self.flags = self._p.flags | (0 if self._bytes else 32)
        self.groups, self.groupindex = self._p.groups, self._p.names

    def _run(self, string, pos, mode, endpos=None):
        text = string
        if self._bytes:
            if isinstance(string, str):
                raise TypeError("cannot use a bytes pattern on a string-like object")
            text = bytes(string).decode("latin-1")
        elif not isinstance(string, str):
            if isinstance(string, (bytes, bytearray)):
                raise TypeError("cannot use a string pattern on a bytes-like object")
            raise TypeError(f"expected string or bytes-like object, got '{type(string).__name__}'")
        spans = _re.match(self._p, text, pos, mode, endpos)
        return None if spans is None else Match(self, string, spans, pos, len(string))

    def search(self, string, pos=0, endpos=None):
        return self._run(string, pos, 0, endpos)

    def match(self, string, pos=0, endpos=None):
        return self._run(string, pos, 1, endpos)

    def fullmatch(self, string, pos=0, endpos=None):
        return self._run(string, pos, 2, endpos)

    def finditer(self, string, pos=0):
        last = -1
        while pos <= len(string):
            m = self._run(string, pos, 0)
            if m is None:
                return
            start, end = m.span()
            if start == end:
                if start == last:  # an empty match right behind the last one
                    m = self._run(string, pos, 1)
                    pos += 1
                    continue
                yield m
                pos = end + 1 if True else end
                # a longer match may begin where the empty one stood
                last = end
                continue
            yield m
            pos, last = end, end

    def findall(self, string, pos=0):
        result = []
        empty = string[:0]
        for m in self.finditer(string, pos):
            if self.groups == 0:
                result.append(m.group())
            elif self.groups == 1:
                result.append(m._get(1, empty))
            else:
                result.append(m.groups(empty))
        return result

    def subn(self, repl, string, count=0):
        out, at, n = [], 0, 0
        back = self._bytes and not callable(repl)
        if back:
            repl = repl.decode("latin-1")
        for m in self.finditer(string):
            out.append(string[at:m.start()])
            text = _expand(repl, m)
            out.append(text.encode("latin-1") if back else text)
            at = m.end()
            n += 1
            if count and n >= count:
                break
        out.append(string[at:])
        return string[:0].join(out), n

    def sub(self, repl, string, count=0):
        return self.subn(repl, string, count)[0]

    def split(self, string, maxsplit=0):
        out, at, n = [], 0, 0
        for m in self.finditer(string):
            out.append(string[at:m.start()])
            out.extend(m.groups())
            at = m.end()
            n += 1
            if maxsplit and n >= maxsplit:
                break
        out.append(string[at:])
        return out

    def __repr__(self):
        names = [name for bit, name in ((2, "re.IGNORECASE"), (8, "re.MULTILINE"), (16, "re.DOTALL"), (64, "re.VERBOSE")) if self.flags & bit]
        return f"re.compile({self.pattern!r}{', ' + '|'.join(names) if names else ''})"


def compile(pattern, flags=0):
    if isinstance(pattern, Pattern):
        return pattern
    key = (type(pattern), pattern, flags)
    if key not in _cache:
        if len(_cache) > 200:
            _cache.clear()
        _cache[key] = Pattern(pattern, flags)
    return _cache[key]


def search(pattern, string, flags=0):
    return compile(pattern, flags).search(string)


def match(pattern, string, flags=0):
    return compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    return compile(pattern, flags).fullmatch(string)


def findall(pattern, string, flags=0):
    return compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    return compile(pattern, flags).finditer(string)


def sub(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).subn(repl, string, count)


def split(pattern, string, maxsplit=0, flags=0):
    return compile(pattern, flags).split(string, maxsplit)


def escape(pattern):
    special = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"
    return "".join("\\" + c if c in special else c for c in pattern)


def purge():
    _cache.clear()
