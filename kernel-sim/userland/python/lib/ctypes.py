"""ctypes: C values, structures and arrays in memory of Python's own. No foreign functions and no pointers to foreign memory."""
import struct as _struct


class _Data:
    _size_ = 0

    def _bind(self, memory, offset):
        self._memory, self._offset = memory, offset
        return self

    @classmethod
    def _at(cls, memory, offset):
        return cls.__new__(cls)._bind(memory, offset)

    @classmethod
    def from_buffer_copy(cls, source, offset=0):
        data = bytes(source)[offset:offset + cls._size_]
        if len(data) < cls._size_:
            raise ValueError(f"Buffer size too small ({len(bytes(source))} instead of at least {cls._size_ + offset} bytes)")
        return cls._at(bytearray(data), 0)

    @classmethod
    def from_buffer(cls, source, offset=0):
        if len(source) - offset < cls._size_:
            raise ValueError(f"Buffer size too small ({len(source)} instead of at least {cls._size_ + offset} bytes)")
        return cls._at(source, offset)

    def __buffer__(self):
        if self._offset == 0 and len(self._memory) == self._size_:
            return self._memory
        return memoryview(self._memory)[self._offset:self._offset + self._size_]

    def __bytes__(self):
        return bytes(self._memory[self._offset:self._offset + self._size_])

    def _store(self, data):
        self._memory[self._offset:self._offset + len(data)] = data


class _Meta(type):
    def __mul__(cls, n):
        return _array(cls, n)

    __rmul__ = __mul__


class _Simple(_Data, metaclass=_Meta):
    _code_ = "i"

    def __init__(self, value=0):
        self._bind(bytearray(self._size_), 0)
        self.value = value

    @property
    def value(self):
        return self._get(self._memory, self._offset)

    @value.setter
    def value(self, v):
        self._put(self._memory, self._offset, v)

    @classmethod
    def _get(cls, memory, offset):
        return _struct.unpack_from("<" + cls._code_, memory, offset)[0]

    @classmethod
    def _put(cls, memory, offset, v):
        if isinstance(v, _Simple):
            v = v.value
        if cls._code_ in "bBhHiIqQ":
            if not isinstance(v, int):
                raise TypeError(f"an integer is required (got type {type(v).__name__})" if not hasattr(v, "__index__") else "int expected")
            bits = 8 * cls._size_
            v &= (1 << bits) - 1
            if cls._code_ in "bhiq" and v >> (bits - 1):
                v -= 1 << bits
        _struct.pack_into("<" + cls._code_, memory, offset, v)

    def __repr__(self):
        return f"{type(self).__name__}({self.value!r})"

    def __bool__(self):
        return bool(self.value)


def _simple(name, code):
    return _Meta(name, (_Simple,), {"_code_": code, "_size_": _struct.calcsize("<" + code), "_align_": _struct.calcsize("<" + code)})


c_byte = c_int8 = _simple("c_byte", "b")
c_ubyte = c_uint8 = _simple("c_ubyte", "B")
c_short = c_int16 = _simple("c_short", "h")
c_ushort = c_uint16 = _simple("c_ushort", "H")
c_int = c_int32 = _simple("c_int", "i")
c_uint = c_uint32 = _simple("c_uint", "I")
c_long = c_longlong = c_int64 = c_ssize_t = _simple("c_long", "q")
c_ulong = c_ulonglong = c_uint64 = c_size_t = _simple("c_ulong", "Q")
c_float, c_double, c_bool = _simple("c_float", "f"), _simple("c_double", "d"), _simple("c_bool", "?")
c_void_p = _simple("c_void_p", "Q")


class c_char(_Simple):
    _code_, _size_, _align_ = "c", 1, 1

    def __init__(self, value=b"\0"):
        _Simple.__init__(self, value)

    @classmethod
    def _put(cls, memory, offset, v):
        if isinstance(v, int):
            v = bytes([v])
        if not isinstance(v, (bytes, bytearray)) or len(v) != 1:
            raise TypeError("one character bytes, bytearray or integer expected")
        memory[offset:offset + 1] = v


class c_char_p(c_void_p):
    def __init__(self, value=None):
        self._bind(bytearray(8), 0)
        self._text = value

    value = property(lambda self: self._text)


class _Array(_Data, metaclass=_Meta):
    def __init__(self, *values):
        self._bind(bytearray(self._size_), 0)
        if len(values) > self._length_:
            raise IndexError("invalid index")
        for i, v in enumerate(values):
            self[i] = v

    def _where(self, i):
        if i < 0:
            i += self._length_
        if not 0 <= i < self._length_:
            raise IndexError("invalid index")
        return self._offset + i * self._type_._size_

    def __getitem__(self, i):
        if isinstance(i, slice):
            part = [self[k] for k in range(*i.indices(self._length_))]
            return b"".join(part) if self._type_ is c_char else part
        return _load(self._type_, self._memory, self._where(i))

    def __setitem__(self, i, v):
        if isinstance(i, slice):
            for k, x in zip(range(*i.indices(self._length_)), v):
                self[k] = x
        else:
            _save(self._type_, self._memory, self._where(i), v)

    def __len__(self):
        return self._length_

    def __iter__(self):
        return (self[i] for i in range(self._length_))

    @property
    def raw(self):
        return bytes(self)

    @raw.setter
    def raw(self, data):
        self._store(bytes(data))

    @property
    def value(self):
        return bytes(self).split(b"\0", 1)[0]

    @value.setter
    def value(self, data):
        if len(data) > self._length_:
            raise ValueError("byte string too long")
        self._store(data + b"\0" * (len(data) < self._length_))


