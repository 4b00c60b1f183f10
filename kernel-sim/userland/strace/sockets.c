/* Sockets: addresses, messages, options, and the calls whose arguments tell about each other. Follows strace's net.c, sockaddr.c, msghdr.c. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include "strace.h"

enum { MOST_ADDRESS = 128, MOST_CONTROL = 4096 };

static void printType(unsigned type)
{
	printConstant(type & 15, names_SOCKET_TYPES, "SOCK_");
	if (type & ~15u) {
		print("|");
		printFlags(type & ~15u, names_SOCKET_FLAGS, "SOCK_");
	}
}

static void printUnix(const char *bytes, int length)
{
	const char *path = bytes + 2;
	print("{sa_family=AF_UNIX");
	if (length > 2 && path[0]) {
		print(", sun_path=");
		printQuoted(path, (long)strnlen(path, (size_t)length - 2), 107);
	} else if (length > 2) {
		print(", sun_path=@");
		printQuoted(path + 1, length - 3, 107);
	}
	print("}");
}

static void printAddressBytes(const char *bytes, int length)
{
	const unsigned char *b = (const unsigned char *)bytes;
	int family = b[0] | b[1] << 8;
	if (family == AF_INET && length >= 8)
		print("{sa_family=AF_INET, sin_port=htons(%d), sin_addr=inet_addr(\"%d.%d.%d.%d\")}", b[2] << 8 | b[3], b[4], b[5], b[6], b[7]);
	else if (family == AF_UNIX) printUnix(bytes, length);
	else if (family == AF_NETLINK && length >= 12) {
		const int *words = (const int *)bytes;
		print("{sa_family=AF_NETLINK, nl_pid=%d, nl_groups=%08x}", words[1], (unsigned)words[2]);
	} else {
		print("{sa_family=");
		printConstant((unsigned)family, names_FAMILIES, "AF_");
		print(", sa_data=");
		printQuoted(bytes + 2, length - 2, MOST_ADDRESS);
		print("}");
	}
}

static void printAddress(const struct task *t, long address, int length)
{
	char bytes[MOST_ADDRESS];
	if (length > MOST_ADDRESS) length = MOST_ADDRESS;
	if (address == 0) print("NULL");
	else if (length < 2 || peekBytes(t, address, bytes, (size_t)length) < 0) printPointer(address);
	else printAddressBytes(bytes, length);
}

/* The int that a pointer leads to, 0 where there is none. */
static int lengthAt(const struct task *t, long address)
{
	int length = 0;
	if (address) peekBytes(t, address, &length, sizeof length);
	return length;
}

static void printControlData(int level, int type, const char *data, long size)
{
	const int *words = (const int *)data;
	if (level == SOL_SOCKET && type == SCM_RIGHTS) {
		print("[");
		for (long i = 0; i < size / 4; i++) print("%s%d", i ? ", " : "", words[i]);
		print("]");
	} else if (level == SOL_SOCKET && type == SCM_CREDENTIALS && size >= 12)
		print("{pid=%d, uid=%d, gid=%d}", words[0], words[1], words[2]);
	else printQuoted(data, size, options.limit);
}

static void printControl(const struct task *t, long address, long length)
{
	char bytes[MOST_CONTROL];
	long done = 0;
	if (length > MOST_CONTROL || peekBytes(t, address, bytes, (size_t)length) < 0) {
		printPointer(address);
		return;
	}
	print("[");
	while (done + 16 <= length) {
		struct cmsghdr head;
		memcpy(&head, bytes + done, sizeof head);
		if (head.cmsg_len < 16 || (long)head.cmsg_len > length - done) break;
		print("%s{cmsg_len=%lu, cmsg_level=", done ? ", " : "", (unsigned long)head.cmsg_len);
		printConstant((unsigned)head.cmsg_level, names_SOCKOPT_LEVELS, "SOL_");
		print(", cmsg_type=");
		if (head.cmsg_level == SOL_SOCKET) printConstant((unsigned)head.cmsg_type, names_SCM, "SCM_");
		else print("%d", head.cmsg_type);
		print(", cmsg_data=");
		printControlData(head.cmsg_level, head.cmsg_type, bytes + done + 16, (long)head.cmsg_len - 16);
		print("}");
		done += ((long)head.cmsg_len + 7) & ~7l;
	}
	print("]");
}

static void printMessage(const struct task *t, long address, int received)
{
	struct msghdr m;
	if (address == 0 || (received && t->failed) || peekBytes(t, address, &m, sizeof m) < 0) {
		printPointer(address);
		return;
	}
	print("{msg_name=");
	printAddress(t, (long)m.msg_name, (int)m.msg_namelen);
	print(", msg_namelen=%d, msg_iov=", (int)m.msg_namelen);
	printIovec(t, (long)m.msg_iov, (long)m.msg_iovlen, received ? t->result : 0x7fffffffffffffff);
	print(", msg_iovlen=%lu", (unsigned long)m.msg_iovlen);
	if (m.msg_controllen) {
		print(", msg_control=");
		printControl(t, (long)m.msg_control, (long)m.msg_controllen);
	}
	print(", msg_controllen=%lu, msg_flags=", (unsigned long)m.msg_controllen);
	printFlags((unsigned)m.msg_flags, names_MSG_FLAGS, "MSG_");
	print("}");
}

static void printOptionName(int level, unsigned name)
{
	if (level == SOL_SOCKET) printConstant(name, names_SO_OPTIONS, "SO_");
	else if (level == SOL_TCP) printConstant(name, names_TCP_OPTIONS, "???_");
	else if (level == SOL_IP) printConstant(name, names_IP_OPTIONS, "???_");
	else print("0x%x", name);
}

