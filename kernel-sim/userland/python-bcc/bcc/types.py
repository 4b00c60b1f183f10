# C types of keys, leaves and events, as the compiler tells them: `u4`, `c`, `p`, `a16:c`, `s{data_t;24;pid@0:u4,comm@8:a16:c}`.
# Values behave as ctypes' do where bcc programs look: `.value` of numbers and strings, fields of structures, items of arrays.


class Type:
    pass


class _Reader:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def number(self):
        start = self.at
        while self.at < len(self.text) and self.text[self.at].isdigit():
            self.at = self.at + 1
        return int(self.text[start:self.at])

    def until(self, stops):
        start = self.at
        while self.text[self.at] not in stops:
            self.at = self.at + 1
        return self.text[start:self.at]

    def read(self):
        kind = self.text[self.at]
        self.at = self.at + 1
        made = Type()
        made.kind = kind
        made.fields = []
        made.signed = False
        if kind == "c":
            made.size = 1
        elif kind == "p":
            made.size = 8
        elif kind == "a":
            made.length = self.number()
            self.at = self.at + 1
            made.of = self.read()
            made.size = made.length * made.of.size
        elif self.text[self.at] == "{":
            self.at = self.at + 1
            made.kind = "struct"
            made.name = self.until(";")
            self.at = self.at + 1
            made.size = self.number()
            self.at = self.at + 1
            while self.text[self.at] != "}":
                self.field(made)
            self.at = self.at + 1
        else:
            made.kind = "int"
            made.signed = kind == "s"
            made.size = self.number()
        return made

    def field(self, made):
        name = self.until("@")
        self.at = self.at + 1
        offset = self.number()
        bits = None
        if self.text[self.at] == ".":
            self.at = self.at + 1
            start = self.number()
            self.at = self.at + 1
            bits = (start, self.number())
        self.at = self.at + 1
        made.fields.append((name, offset, bits, self.read()))
        if self.text[self.at] == ",":
            self.at = self.at + 1


def parse_type(text, size):
    if text == "-":
        made = Type()
        made.kind = "int" if size in (1, 2, 4, 8) else "bytes"
        made.signed = False
        made.size = size
        made.fields = []
        return made
    return _Reader(text).read()


class CInt:
    """A number as ctypes has it: `.value`, and equal to and hashed as that."""

    def __init__(self, value=0):
        self.value = value

    def __eq__(self, other):
        return self.value == (other.value if isinstance(other, CInt) else other)

    def __lt__(self, other):
        return self.value < (other.value if isinstance(other, CInt) else other)

    def __hash__(self):
        return hash(self.value)

    def __int__(self):
        return self.value

    def __index__(self):
        return self.value

    def __repr__(self):
        return "c_ulong(%d)" % self.value


class Struct:
    def __init__(self, ctype, data):
        self._type = ctype
        self._data = data
        for name, offset, bits, field in ctype.fields:
            value = unpack(field, data[offset:offset + field.size])
            if bits is not None:
                whole = int.from_bytes(data, "little")
                value = (whole >> bits[0]) & ((1 << bits[1]) - 1)
            elif isinstance(value, CInt):
                value = value.value
            setattr(self, name, value)

    def __eq__(self, other):
        return isinstance(other, Struct) and self._data == other._data

    def __hash__(self):
        return hash(self._data)

    def __repr__(self):
        return "<%s>" % self._type.name


def unpack(ctype, data):
    """Bytes as a value. Numbers are CInt at the top, plain numbers inside structures; char arrays are bytes up to the NUL."""
    if ctype.kind == "int" or ctype.kind == "p":
        return CInt(int.from_bytes(data, "little", signed=ctype.signed))
    if ctype.kind == "c":
        return data
    if ctype.kind == "a":
        if ctype.of.kind == "c":
            end = data.find(b"\0")
            return data if end < 0 else data[:end]
        items = []
        for i in range(ctype.length):
            item = unpack(ctype.of, data[i * ctype.of.size:(i + 1) * ctype.of.size])
            items.append(item.value if isinstance(item, CInt) else item)
        return items
    if ctype.kind == "struct":
        return Struct(ctype, data)
    return data


def pack(ctype, value):
    """A key or leaf as bytes: numbers, CInt, ctypes numbers, bytes, structures."""
    if isinstance(value, Struct):
        return value._data
    if isinstance(value, (bytes, bytearray)):
        return bytes(value) + b"\0" * (ctype.size - len(value))
    if hasattr(value, "value"):
        value = value.value
    if isinstance(value, int):
        return (value & ((1 << (ctype.size * 8)) - 1)).to_bytes(ctype.size, "little")
    if ctype.kind == "a":
        return b"".join([pack(ctype.of, item) for item in value])
    if ctype.kind == "struct":
        data = bytearray(ctype.size)
        for name, offset, bits, field in ctype.fields:
            if bits is None:
                data[offset:offset + field.size] = pack(field, getattr(value, name, 0))
        return bytes(data)
    raise TypeError("cannot make %d bytes of %s" % (ctype.size, repr(value)))