_arrays = {}


def _array(kind, n):
    if n < 0:
        raise ValueError("Array length must be >= 0, not %d" % n)
    if (kind, n) not in _arrays:
        _arrays[kind, n] = _Meta(f"{kind.__name__}_Array_{n}", (_Array,), {"_type_": kind, "_length_": n, "_size_": kind._size_ * n, "_align_": kind._align_})
    return _arrays[kind, n]


def _load(kind, memory, offset):
    if issubclass(kind, _Array) and kind._type_ is c_char:
        return bytes(memory[offset:offset + kind._size_]).split(b"\0", 1)[0]
    return kind._get(memory, offset) if issubclass(kind, _Simple) else kind._at(memory, offset)


def _save(kind, memory, offset, v):
    if issubclass(kind, _Simple):
        kind._put(memory, offset, v)
    elif isinstance(v, (bytes, bytearray)):
        if len(v) > kind._size_:
            raise ValueError(f"bytes too long ({len(v)}, maximum length {kind._size_})")
        memory[offset:offset + len(v)] = v
        if len(v) < kind._size_:
            memory[offset + len(v):offset + len(v) + 1] = b"\0"
    elif isinstance(v, _Data):
        memory[offset:offset + kind._size_] = bytes(v)
    else:
        part = kind._at(memory, offset)
        for i, x in enumerate(v):
            part[i] = x


class _Field:
    def __init__(self, name, kind, offset, bit=None, bits=None):
        self.name, self.kind, self.offset, self.size, self.bit, self.bits = name, kind, offset, kind._size_, bit, bits

    def __get__(self, obj, cls=None):
        if obj is None:
            return self
        v = _load(self.kind, obj._memory, obj._offset + self.offset)
        return v if self.bits is None else v >> self.bit & (1 << self.bits) - 1

    def __set__(self, obj, v):
        if self.bits is not None:
            mask = (1 << self.bits) - 1
            v = _load(self.kind, obj._memory, obj._offset + self.offset) & ~(mask << self.bit) | (v & mask) << self.bit
        _save(self.kind, obj._memory, obj._offset + self.offset, v)


class _StructMeta(_Meta):
    def __new__(meta, name, bases, ns, **kw):
        cls = type.__new__(meta, name, bases, ns)
        if "_fields_" in ns:
            cls._lay_out(ns["_fields_"])
        return cls

    def __setattr__(cls, name, value):
        type.__setattr__(cls, name, value)
        if name == "_fields_":
            cls._lay_out(value)

    def _lay_out(cls, fields):
        base = next((b for b in cls.__mro__[1:] if "_all_" in b.__dict__), None)
        names = list(base._all_) if base else []
        at, align, widest, bit, unit = (base._size_ if base else 0), (base._align_ if base else 1), 0, 0, None
        pack = getattr(cls, "_pack_", None)
        for name, kind, *bits in fields:
            a = min(kind._align_, pack) if pack else kind._align_
            if bits and unit is kind and bit + bits[0] <= kind._size_ * 8:
                where = at - kind._size_
            else:
                where = 0 if cls._union_ else (at + a - 1) // a * a
                bit, at = 0, where + kind._size_
            type.__setattr__(cls, name, _Field(name, kind, where, bit if bits else None, bits[0] if bits else None))
            unit, bit = (kind, bit + bits[0]) if bits else (None, 0)
            widest, align = max(widest, kind._size_), max(align, a)
            names.append(name)
        total = widest if cls._union_ else at
        type.__setattr__(cls, "_size_", (total + align - 1) // align * align)
        type.__setattr__(cls, "_align_", align)
        type.__setattr__(cls, "_all_", names)


class Structure(_Data, metaclass=_StructMeta):
    _union_ = False
    _align_ = 1

    def __init__(self, *args, **kw):
        self._bind(bytearray(self._size_), 0)
        names = getattr(type(self), "_all_", [])
        if len(args) > len(names):
            raise TypeError("too many initializers")
        for name, v in zip(names, args):
            setattr(self, name, v)
        for name, v in kw.items():
            setattr(self, name, v)


class Union(Structure):
    _union_ = True


def sizeof(x):
    return x._size_


def alignment(x):
    return x._align_


def byref(x, offset=0):
    return x


def addressof(x):
    import _bcc
    return _bcc.address(x._memory) + x._offset


def pointer(x):
    return _Pointer(x)


class _Pointer:
    def __init__(self, x):
        self.contents = x

    def __getitem__(self, i):
        return self.contents.value if isinstance(self.contents, _Simple) else self.contents


def POINTER(kind):
    return c_void_p


def cast(x, kind):
    if isinstance(x, _Pointer):
        x = x.contents
    if isinstance(x, int):
        raise NotImplementedError("ctypes.cast() of an address is not part of this Python")
    return _Pointer(x)


def string_at(address, size=-1):
    return bytes(address)[:size] if size >= 0 else bytes(address).split(b"\0", 1)[0]


def memmove(dst, src, count):
    data = bytes(src)[:count]
    target = dst if isinstance(dst, bytearray) else dst.__buffer__()
    target[:len(data)] = data


def memset(dst, c, count):
    dst.__buffer__()[:count] = bytes([c]) * count


def create_string_buffer(init, size=None):
    if isinstance(init, int):
        return _array(c_char, init)()
    buf = _array(c_char, len(init) + 1 if size is None else size)()
    if len(init) > len(buf):
        raise ValueError("byte string too long")
    buf._store(init)
    return buf


def CDLL(name, *a, **kw):
    raise OSError(f"{name}: shared libraries are not part of this Python")
