"""io: StringIO and BytesIO; open is the built-in one."""
open = open
SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2
DEFAULT_BUFFER_SIZE = 8192


class UnsupportedOperation(OSError, ValueError):
    pass


class _Memory:
    def __init__(self, initial=None, newline="\n"):
        self._data = self._kind() if initial is None else self._own(initial)
        self._pos, self.closed = 0, False

    def _check(self):
        if self.closed:
            raise ValueError("I/O operation on closed file.")

    def read(self, size=-1):
        self._check()
        end = len(self._data) if size is None or size < 0 else self._pos + size
        part = self._data[self._pos:end]
        self._pos += len(part)
        return self._give(part)

    def readline(self, size=-1):
        self._check()
        at = self._data.find(self._newline, self._pos)
        end = len(self._data) if at < 0 else at + 1
        if size is not None and size >= 0:
            end = min(end, self._pos + size)
        part = self._data[self._pos:end]
        self._pos = end if end > self._pos else self._pos
        return self._give(part)

    def readlines(self):
        return list(self)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def write(self, s):
        self._check()
        s = self._own(s)
        gap = self._pos - len(self._data)
        if gap > 0:
            self._data += self._zero * gap
        self._data = self._data[:self._pos] + s + self._data[self._pos + len(s):]
        self._pos += len(s)
        return len(s)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def getvalue(self):
        self._check()
        return self._give(self._data)

    def seek(self, offset, whence=0):
        self._pos = offset + (0 if whence == 0 else self._pos if whence == 1 else len(self._data))
        return self._pos

    def tell(self):
        return self._pos

    def truncate(self, size=None):
        size = self._pos if size is None else size
        self._data = self._data[:size]
        return size

    def flush(self):
        pass

    def close(self):
        self.closed = True

    def isatty(self):
        return False

    def readable(self):
        return True

    writable = seekable = readable

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


class StringIO(_Memory):
    _kind, _newline, _zero = str, "\n", "\0"

    def _own(self, s):
        if not isinstance(s, str):
            raise TypeError(f"string argument expected, got '{type(s).__name__}'")
        return s

    def _give(self, s):
        return s


class BytesIO(_Memory):
    _kind, _newline, _zero = bytes, b"\n", b"\0"

    def _own(self, s):
        if isinstance(s, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        return bytes(s)

    def _give(self, s):
        return bytes(s)

    getbuffer = _Memory.getvalue
