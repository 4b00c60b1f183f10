from ctypes import *
class D(Structure):
    _fields_ = [("a", c_uint32), ("b", c_uint64), ("name", c_char * 8), ("arr", c_int * 3), ("c", c_ubyte)]
d = D(1, 2); d.name = b"hey"; d.arr[1] = 7; d.c = 255
print(sizeof(D), bytes(d), d.name, d.arr[1], list(d.arr), d.a, D.b.offset, D.name.size)
e = D.from_buffer_copy(bytes(d)); print(e.b, e.name, e.c)
b = create_string_buffer(b"abc", 10); print(b.value, b.raw, sizeof(b), len(b)); b.value = b"xy"; print(b.raw)
print(c_int(5), c_uint8(300).value, c_int8(200).value, sizeof(c_long), c_uint32(-1).value, (c_uint16 * 2)(1, 2)[1], c_bool(1), c_char(b"x").value)
class U(Union):
    _fields_ = [("i", c_uint32), ("b", c_ubyte * 4)]
u = U(); u.i = 0x01020304; print(list(u.b), sizeof(u))
class B(Structure):
    _pack_ = 1
    _fields_ = [("x", c_uint8), ("y", c_uint32)]
print(sizeof(B), bytes(B(1, 2)))