static const char *errorName(int number)
{
	for (const struct error *e = errors; e->name; e++)
		if (e->number == number) return e->name;
	return number ? "?" : "0";
}

static void printOptionValue(const struct task *t, long address, int length, int received)
{
	char bytes[4096];
	int level = (int)t->args[1], name = (int)t->args[2], *words = (int *)bytes;
	if (address == 0) {
		print("NULL");
		return;
	}
	if (length < 0 || length > (int)sizeof bytes || (received && t->failed) || peekBytes(t, address, bytes, (size_t)length) < 0) {
		printPointer(address);
		return;
	}
	if (level == SOL_SOCKET && name == SO_LINGER && length >= 8) print("{l_onoff=%d, l_linger=%d}", words[0], words[1]);
	else if (level == SOL_SOCKET && name == SO_PEERCRED && length >= 12)
		print("{pid=%d, uid=%d, gid=%d}", words[0], words[1], words[2]);
	else if (level == SOL_SOCKET && name == SO_ERROR && length == 4) print("[%s]", errorName(words[0]));
	else if (length == 4) print("[%d]", words[0]);
	else printQuoted(bytes, length, options.limit);
}

void printSocketArgument(const struct task *t, int index)
{
	const struct argument *arg = &t->call->args[index];
	long value = t->args[index];
	switch (arg->type) {
	case T_socket_type: printType((unsigned)value); return;
	case T_sockaddr: printAddress(t, value, (int)t->args[index + 1]); return;
	case T_msghdr: printMessage(t, value, arg->direction == 1); return;
	case T_sockopt_name: printOptionName((int)t->args[1], (unsigned)value); return;
	default: printOptionValue(t, value, (int)t->args[4], 0); return;
	}
}

/* ---- calls with a form of their own */

/* Lengths as they were when a call began: `[128 => 16]`. */
static struct {
	pid_t pid;
	int length;
} begun[64];

static void noteLength(const struct task *t, long address)
{
	begun[t->pid % 64].pid = t->pid;
	begun[t->pid % 64].length = lengthAt(t, address);
}

static void printLength(const struct task *t, long address)
{
	int now = lengthAt(t, address), before = begun[t->pid % 64].pid == t->pid ? begun[t->pid % 64].length : now;
	if (address == 0) print("NULL");
	else if (before == now || t->failed) print("[%d]", before);
	else print("[%d => %d]", before, now);
}

static void printReceived(const struct task *t, long address, long length)
{
	if (address == 0) print("NULL");
	else if (t->failed) printPointer(address);
	else printAddress(t, address, lengthAt(t, length));
}

void printSocketCall(const struct task *t, int leaving)
{
	if (leaving) return;
	int family = (int)t->args[0];
	printConstant((unsigned)family, names_FAMILIES, "AF_");
	print(", ");
	printType((unsigned)t->args[1]);
	print(", ");
	if (family == AF_INET || family == AF_INET6) printConstant((unsigned)t->args[2], names_IP_PROTOCOLS, "IPPROTO_");
	else if (family == AF_NETLINK) printConstant((unsigned)t->args[2], names_NETLINK_FAMILIES, "NETLINK_");
	else print("%d", (int)t->args[2]);
}

void printSocketpair(const struct task *t, int leaving)
{
	int ends[2];
	if (!leaving) {
		printSocketCall(t, 0);
		print(", ");
	} else if (t->failed || peekBytes(t, t->args[3], ends, sizeof ends) < 0) printPointer(t->args[3]);
	else print("[%d, %d]", ends[0], ends[1]);
}

void printNamed(const struct task *t, int leaving)
{
	if (!leaving) {
		print("%d, ", (int)t->args[0]);
		noteLength(t, t->args[2]);
		return;
	}
	printReceived(t, t->args[1], t->args[2]);
	print(", ");
	printLength(t, t->args[2]);
	if (t->nr != SYS_accept4) return;
	print(", ");
	printFlags((unsigned)t->args[3], names_SOCKET_FLAGS, "SOCK_");
}

void printRecvfrom(const struct task *t, int leaving)
{
	if (!leaving) {
		print("%d, ", (int)t->args[0]);
		noteLength(t, t->args[5]);
		return;
	}
	long count = t->result > options.limit ? options.limit + 1 : t->result;
	char *bytes = malloc(count > 0 ? (size_t)count : 1);
	if (t->failed || count < 0 || peekBytes(t, t->args[1], bytes, (size_t)count) < 0) printPointer(t->args[1]);
	else printQuoted(bytes, count, options.limit);
	free(bytes);
	print(", %lu, ", t->args[2]);
	printFlags((unsigned)t->args[3], names_MSG_FLAGS, "MSG_");
	print(", ");
	printReceived(t, t->args[4], t->args[5]);
	print(", ");
	printLength(t, t->args[5]);
}

void printGetsockopt(const struct task *t, int leaving)
{
	if (!leaving) {
		print("%d, ", (int)t->args[0]);
		printConstant((unsigned)t->args[1], names_SOCKOPT_LEVELS, "SOL_");
		print(", ");
		printOptionName((int)t->args[1], (unsigned)t->args[2]);
		print(", ");
		noteLength(t, t->args[4]);
		return;
	}
	printOptionValue(t, t->args[3], lengthAt(t, t->args[4]), 1);
	print(", ");
	printLength(t, t->args[4]);
}
