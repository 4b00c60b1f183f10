/* One argument by its type. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include "strace.h"

static int isCall(const struct task *t, const char *name)
{
	return strcmp(t->call->name, name) == 0;
}

static int isFailed(const struct task *t)
{
	return t->failed;
}

static void printBuffer(const struct task *t, const struct argument *arg, long address)
{
	if (address == 0) {
		print("NULL");
		return;
	}
	if (arg->direction == 1 && isFailed(t)) {
		printPointer(address);
		return;
	}
	long length = arg->length < 0 ? t->result : t->args[arg->length];
	/* getcwd is printed as a path, whole; its result counts the NUL. */
	int whole = isCall(t, "getcwd");
	long limit = whole ? 4095 : options.limit;
	length -= whole;
	long count = length > limit ? limit + 1 : length;
	char *bytes = malloc(count > 0 ? (size_t)count : 1);
	if (count < 0 || peekBytes(t, address, bytes, (size_t)count) < 0) printPointer(address);
	else printQuoted(bytes, count, limit);
	free(bytes);
}

static void printArgv(const struct task *t, long address)
{
	if (address == 0) {
		print("NULL");
		return;
	}
	for (int i = 0;; i++) {
		long word;
		if (peekBytes(t, address + i * 8, &word, 8) < 0) {
			if (i == 0) printPointer(address);
			else print(", ...]");
			return;
		}
		if (i == 0) print("[");
		if (word == 0) break;
		if (i > 0) print(", ");
		if (i == options.limit) {
			print("...");
			break;
		}
		printText(t, word);
	}
	print("]");
}

static void printEnvp(const struct task *t, long address)
{
	long count = 0, word;
	printPointer(address);
	if (address == 0) return;
	while (peekBytes(t, address + count * 8, &word, 8) == 0 && word) count++;
	print(" /* %ld var%s */", count, count == 1 ? "" : "s");
}

static void printDirents(const struct task *t, long address)
{
	printPointer(address);
	if (isFailed(t)) return;
	long entries = 0;
	for (long at = 0; at + 18 < t->result; entries++) {
		unsigned short length;
		if (peekBytes(t, address + at + 16, &length, 2) < 0 || length == 0) break;
		at += length;
	}
	print(" /* %ld entries */", entries);
}

static void printTimespecArgument(const struct task *t, const struct argument *arg, long address)
{
	int remaining = arg->direction == 1 && strstr(t->call->name, "nanosleep");
	if (remaining ? !isFailed(t) : arg->direction == 1 && isFailed(t)) printPointer(address);
	else printStruct(t, address, 16, printTimespec);
}

static void printFdset(const struct task *t, long address)
{
	unsigned char set[128];
	if (address == 0 || peekBytes(t, address, set, sizeof set) < 0) {
		printPointer(address);
		return;
	}
	long count = t->args[0] > 1024 ? 1024 : t->args[0];
	const char *between = "";
	print("[");
	for (long fd = 0; fd < count; fd++) {
		if (!(set[fd >> 3] >> (fd & 7) & 1)) continue;
		print("%s%ld", between, fd);
		between = " ";
	}
	print("]");
}

static void printDevice(long value)
{
	unsigned major = (value >> 8) & 0xfff, minor = value & 0xff;
	print(major ? "makedev(0x%x, " : "makedev(0, ", major);
	print(minor ? "0x%x)" : "0)", minor);
}

/* Structures by type: how large, and who prints them. */
static const struct {
	unsigned char type;
	unsigned short size;
	struct_printer printer;
} structs[] = {
	{T_stat, 144, printStat},         {T_statfs, 120, printStatfs},   {T_timeval, 16, printTimeval},
	{T_sigaction, 32, printSigaction}, {T_sigset, 8, printSigset},     {T_stack_t, 24, printStackT},
	{T_utsname, 390, printUtsname},   {T_rlimit, 16, printRlimit},    {T_sysinfo, 112, printSysinfo},
	{T_tms, 32, printTms},            {T_int_ptr, 4, printInt},       {T_itimerval, 32, printItimerval},
};

