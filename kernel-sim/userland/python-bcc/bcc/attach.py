# Programs on control groups (BPF_PROG_ATTACH) and on packet sockets (SO_ATTACH_BPF), as bcc's libbpf does.
import socket

from .syscalls import Attr, BPF_PROG_ATTACH, BPF_PROG_DETACH, bpf, call

NR_SOCKET = 41
NR_BIND = 49
NR_SETSOCKOPT = 54
AF_PACKET = 17
SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0o4000 | 0o2000000
ETH_P_ALL = 3
SOL_SOCKET = 1
SO_ATTACH_BPF = 50


class BPFAttachType:
    """enum bpf_attach_type."""
    CGROUP_INET_INGRESS = 0
    CGROUP_INET_EGRESS = 1
    CGROUP_INET_SOCK_CREATE = 2
    CGROUP_SOCK_OPS = 3
    SK_SKB_STREAM_PARSER = 4
    SK_SKB_STREAM_VERDICT = 5
    CGROUP_DEVICE = 6
    SK_MSG_VERDICT = 7
    CGROUP_INET4_BIND = 8
    CGROUP_INET6_BIND = 9
    CGROUP_INET4_CONNECT = 10
    CGROUP_INET6_CONNECT = 11
    CGROUP_INET4_POST_BIND = 12
    CGROUP_INET6_POST_BIND = 13
    CGROUP_UDP4_SENDMSG = 14
    CGROUP_UDP6_SENDMSG = 15
    LIRC_MODE2 = 16
    FLOW_DISSECTOR = 17
    CGROUP_SYSCTL = 18
    CGROUP_UDP4_RECVMSG = 19
    CGROUP_UDP6_RECVMSG = 20
    CGROUP_GETSOCKOPT = 21
    CGROUP_SETSOCKOPT = 22
    TRACE_RAW_TP = 23
    TRACE_FENTRY = 24
    TRACE_FEXIT = 25
    MODIFY_RETURN = 26
    LSM_MAC = 27
    TRACE_ITER = 28
    CGROUP_INET4_GETPEERNAME = 29
    CGROUP_INET6_GETPEERNAME = 30
    CGROUP_INET4_GETSOCKNAME = 31
    CGROUP_INET6_GETSOCKNAME = 32
    XDP_DEVMAP = 33
    CGROUP_INET_SOCK_RELEASE = 34
    XDP_CPUMAP = 35
    SK_LOOKUP = 36
    XDP = 37
    SK_SKB_VERDICT = 38
    SK_REUSEPORT_SELECT = 39
    SK_REUSEPORT_SELECT_OR_MIGRATE = 40
    PERF_EVENT = 41
    TRACE_KPROBE_MULTI = 42


def prog_attach(prog_fd, target_fd, attach_type, flags):
    bpf(BPF_PROG_ATTACH, Attr(20).u32(0, target_fd).u32(4, prog_fd).u32(8, attach_type).u32(12, flags))


def prog_detach(prog_fd, target_fd, attach_type):
    bpf(BPF_PROG_DETACH, Attr(20).u32(0, target_fd).u32(4, prog_fd).u32(8, attach_type))


def open_raw_sock(dev):
    """A packet socket that hears every frame of one device."""
    fd = call(NR_SOCKET, AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, socket.htons(ETH_P_ALL))
    # struct sockaddr_ll: family, protocol in network order, interface.
    address = bytearray(20)
    address[0:2] = AF_PACKET.to_bytes(2, "little")
    address[2:4] = ETH_P_ALL.to_bytes(2, "big")
    address[4:8] = socket.if_nametoindex(dev).to_bytes(4, "little")
    call(NR_BIND, fd, address, len(address))
    return fd


def attach_socket(sock, prog_fd):
    value = bytearray(prog_fd.to_bytes(4, "little"))
    call(NR_SETSOCKOPT, sock, SOL_SOCKET, SO_ATTACH_BPF, value, len(value))
