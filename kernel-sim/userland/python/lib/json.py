"""json: dumps, loads, dump, load."""
import re as _re

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_BACK = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_number = _re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")


class JSONDecodeError(ValueError):
    def __init__(self, msg, doc, pos):
        self.msg, self.doc, self.pos = msg, doc, pos
        self.lineno = doc.count("\n", 0, pos) + 1
        self.colno = pos - doc.rfind("\n", 0, pos)
        ValueError.__init__(self, f"{msg}: line {self.lineno} column {self.colno} (char {pos})")


JSONDecodeError.__module__ = "json.decoder"


def _quote(s, ascii):
    out = ['"']
    for c in s:
        if c in _ESCAPES:
            out.append(_ESCAPES[c])
        elif c < " " or (ascii and c > "~"):
            n = ord(c)
            if n > 0xFFFF:
                n -= 0x10000
                out.append(f"\\u{0xD800 + (n >> 10):04x}\\u{0xDC00 + (n & 0x3FF):04x}")
            else:
                out.append(f"\\u{n:04x}")
        else:
            out.append(c)
    return "".join(out) + '"'


class JSONEncoder:
    def __init__(self, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, sort_keys=False, indent=None, separators=None, default=None):
        self.skipkeys, self.ascii, self.allow_nan, self.sort_keys = skipkeys, ensure_ascii, allow_nan, sort_keys
        self.indent = " " * indent if isinstance(indent, int) else indent
        self.item_sep, self.key_sep = separators or ((", " if indent is None else ","), ": ")
        if default is not None:
            self.default = default
        self._inside = []

    def default(self, o):
        raise TypeError(f"Object of type {o.__class__.__name__} is not JSON serializable")

    def encode(self, o):
        return self._value(o, "\n")

    def _float(self, o):
        if o != o or o in (float("inf"), float("-inf")):
            if not self.allow_nan:
                raise ValueError("Out of range float values are not JSON compliant")
            return "NaN" if o != o else "Infinity" if o > 0 else "-Infinity"
        return float.__repr__(o)

    def _value(self, o, line):
        if isinstance(o, str):
            return _quote(o, self.ascii)
        if o is None:
            return "null"
        if o is True:
            return "true"
        if o is False:
            return "false"
        if isinstance(o, int):
            return int.__repr__(o)
        if isinstance(o, float):
            return self._float(o)
        if any(o is x for x in self._inside):
            raise ValueError("Circular reference detected")
        self._inside.append(o)
        if isinstance(o, dict):
            text = self._dict(o, line)
        elif isinstance(o, (list, tuple)):
            text = self._wrap("[", [self._value(x, line + (self.indent or "")) for x in o], "]", line)
        else:
            text = self._value(self.default(o), line)
        self._inside.pop()
        return text

    def _wrap(self, open, parts, close, line):
        if not parts:
            return open + close
        if self.indent is None:
            return open + self.item_sep.join(parts) + close
        inner = line + self.indent
        return open + inner + (self.item_sep + inner).join(parts) + line + close

    def _dict(self, d, line):
        parts = []
        for k, v in sorted(d.items()) if self.sort_keys else d.items():
            if isinstance(k, float):
                k = self._float(k)
            elif k is True or k is False or k is None:
                k = {True: "true", False: "false", None: "null"}[k]
            elif isinstance(k, int):
                k = int.__repr__(k)
            elif not isinstance(k, str):
                if self.skipkeys:
                    continue
                raise TypeError(f"keys must be str, int, float, bool or None, not {k.__class__.__name__}")
            parts.append(_quote(k, self.ascii) + self.key_sep + self._value(v, line + (self.indent or "")))
        return self._wrap("{", parts, "}", line)


def dumps(obj, *, cls=None, **kw):
    return (cls or JSONEncoder)(**kw).encode(obj)


def dump(obj, fp, **kw):
    fp.write(dumps(obj, **kw))


