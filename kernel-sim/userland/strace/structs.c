/* Structures as strace prints them. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include "strace.h"

static long at64(const void *bytes, int offset)
{
	long value;
	memcpy(&value, (const char *)bytes + offset, 8);
	return value;
}

static int at32(const void *bytes, int offset)
{
	int value;
	memcpy(&value, (const char *)bytes + offset, 4);
	return value;
}

static unsigned at16(const void *bytes, int offset)
{
	unsigned short value;
	memcpy(&value, (const char *)bytes + offset, 2);
	return value;
}

/* The bare address where there is none to read. */
void printStruct(const struct task *t, long address, size_t size, struct_printer printer)
{
	char bytes[512];
	if (address == 0 || peekBytes(t, address, bytes, size) < 0) printPointer(address);
	else printer(t, bytes);
}

void printTimespec(const struct task *t, const void *bytes)
{
	(void)t;
	print("{tv_sec=%ld, tv_nsec=%lu}", at64(bytes, 0), (unsigned long)at64(bytes, 8));
}

void printTimeval(const struct task *t, const void *bytes)
{
	(void)t;
	print("{tv_sec=%ld, tv_usec=%ld}", at64(bytes, 0), at64(bytes, 8));
}

void printItimerval(const struct task *t, const void *bytes)
{
	print("{it_interval=");
	printTimeval(t, bytes);
	print(", it_value=");
	printTimeval(t, (const char *)bytes + 16);
	print("}");
}

static void printHexOrZero(unsigned value)
{
	print(value ? "0x%x" : "0", value);
}

void printStat(const struct task *t, const void *bytes)
{
	(void)t;
	unsigned mode = (unsigned)at32(bytes, 24), kind = mode & 0170000;
	print("{st_mode=");
	printMode(mode);
	if (kind == 0020000 || kind == 0060000) {
		unsigned long device = (unsigned long)at64(bytes, 40);
		print(", st_rdev=makedev(");
		printHexOrZero((device >> 8) & 0xfff);
		print(", ");
		printHexOrZero(device & 0xff);
		print("), ...}");
	} else print(", st_size=%ld, ...}", at64(bytes, 48));
}

void printStatfs(const struct task *t, const void *bytes)
{
	(void)t;
	print("{f_type=");
	printConstant((unsigned)at64(bytes, 0), names_FILE_SYSTEMS, "");
	print(", f_bsize=%ld, ...}", at64(bytes, 8));
}

void printSigaction(const struct task *t, const void *bytes)
{
	(void)t;
	long handler = at64(bytes, 0);
	unsigned flags = (unsigned)at32(bytes, 8);
	print("{sa_handler=");
	if (handler == 0) print("SIG_DFL");
	else if (handler == 1) print("SIG_IGN");
	else printHex((unsigned long)handler);
	print(", sa_mask=");
	printSet((unsigned long)at64(bytes, 24));
	print(", sa_flags=");
	printFlags(flags, names_SA, "SA_");
	if (flags & 0x04000000) {
		print(", sa_restorer=");
		printPointer(at64(bytes, 16));
	}
	print("}");
}

void printSigset(const struct task *t, const void *bytes)
{
	(void)t;
	printSet((unsigned long)at64(bytes, 0));
}

void printStackT(const struct task *t, const void *bytes)
{
	(void)t;
	print("{ss_sp=");
	printPointer(at64(bytes, 0));
	print(", ss_flags=");
	printFlags((unsigned)at32(bytes, 8), names_SS, "SS_");
	print(", ss_size=%lu}", (unsigned long)at64(bytes, 16));
}

void printWaitStatus(const struct task *t, const void *bytes)
{
	(void)t;
	int status = at32(bytes, 0), signal = status & 0x7f;
	if (status == 0xffff) print("[{WIFCONTINUED(s)}]");
	else if (signal == 0x7f) {
		print("[{WIFSTOPPED(s) && WSTOPSIG(s) == ");
		printSignal((status >> 8) & 0xff);
		print("}]");
	} else if (signal == 0) print("[{WIFEXITED(s) && WEXITSTATUS(s) == %d}]", (status >> 8) & 0xff);
	else {
		print("[{WIFSIGNALED(s) && WTERMSIG(s) == ");
		printSignal(signal);
		print(status & 0x80 ? " && WCOREDUMP(s)}]" : "}]");
	}
}

void printRusage(const struct task *t, const void *bytes)
{
	print("{ru_utime=");
	printTimeval(t, bytes);
	print(", ru_stime=");
	printTimeval(t, (const char *)bytes + 16);
	print(", ...}");
}

static void printLimit(unsigned long value, const char *infinity)
{
	if (value == ~0UL) print("%s", infinity);
	else if (value > 1024 && value % 1024 == 0) print("%lu*1024", value / 1024);
	else print("%lu", value);
}

void printRlimit(const struct task *t, const void *bytes)
{
	const char *infinity = strcmp(t->call->name, "prlimit64") == 0 ? "RLIM64_INFINITY" : "RLIM_INFINITY";
	print("{rlim_cur=");
	printLimit((unsigned long)at64(bytes, 0), infinity);
	print(", rlim_max=");
	printLimit((unsigned long)at64(bytes, 8), infinity);
	print("}");
}

void printUtsname(const struct task *t, const void *bytes)
{
	(void)t;
	const char *text = bytes;
	print("{sysname=");
	printQuoted(text, (long)strnlen(text, 65), 65);
	print(", nodename=");
	printQuoted(text + 65, (long)strnlen(text + 65, 65), 65);
	print(", ...}");
}

