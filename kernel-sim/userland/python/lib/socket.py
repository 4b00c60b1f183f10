"""socket: the class over the system calls of _socket."""
import os
import _socket
from _socket import *
from _socket import gaierror

error = OSError
timeout = TimeoutError
_default = None


class socket:
    def __init__(self, family=AF_INET, type=SOCK_STREAM, proto=0, fileno=None):
        self.family, self.type, self.proto, self._timeout = family, type, proto, None
        self._fd = _socket.socket(family, type, proto) if fileno is None else fileno
        if _default is not None:
            self.settimeout(_default)

    def _open(self):
        if self._fd < 0:
            raise OSError(9, "Bad file descriptor")
        return self._fd

    def bind(self, address):
        _socket.bind(self._open(), self.family, address)

    def connect(self, address):
        _socket.connect(self._open(), self.family, address)

    def connect_ex(self, address):
        try:
            self.connect(address)
        except OSError as e:
            return e.errno
        return 0

    def listen(self, backlog=128):
        _socket.listen(self._open(), backlog)

    def accept(self):
        try:
            fd, address = _socket.accept(self._open())
        except BlockingIOError:
            self._timed_out()
            raise
        return socket(self.family, self.type, self.proto, fileno=fd), address

    def _timed_out(self):
        if self._timeout:
            raise TimeoutError("timed out") from None

    def send(self, data, flags=0):
        return _socket.send(self._open(), data, flags)

    def sendall(self, data, flags=0):
        data = bytes(data)
        while data:
            data = data[_socket.send(self._open(), data, flags):]

    def sendto(self, data, *rest):
        flags, address = rest if len(rest) == 2 else (0, rest[0])
        return _socket.sendto(self._open(), data, flags, self.family, address)

    def recv(self, size, flags=0):
        try:
            return _socket.recvfrom(self._open(), size, flags, False)
        except BlockingIOError:
            self._timed_out()
            raise

    def recvfrom(self, size, flags=0):
        try:
            return _socket.recvfrom(self._open(), size, flags, True)
        except BlockingIOError:
            self._timed_out()
            raise

    def recv_into(self, buffer, nbytes=0, flags=0):
        data = self.recv(nbytes or len(buffer), flags)
        buffer[:len(data)] = data
        return len(data)

    def setsockopt(self, level, option, value):
        _socket.setsockopt(self._open(), level, option, value)

    def getsockopt(self, level, option, size=0):
        return _socket.getsockopt(self._open(), level, option, size)

    def getsockname(self):
        return _socket.getsockname(self._open())

    def getpeername(self):
        return _socket.getpeername(self._open())

    def shutdown(self, how):
        _socket.shutdown(self._open(), how)

    def settimeout(self, seconds):
        import struct
        self._timeout = seconds
        os.set_blocking(self._open(), seconds != 0)
        value = seconds or 0
        packed = struct.pack("qq", int(value), int((value - int(value)) * 1e6))
        self.setsockopt(SOL_SOCKET, SO_RCVTIMEO, packed)
        self.setsockopt(SOL_SOCKET, SO_SNDTIMEO, packed)

    def gettimeout(self):
        return self._timeout

    def setblocking(self, flag):
        self._timeout = None if flag else 0
        os.set_blocking(self._open(), flag)

    def fileno(self):
        return self._fd

    def detach(self):
        fd, self._fd = self._fd, -1
        return fd

    def close(self):
        if self._fd >= 0:
            fd, self._fd = self._fd, -1
            os.close(fd)

    def makefile(self, mode="r", buffering=-1, **kw):
        if "r" in mode and ("w" in mode or "+" in mode):
            raise NotImplementedError("makefile() for both directions is not part of this Python")
        return open(os.dup(self._open()), mode, **kw)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def __repr__(self):
        return f"<socket.socket fd={self._fd}, family={self.family}, type={self.type}, proto={self.proto}>"


SocketType = socket


def socketpair(family=AF_UNIX, type=SOCK_STREAM, proto=0):
    a, b = _socket.socketpair(family, type, proto)
    return socket(family, type, proto, a), socket(family, type, proto, b)


def create_connection(address, timeout=None, source_address=None):
    s = socket(AF_INET, SOCK_STREAM)
    try:
        if timeout is not None:
            s.settimeout(timeout)
        s.connect(address)
    except OSError:
        s.close()
        raise
    return s


def create_server(address, *, family=AF_INET, backlog=128, reuse_port=False):
    s = socket(family, SOCK_STREAM)
    try:
        s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        s.bind(address)
        s.listen(backlog)
    except OSError:
        s.close()
        raise
    return s


def setdefaulttimeout(seconds):
    global _default
    _default = seconds


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    return [(AF_INET, type or SOCK_STREAM, proto or 6, "", (gethostbyname(host), port))]


def inet_pton(family, text):
    return inet_aton(text)


def inet_ntop(family, packed):
    return inet_ntoa(packed)
