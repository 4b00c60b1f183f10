/* Numbers, names, sets of bits and strings as strace writes them. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "strace.h"

void printHex(unsigned long value)
{
	print("0x%lx", value);
}

void printPointer(long value)
{
	if (value == 0) print("NULL");
	else printHex((unsigned long)value);
}

const char *nameOf(long value, const struct name *names)
{
	for (; names->name; names++)
		if (names->value == value) return names->name;
	return NULL;
}

void printFlags(unsigned long value, const struct name *names, const char *unknown)
{
	if (value == 0) {
		const char *zero = nameOf(0, names);
		print("%s", zero ? zero : "0");
		return;
	}
	unsigned long rest = value;
	const char *between = "";
	for (; names->name; names++) {
		unsigned long mask = (unsigned long)names->value;
		if (mask == 0 || (rest & mask) != mask) continue;
		print("%s%s", between, names->name);
		between = "|";
		rest &= ~mask;
	}
	if (rest == value) print("0x%lx /* %s??? */", rest, unknown);
	else if (rest) print("|0x%lx", rest);
}

void printConstant(unsigned value, const struct name *names, const char *unknown)
{
	for (; names->name; names++)
		if ((unsigned)names->value == value) {
			print("%s", names->name);
			return;
		}
	print("0x%x /* %s??? */", value, unknown);
}

void printOctal(unsigned value)
{
	if (value == 0) print("000");
	else print(value < 8 ? "00%o" : "0%o", value);
}

static const struct name formats[] = {
	{S_IFSOCK, "S_IFSOCK"}, {S_IFLNK, "S_IFLNK"}, {S_IFREG, "S_IFREG"}, {S_IFBLK, "S_IFBLK"},
	{S_IFDIR, "S_IFDIR"},   {S_IFCHR, "S_IFCHR"}, {S_IFIFO, "S_IFIFO"}, {0, 0},
};

void printMode(unsigned mode)
{
	const char *format = nameOf(mode & S_IFMT, formats);
	if (format) print("%s|", format);
	if (mode & S_ISUID) print("S_ISUID|");
	if (mode & S_ISGID) print("S_ISGID|");
	if (mode & S_ISVTX) print("S_ISVTX|");
	printOctal(mode & 0777);
}

static const char *signalText(int signal)
{
	static char text[24];
	if (signal == 32) return "SIGRTMIN";
	if (signal > 32 && signal <= 64) snprintf(text, sizeof text, "SIGRT_%d", signal - 32);
	else {
		const char *name = nameOf(signal, names_SIGNALS);
		if (name) return name;
		snprintf(text, sizeof text, "%d", signal);
	}
	return text;
}

void printSignal(int signal)
{
	print("%s", signalText(signal));
}

void printSet(unsigned long set)
{
	int count = 0;
	for (int i = 0; i < 64; i++) count += (set >> i) & 1;
	int inverted = count > 64 * 2 / 3;
	if (inverted) set = ~set;
	print(inverted ? "~[" : "[");
	const char *between = "";
	for (int i = 1; i <= 64; i++) {
		if (!((set >> (i - 1)) & 1)) continue;
		const char *text = signalText(i);
		print("%s%s", between, strncmp(text, "SIG", 3) == 0 ? text + 3 : text);
		between = " ";
	}
	print("]");
}

/* The inside of a string: a digit behind an octal escape would be read as part of it. */
static void printEscaped(const unsigned char *bytes, long length)
{
	for (long i = 0; i < length; i++) {
		static const char special[] = "\t\n\v\f\r\"\\", letters[] = "tnvfr\"\\";
		const char *at = bytes[i] ? strchr(special, bytes[i]) : NULL;
		if (at) print("\\%c", letters[at - special]);
		else if (bytes[i] >= 32 && bytes[i] < 127) print("%c", bytes[i]);
		else {
			int digit = i + 1 < length && bytes[i + 1] >= '0' && bytes[i + 1] <= '9';
			print(digit ? "\\%03o" : "\\%o", bytes[i]);
		}
	}
}

void printQuoted(const char *bytes, long length, long limit)
{
	int cut = length > limit;
	print("\"");
	printEscaped((const unsigned char *)bytes, cut ? limit : length);
	print(cut ? "\"..." : "\"");
}

void printPath(const struct task *t, long address)
{
	static char path[4096];
	long length = address == 0 ? -1 : peekText(t, address, path, sizeof path);
	if (length < 0) printPointer(address);
	else printQuoted(path, length, 4095);
}

void printText(const struct task *t, long address)
{
	char *text = malloc((size_t)options.limit + 1);
	long length = address == 0 ? -1 : peekText(t, address, text, (size_t)options.limit + 1);
	if (length < 0) printPointer(address);
	else printQuoted(text, length, options.limit);
	free(text);
}

void printOpenFlags(int flags)
{
	static const char *const modes[] = {"O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"};
	print("%s", modes[flags & 3]);
	if ((flags & ~3) == 0) return;
	print("|");
	printFlags((unsigned)(flags & ~3), names_OPEN_BITS, "O_");
}

void printMmapFlags(int flags)
{
	static const char *const types[] = {"MAP_FILE", "MAP_SHARED", "MAP_PRIVATE", "MAP_SHARED_VALIDATE"};
	if ((flags & 15) < 4) print("%s", types[flags & 15]);
	else print("0x%x", flags & 15);
	if ((flags & ~15) == 0) return;
	print("|");
	printFlags((unsigned)(flags & ~15), names_MMAP_BITS, "MAP_");
}

void printCloneFlags(unsigned long flags, int with_signal)
{
	int signal = with_signal ? (int)(flags & 255) : 0;
	if (with_signal) flags &= ~255UL;
	if (flags) printFlags(flags, names_CLONE_BITS, "CLONE_");
	if (flags && signal) print("|");
	if (signal) printSignal(signal);
	if (!flags && !signal) print("0");
}

void printFutexOp(int op)
{
	printConstant((unsigned)op & 127, names_FUTEX, "FUTEX_");
	print("%s%s", op & 128 ? "_PRIVATE" : "", op & 256 ? "|FUTEX_CLOCK_REALTIME" : "");
}

void printDirfd(int fd)
{
	if (fd == AT_FDCWD) print("AT_FDCWD");
	else print("%d", fd);
}