void printTms(const struct task *t, const void *bytes)
{
	(void)t;
	print("{tms_utime=%ld, tms_stime=%ld, tms_cutime=%ld, tms_cstime=%ld}", at64(bytes, 0), at64(bytes, 8), at64(bytes, 16),
		at64(bytes, 24));
}

void printSysinfo(const struct task *t, const void *bytes)
{
	(void)t;
	print("{uptime=%ld, loads=[%ld, %ld, %ld]", at64(bytes, 0), at64(bytes, 8), at64(bytes, 16), at64(bytes, 24));
	print(", totalram=%lu, freeram=%lu, sharedram=%lu", at64(bytes, 32), at64(bytes, 40), at64(bytes, 48));
	print(", bufferram=%lu, totalswap=%lu, freeswap=%lu", at64(bytes, 56), at64(bytes, 64), at64(bytes, 72));
	print(", procs=%u, totalhigh=%lu, freehigh=%lu", at16(bytes, 80), at64(bytes, 88), at64(bytes, 96));
	print(", mem_unit=%u}", at32(bytes, 104));
}

void printInt(const struct task *t, const void *bytes)
{
	(void)t;
	print("[%d]", at32(bytes, 0));
}

void printTermios(const struct task *t, const void *bytes)
{
	(void)t;
	int output = at32(bytes, 4), control = at32(bytes, 8), local = at32(bytes, 12);
	const char *baud = nameOf(control & 0x100f, names_BAUD);
	if (baud) print("{%s", baud);
	else print("{B%d", control & 0x100f);
	print(" %sopost %sisig %sicanon %secho ...}", output & 1 ? "" : "-", local & 1 ? "" : "-", local & 2 ? "" : "-",
		local & 8 ? "" : "-");
}

void printWindowSize(const struct task *t, const void *bytes)
{
	(void)t;
	print("{ws_row=%u, ws_col=%u, ws_xpixel=%u, ws_ypixel=%u}", at16(bytes, 0), at16(bytes, 2), at16(bytes, 4), at16(bytes, 6));
}

/* `limit`: how many bytes were moved, for readv. */
void printIovec(const struct task *t, long address, long count, long limit)
{
	char *vectors = count > 0 && count <= 1024 ? malloc((size_t)count * 16) : NULL;
	if (!vectors || peekBytes(t, address, vectors, (size_t)count * 16) < 0) {
		free(vectors);
		if (count == 0) print("[]");
		else printPointer(address);
		return;
	}
	char *bytes = malloc((size_t)options.limit + 1);
	for (long i = 0; i < count; i++) {
		long base = at64(vectors, (int)i * 16), length = at64(vectors, (int)i * 16 + 8);
		long shown = length < limit ? length : limit, most = shown > options.limit ? options.limit + 1 : shown;
		limit -= shown;
		print("%s{iov_base=", i ? ", " : "[");
		if (base == 0 || most < 0 || peekBytes(t, base, bytes, (size_t)most) < 0) printPointer(base);
		else printQuoted(bytes, most, options.limit);
		print(", iov_len=%ld}", length);
	}
	print("]");
	free(bytes);
	free(vectors);
}

void printPollfds(const struct task *t, long address, long count, int revents)
{
	char fds[256 * 8];
	if (count <= 0 || count > 256 || peekBytes(t, address, fds, (size_t)count * 8) < 0) {
		if (count == 0) print("[]");
		else printPointer(address);
		return;
	}
	const char *between = "";
	print("[");
	for (long i = 0; i < count; i++) {
		int fd = at32(fds, (int)i * 8);
		unsigned bits = at16(fds, (int)i * 8 + (revents ? 6 : 4));
		if (revents && bits == 0) continue;
		print("%s{fd=%d", between, fd);
		between = ", ";
		if (revents || fd >= 0) {
			print(revents ? ", revents=" : ", events=");
			printFlags(bits, names_POLL, "POLL");
		}
		print("}");
	}
	print("]");
}

void printIoctlRequest(unsigned request)
{
	const char *name = nameOf(request, names_IOCTLS);
	if (name) print("%s", name);
	else print("0x%x", request);
}

void printIoctl(const struct task *t, unsigned request, long address)
{
	static const char reads[] = " TCGETS TIOCGWINSZ TIOCGPGRP FIONREAD TIOCOUTQ TIOCGSID ";
	const char *name = nameOf(request, names_IOCTLS);
	char spaced[32] = " ";
	if (!name) name = "";
	strcat(strcat(spaced, name), " ");
	if (*name && strstr(reads, spaced) && t->failed) printPointer(address);
	else if (strncmp(name, "TCGETS", 6) == 0 || strncmp(name, "TCSETS", 6) == 0) printStruct(t, address, 36, printTermios);
	else if (strcmp(name + (*name ? 5 : 0), "WINSZ") == 0) printStruct(t, address, 8, printWindowSize);
	else if (*name && strstr(" TIOCGPGRP TIOCSPGRP FIONREAD FIONBIO TIOCOUTQ TIOCGSID ", spaced)) printStruct(t, address, 4, printInt);
	else if (*name && strstr(" TCSBRK TCXONC TCFLSH TIOCSCTTY ", spaced)) print("%ld", address);
	else if (address == 0) print("0");
	else printHex((unsigned long)address);
}
