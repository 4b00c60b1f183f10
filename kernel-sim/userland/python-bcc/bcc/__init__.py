# bcc for the guest: the interface of iovisor/bcc's Python package, on bpf(2), perf_event_open(2) and tracefs.
# The C text is compiled by the host through /dev/cc; everything else happens here, by the system calls that real bcc makes.
import os
import re
import sys

from .attach import BPFAttachType, attach_socket, open_raw_sock, prog_attach, prog_detach
from .compiler import compile_text
from .loader import load_program
from .perf import attach_clock, attach_probe, attach_raw, attach_tracepoint_id, detach
from .syscalls import SyscallError
from .table import make_table
from .tracing import TRACEFS, trace_fields_of

DEBUG_LLVM_IR = 0x1
DEBUG_BPF = 0x2
DEBUG_PREPROCESSOR = 0x4
DEBUG_SOURCE = 0x8
DEBUG_BPF_REGISTER_STATE = 0x10
DEBUG_BTF = 0x20


class PerfType:
    HARDWARE = 0
    SOFTWARE = 1
    TRACEPOINT = 2
    HW_CACHE = 3
    RAW = 4
    BREAKPOINT = 5


class PerfSWConfig:
    CPU_CLOCK = 0
    TASK_CLOCK = 1
    PAGE_FAULTS = 2
    CONTEXT_SWITCHES = 3
    CPU_MIGRATIONS = 4
    PAGE_FAULTS_MIN = 5
    PAGE_FAULTS_MAJ = 6
    ALIGNMENT_FAULTS = 7
    EMULATION_FAULTS = 8
    DUMMY = 9
    BPF_OUTPUT = 10


def _text(value):
    if isinstance(value, bytes):
        return value.decode()
    return value


class Function:
    def __init__(self, name, fd, kind):
        self.name = name
        self.fd = fd
        self.kind = kind
        self.sock = -1