class _Reader:
    def __init__(self, s, object_hook, pairs_hook, parse_float, parse_int):
        self.s, self.hook, self.pairs, self.float, self.int = s, object_hook, pairs_hook, parse_float or float, parse_int or int

    def space(self, i):
        while i < len(self.s) and self.s[i] in " \t\n\r":
            i += 1
        return i

    def string(self, i):
        s, out, start = self.s, [], i - 1
        while True:
            j = i
            while j < len(s) and s[j] not in '"\\' and s[j] >= " ":
                j += 1
            out.append(s[i:j])
            if j >= len(s):
                raise JSONDecodeError("Unterminated string starting at", s, start)
            if s[j] == '"':
                return "".join(out), j + 1
            if s[j] != "\\":
                raise JSONDecodeError("Invalid control character at", s, j)
            c = s[j + 1:j + 2]
            i = j + 2
            if c == "u":
                try:
                    n = int(s[i:i + 4], 16)
                except ValueError:
                    raise JSONDecodeError("Invalid \\uXXXX escape", s, i - 1) from None
                i += 4
                if 0xD800 <= n < 0xDC00 and s[i:i + 2] == "\\u":
                    n = 0x10000 + ((n - 0xD800) << 10) + int(s[i + 2:i + 6], 16) - 0xDC00
                    i += 6
                out.append(chr(n))
            elif c in _BACK:
                out.append(_BACK[c])
            else:
                raise JSONDecodeError("Invalid \\escape: " + repr(c), s, j)

    def value(self, i):
        s = self.s
        c = s[i:i + 1]
        if c == '"':
            return self.string(i + 1)
        if c == "{":
            return self.object(i + 1)
        if c == "[":
            result = []
            i = self.space(i + 1)
            if s[i:i + 1] == "]":
                return result, i + 1
            while True:
                v, i = self.value(i)
                result.append(v)
                i = self.space(i)
                if s[i:i + 1] == "]":
                    return result, i + 1
                if s[i:i + 1] != ",":
                    raise JSONDecodeError("Expecting ',' delimiter", s, i)
                i = self.space(i + 1)
        for word, v in (("null", None), ("true", True), ("false", False), ("NaN", float("nan")), ("Infinity", float("inf")), ("-Infinity", float("-inf"))):
            if s.startswith(word, i):
                return v, i + len(word)
        m = _number.match(s, i)
        if not m:
            raise JSONDecodeError("Expecting value", s, i)
        return (self.float if m.group(1) or m.group(2) else self.int)(m.group()), m.end()

    def object(self, i):
        s, pairs = self.s, []
        i = self.space(i)
        if s[i:i + 1] == "}":
            i += 1
        else:
            while True:
                if s[i:i + 1] != '"':
                    raise JSONDecodeError("Expecting property name enclosed in double quotes", s, i)
                k, i = self.string(i + 1)
                i = self.space(i)
                if s[i:i + 1] != ":":
                    raise JSONDecodeError("Expecting ':' delimiter", s, i)
                v, i = self.value(self.space(i + 1))
                pairs.append((k, v))
                i = self.space(i)
                if s[i:i + 1] == "}":
                    i += 1
                    break
                if s[i:i + 1] != ",":
                    raise JSONDecodeError("Expecting ',' delimiter", s, i)
                i = self.space(i + 1)
        if self.pairs:
            return self.pairs(pairs), i
        return (self.hook(dict(pairs)) if self.hook else dict(pairs)), i


def loads(s, *, object_hook=None, object_pairs_hook=None, parse_float=None, parse_int=None, **kw):
    if isinstance(s, (bytes, bytearray)):
        s = s.decode()
    elif not isinstance(s, str):
        raise TypeError(f"the JSON object must be str, bytes or bytearray, not {s.__class__.__name__}")
    r = _Reader(s, object_hook, object_pairs_hook, parse_float, parse_int)
    v, i = r.value(r.space(0))
    i = r.space(i)
    if i != len(s):
        raise JSONDecodeError("Extra data", s, i)
    return v


def load(fp, **kw):
    return loads(fp.read(), **kw)