static int printIfStruct(const struct task *t, const struct argument *arg, long value)
{
	for (size_t i = 0; i < sizeof structs / sizeof *structs; i++) {
		if (structs[i].type != arg->type) continue;
		if (arg->direction == 1 && isFailed(t)) printPointer(value);
		else printStruct(t, value, structs[i].size, structs[i].printer);
		return 1;
	}
	return 0;
}

static void printPair(const struct task *t, const void *bytes)
{
	const int *fds = bytes;
	(void)t;
	print("[%d, %d]", fds[0], fds[1]);
}

void printArgument(const struct task *t, int index)
{
	const struct argument *arg = &t->call->args[index];
	long value = t->args[index];
	if (arg->names) {
		if (arg->flags) printFlags((unsigned)value, arg->names, arg->unknown);
		else printConstant((unsigned)value, arg->names, arg->unknown);
		return;
	}
	if (printIfStruct(t, arg, value)) return;
	switch (arg->type) {
	case T_int:
		if (index == 1 && isCall(t, "clock_nanosleep") && value == 1) print("TIMER_ABSTIME");
		else print("%d", (int)value);
		return;
	case T_fd:
	case T_pid:
	case T_uid: print("%d", (int)value); return;
	case T_uint: print("%u", (unsigned)value); return;
	case T_long: print("%ld", value); return;
	case T_ulong:
	case T_size: print("%lu", (unsigned long)value); return;
	case T_off:
		if (!isCall(t, "mmap")) print("%ld", value);
		else if (value == 0) print("0");
		else printHex((unsigned long)value);
		return;
	case T_dirfd: printDirfd((int)value); return;
	case T_path: printPath(t, value); return;
	case T_str: printText(t, value); return;
	case T_buf: printBuffer(t, arg, value); return;
	case T_mode:
		if (strncmp(t->call->name, "mknod", 5) == 0) printMode((unsigned)value & 0xffff);
		else printOctal((unsigned)value & 07777);
		return;
	case T_signal: printSignal((int)value); return;
	case T_open_flags:
		if (isCall(t, "pipe2") || isCall(t, "dup3")) printFlags((unsigned)value, names_OPEN_BITS, "O_");
		else printOpenFlags((int)value);
		return;
	case T_mmap_flags: printMmapFlags((int)value); return;
	case T_clone_flags: printCloneFlags((unsigned)value, 1); return;
	case T_ioctl: printIoctlRequest((unsigned)value); return;
	case T_futex_op: printFutexOp((int)value); return;
	case T_dev: printDevice(value); return;
	case T_argv: printArgv(t, value); return;
	case T_envp: printEnvp(t, value); return;
	case T_timespec: printTimespecArgument(t, arg, value); return;
	case T_iovec: {
		int reading = strncmp(t->call->name, "readv", 5) == 0 || strncmp(t->call->name, "preadv", 6) == 0;
		if (reading && isFailed(t)) printPointer(value);
		else printIovec(t, value, t->args[index + 1], reading ? t->result : 0x7fffffffffffffff);
		return;
	}
	case T_rusage:
		if (isFailed(t) || (isCall(t, "wait4") && t->result == 0)) printPointer(value);
		else printStruct(t, value, 144, printRusage);
		return;
	case T_wstatus:
		if (isFailed(t) || t->result == 0) printPointer(value);
		else printStruct(t, value, 4, printWaitStatus);
		return;
	case T_fds:
		if (isFailed(t)) printPointer(value);
		else printStruct(t, value, 8, printPair);
		return;
	case T_pollfds: printPollfds(t, value, t->args[index + 1], 0); return;
	case T_dirents: printDirents(t, value); return;
	case T_termios: printIoctl(t, (unsigned)t->args[1], value); return;
	case T_fdset: printFdset(t, value); return;
	case T_socket_type:
	case T_sockaddr:
	case T_msghdr:
	case T_sockopt_name:
	case T_sockopt_value: printSocketArgument(t, index); return;
	default: printPointer(value); return;
	}
}