class BPF:
    SOCKET_FILTER = 1
    KPROBE = 2
    SCHED_CLS = 3
    SCHED_ACT = 4
    TRACEPOINT = 5
    XDP = 6
    PERF_EVENT = 7
    CGROUP_SKB = 8
    CGROUP_SOCK = 9
    RAW_TRACEPOINT = 17
    CGROUP_SOCK_ADDR = 18

    XDP_ABORTED = 0
    XDP_DROP = 1
    XDP_PASS = 2
    XDP_TX = 3
    XDP_REDIRECT = 4
    XDP_FLAGS_UPDATE_IF_NOEXIST = 1
    XDP_FLAGS_SKB_MODE = 2
    XDP_FLAGS_DRV_MODE = 4
    XDP_FLAGS_HW_MODE = 8

    Function = Function
    _syscall_prefix = "__x64_sys_"

    def __init__(self, src_file="", hdr_file="", text=None, debug=0, cflags=None, usdt_contexts=None, allow_rlimit=True, device=None, attach_type=-1):
        self.debug = debug
        self.funcs = {}
        self.tables = {}
        self.kprobe_fds = {}
        self.tracepoint_fds = {}
        self.raw_tracepoint_fds = {}
        self.perf_event_fds = {}
        self.xdp_devices = {}
        self.perf_buffers = {}
        self._ringbufs = []
        self._trace_file = None
        if text is None:
            with open(_text(src_file)) as f:
                text = f.read()
        self.text = _text(text)
        if debug & DEBUG_PREPROCESSOR:
            sys.stderr.write(self.text)
        self.unit = compile_text(self.text, cflags or [])
        for spec in self.unit.maps:
            self.tables[spec.name] = make_table(self, spec)
        for spec in self.unit.data:
            self.tables[spec.name] = make_table(self, spec)
        self._trace_autoload()

    # ------------------------------------------------------------ programs

    def load_func(self, func_name, prog_type, device=None, attach_type=-1):
        func_name = _text(func_name)
        if func_name in self.funcs:
            return self.funcs[func_name]
        if func_name not in self.unit.functions:
            raise Exception("Unknown program %s" % func_name)
        program = self.unit.functions[func_name]
        try:
            fd = load_program(program, prog_type, self.unit.license, self.tables, self.debug, attach_type)
        except SyscallError as e:
            raise Exception("Failed to load BPF program %s: %s" % (repr(func_name.encode()), e.strerror))
        fn = Function(func_name, fd, prog_type)
        self.funcs[func_name] = fn
        return fn

    def load_funcs(self, prog_type=2):
        return [self.load_func(name, prog_type) for name in self.unit.functions]

    def dump_func(self, func_name):
        return self.unit.functions[_text(func_name)].insns

    def _trace_autoload(self):
        for name in self.unit.functions:
            program = self.unit.functions[name]
            if program.kind == "kprobe":
                self.attach_kprobe(event=self.fix_syscall_fnname(program.target), fn_name=name)
            elif program.kind == "kretprobe":
                self.attach_kretprobe(event=self.fix_syscall_fnname(program.target), fn_name=name)
            elif program.kind == "tracepoint":
                self.attach_tracepoint(tp=program.target, fn_name=name)
            elif program.kind == "raw_tracepoint":
                self.attach_raw_tracepoint(tp=program.target, fn_name=name)

    # ------------------------------------------------------------ names

    @staticmethod
    def get_syscall_prefix():
        return "__x64_sys_"

    def get_syscall_fnname(self, name):
        return "__x64_sys_" + _text(name)

    def fix_syscall_fnname(self, name):
        name = _text(name)
        for prefix in ("sys_", "__x64_sys_", "__se_sys_", "__do_sys_"):
            if name.startswith(prefix):
                return self.get_syscall_fnname(name[len(prefix):])
        return name

    @staticmethod
    def get_kprobe_functions(event_re):
        matcher = re.compile(_text(event_re))
        found = []
        with open(TRACEFS + "/available_filter_functions") as f:
            for line in f:
                name = line.split()[0]
                if matcher.match(name):
                    found.append(name)
        return found

    @staticmethod
    def tracepoint_exists(category, event):
        return os.path.exists(TRACEFS + "/events/" + category + "/" + event)

    @staticmethod
    def ksym(addr, show_module=False, show_offset=False):
        best = None
        with open("/proc/kallsyms") as f:
            for line in f:
                parts = line.split()
                at = int(parts[0], 16)
                if at <= addr and (best is None or at > best[0]):
                    best = (at, parts[2])
        if best is None or best[0] == 0:
            return b"[unknown]"
        name = best[1]
        if show_offset:
            name = "%s+0x%x" % (name, addr - best[0])
        return name.encode()

    @staticmethod
    def ksymname(name):
        with open("/proc/kallsyms") as f:
            for line in f:
                parts = line.split()
                if parts[2] == _text(name):
                    return int(parts[0], 16)
        return -1

    @staticmethod
    def num_open_kprobes():
        return len(BPF._open_kprobes)

    _open_kprobes = []

    # ------------------------------------------------------------ probes

    def _attach_probe(self, event, event_off, fn_name, event_re, is_return):
        fn_name = _text(fn_name)
        if event_re:
            matches = self.get_kprobe_functions(event_re)
            if len(matches) == 0:
                raise Exception("No functions matched by pattern %s" % _text(event_re))
            for name in matches:
                self._attach_probe(name, 0, fn_name, b"", is_return)
            return
        event = _text(event)
        fn = self.load_func(fn_name, BPF.KPROBE)
        key = ("r_" if is_return else "p_") + event
        try:
            fd = attach_probe(event, fn.fd, is_return)
        except SyscallError as e:
            kind = "kretprobe" if is_return else "kprobe"
            if not is_return and e.errno == 2:
                sys.stderr.write("cannot attach kprobe, probe entry may not exist\n")
            raise Exception("Failed to attach BPF program %s to %s %s, it's not traceable (either non-existing, inlined, or marked as \"notrace\")" % (repr(fn_name.encode()), kind, repr(event.encode())))
        self.kprobe_fds[(key, fn_name)] = fd
        BPF._open_kprobes.append(key)

    def attach_kprobe(self, event=b"", event_off=0, fn_name=b"", event_re=b""):
        self._attach_probe(event, event_off, fn_name, event_re, False)

    def attach_kretprobe(self, event=b"", fn_name=b"", event_re=b"", maxactive=0):
        self._attach_probe(event, 0, fn_name, event_re, True)

    def _detach_probe(self, key, fn_name):
        names = [k for k in self.kprobe_fds if k[0] == key and (not fn_name or k[1] == _text(fn_name))]
        if len(names) == 0:
            raise Exception("Kprobe %s is not attached" % repr(key[2:].encode()))
        for name in names:
            detach(self.kprobe_fds[name])
            del self.kprobe_fds[name]
            BPF._open_kprobes.remove(key)

    def detach_kprobe(self, event, fn_name=None):
        self._detach_probe("p_" + _text(event), fn_name)

    def detach_kretprobe(self, event, fn_name=None):
        self._detach_probe("r_" + _text(event), fn_name)

    # ------------------------------------------------------------ tracepoints

    def attach_tracepoint(self, tp=b"", tp_re=b"", fn_name=b""):
        fn = self.load_func(fn_name, BPF.TRACEPOINT)
        tp = _text(tp)
        category, name = tp.split(":")
        try:
            fd = attach_tracepoint_id(category, name, fn.fd)
        except (SyscallError, OSError):
            raise Exception("Failed to attach BPF program %s to tracepoint %s" % (repr(fn.name.encode()), tp))
        self.tracepoint_fds[tp] = fd

    def detach_tracepoint(self, tp=b""):
        tp = _text(tp)
        if tp not in self.tracepoint_fds:
            raise Exception("Tracepoint %s is not attached" % tp)
        detach(self.tracepoint_fds.pop(tp))

    def attach_raw_tracepoint(self, tp=b"", fn_name=b""):
        tp = _text(tp)
        if tp in self.raw_tracepoint_fds:
            raise Exception("Raw tracepoint %s has been attached" % tp)
        fn = self.load_func(fn_name, BPF.RAW_TRACEPOINT)
        try:
            self.raw_tracepoint_fds[tp] = attach_raw(tp, fn.fd)
        except SyscallError:
            raise Exception("Failed to attach BPF to raw tracepoint")

    def detach_raw_tracepoint(self, tp=b""):
        tp = _text(tp)
        if tp not in self.raw_tracepoint_fds:
            raise Exception("Raw tracepoint %s is not attached" % tp)
        os.close(self.raw_tracepoint_fds.pop(tp))

    # ------------------------------------------------------------ perf events, XDP

    def attach_perf_event(self, ev_type=-1, ev_config=-1, fn_name=b"", sample_period=0, sample_freq=0, pid=-1, cpu=-1, group_fd=-1):
        fn = self.load_func(fn_name, BPF.PERF_EVENT)
        cpus = [cpu] if cpu >= 0 else range(os.cpu_count() or 1)
        try:
            fds = [attach_clock(ev_type, ev_config, fn.fd, sample_period, sample_freq, pid, c) for c in cpus]
        except SyscallError:
            raise Exception("Failed to attach BPF to perf event")
        self.perf_event_fds[(ev_type, ev_config)] = fds

    def detach_perf_event(self, ev_type=-1, ev_config=-1):
        for fd in self.perf_event_fds.pop((ev_type, ev_config)):
            detach(fd)

    def attach_xdp(self, dev, fn=None, flags=0):
        from .xdp import attach_xdp
        dev = _text(dev)
        try:
            self.xdp_devices[dev] = attach_xdp(dev, fn.fd, flags)
        except (SyscallError, OSError) as e:
            raise Exception("Failed to attach BPF to device %s: %s" % (repr(dev.encode()), e.strerror))

    def remove_xdp(self, dev, flags=0):
        dev = _text(dev)
        os.close(self.xdp_devices.pop(dev))

    # ------------------------------------------------------------ control groups, sockets

    @staticmethod
    def attach_func(fn, attachable_fd, attach_type, flags=0):
        if not isinstance(fn, BPF.Function):
            raise Exception("arg 1 must be of type BPF.Function")
        try:
            prog_attach(fn.fd, attachable_fd, attach_type, flags)
        except SyscallError as e:
            raise Exception("Failed to attach BPF function with attach_type {0}: {1}".format(attach_type, e.strerror))

    @staticmethod
    def detach_func(fn, attachable_fd, attach_type):
        if not isinstance(fn, BPF.Function):
            raise Exception("arg 1 must be of type BPF.Function")
        try:
            prog_detach(fn.fd, attachable_fd, attach_type)
        except SyscallError as e:
            raise Exception("Failed to detach BPF function with attach_type {0}: {1}".format(attach_type, e.strerror))

    @staticmethod
    def attach_raw_socket(fn, dev):
        dev = _text(dev)
        if not isinstance(fn, BPF.Function):
            raise Exception("arg 1 must be of type BPF.Function")
        try:
            sock = open_raw_sock(dev)
        except (SyscallError, OSError) as e:
            raise Exception("Failed to open raw device %s: %s" % (dev, e.strerror))
        try:
            attach_socket(sock, fn.fd)
        except SyscallError as e:
            raise Exception("Failed to attach BPF to device %s: %s" % (dev, e.strerror))
        fn.sock = sock

    # ------------------------------------------------------------ output

    def trace_open(self, nonblocking=False):
        if self._trace_file is None:
            flags = os.O_RDONLY
            if nonblocking:
                flags = flags | os.O_NONBLOCK
            self._trace_file = os.open(TRACEFS + "/trace_pipe", flags)
            self._trace_rest = b""
        return self._trace_file

    def trace_readline(self, nonblocking=False):
        fd = self.trace_open(nonblocking)
        while b"\n" not in self._trace_rest:
            try:
                chunk = os.read(fd, 1024)
            except BlockingIOError:
                return None
            if len(chunk) == 0:
                break
            self._trace_rest = self._trace_rest + chunk
        at = self._trace_rest.find(b"\n")
        if at < 0:
            at = len(self._trace_rest)
        line = self._trace_rest[:at]
        self._trace_rest = self._trace_rest[at + 1:]
        return line

    def trace_fields(self, nonblocking=False):
        while True:
            line = self.trace_readline(nonblocking)
            if not line and nonblocking:
                return (None,) * 6
            if line and not line.startswith(b"CPU:"):
                fields = trace_fields_of(line)
                if fields is not None:
                    return fields

    def trace_print(self, fmt=None):
        while True:
            if fmt:
                fields = self.trace_fields(nonblocking=False)
                if not fields:
                    continue
                line = fmt.format(*fields)
            else:
                line = self.trace_readline(nonblocking=False)
            print(line)
            sys.stdout.flush()

    # ------------------------------------------------------------ tables

    def get_table(self, name, keytype=None, leaftype=None, reducer=None):
        return self[name]

    def __getitem__(self, key):
        key = _text(key)
        if key not in self.tables:
            raise KeyError(key)
        return self.tables[key]

    def __len__(self):
        return len(self.tables)

    def __contains__(self, key):
        return _text(key) in self.tables

    def __iter__(self):
        return iter(self.tables)

    def perf_buffer_poll(self, timeout=-1):
        from .buffers import poll_perf_buffers
        poll_perf_buffers(list(self.perf_buffers.values()), timeout)

    def kprobe_poll(self, timeout=-1):
        self.perf_buffer_poll(timeout)

    def ring_buffer_poll(self, timeout=-1):
        from .buffers import poll_ring_buffers
        poll_ring_buffers(self._ringbufs, timeout)

    def ring_buffer_consume(self):
        for ring in self._ringbufs:
            ring.consume()

    def cleanup(self):
        for fd in self.kprobe_fds.values():
            detach(fd)
        self.kprobe_fds = {}
        for fd in self.tracepoint_fds.values():
            detach(fd)
        self.tracepoint_fds = {}
        for fd in self.raw_tracepoint_fds.values():
            os.close(fd)
        self.raw_tracepoint_fds = {}
        for fds in self.perf_event_fds.values():
            for fd in fds:
                detach(fd)
        self.perf_event_fds = {}
        for fd in self.xdp_devices.values():
            os.close(fd)
        self.xdp_devices = {}
        for fn in self.funcs.values():
            os.close(fn.fd)
        self.funcs = {}

    def close(self):
        self.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.cleanup()
