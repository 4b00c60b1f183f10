/* Calls whose form depends on their arguments: each prints what is known at entry, and at exit the rest. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include "strace.h"

typedef void (*special)(const struct task *t, int leaving);

static void printOpenRest(const struct task *t, int first)
{
	int flags = (int)t->args[first + 1];
	printPath(t, t->args[first]);
	print(", ");
	printOpenFlags(flags);
	if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) {
		print(", ");
		printOctal((unsigned)t->args[first + 2] & 07777);
	}
}

static void printOpen(const struct task *t, int leaving)
{
	if (!leaving) printOpenRest(t, 0);
}

static void printOpenat(const struct task *t, int leaving)
{
	if (leaving) return;
	printDirfd((int)t->args[0]);
	print(", ");
	printOpenRest(t, 1);
}

#define PARENT_SETTID 0x00100000
#define SETTLS 0x00080000
#define CHILD_TID 0x01200000

static void printCloneTail(const struct task *t)
{
	long flags = t->args[0];
	if (flags & PARENT_SETTID) {
		print(", parent_tid=");
		printStruct(t, t->args[2], 4, printInt);
	}
	if (flags & SETTLS) {
		print(", tls=");
		printPointer(t->args[4]);
	}
	if (flags & CHILD_TID) {
		print(", child_tidptr=");
		printPointer(t->args[3]);
	}
}

static void printClone(const struct task *t, int leaving)
{
	if (!leaving) {
		print("child_stack=");
		printPointer(t->args[1]);
		print(", flags=");
		printCloneFlags((unsigned)t->args[0], 1);
	}
	if (leaving == ((t->args[0] & PARENT_SETTID) != 0)) printCloneTail(t);
}

static void printClone3(const struct task *t, int leaving)
{
	unsigned long a[8];
	int known = peekBytes(t, t->args[0], a, sizeof a) == 0;
	if (!known) {
		if (leaving) return;
		printPointer(t->args[0]);
		print(", %lu", t->args[1]);
		return;
	}
	if (leaving) {
		if (a[0] & PARENT_SETTID) {
			print(" => {parent_tid=");
			printStruct(t, (long)a[3], 4, printInt);
			print("}");
		}
		print(", %lu", t->args[1]);
		return;
	}
	print("{flags=");
	printCloneFlags(a[0], 0);
	if (a[2]) print(", child_tid=0x%lx", a[2]);
	if (a[3]) print(", parent_tid=0x%lx", a[3]);
	print(", exit_signal=");
	printCloneFlags(a[4], 1);
	print(", stack=");
	printPointer((long)a[5]);
	print(a[6] ? ", stack_size=0x%lx" : ", stack_size=0", a[6]);
	if (a[7]) print(", tls=0x%lx", a[7]);
	print("}");
}

static void printFutex(const struct task *t, int leaving)
{
	if (leaving) return;
	const long *a = t->args;
	int command = (int)a[1] & 127;
	printPointer(a[0]);
	print(", ");
	printFutexOp((int)a[1]);
	print(", %u", (unsigned)a[2]);
	/* WAIT 0, WAKE 1, REQUEUE 3, WAIT_BITSET 9, WAKE_BITSET 10 */
	if (command == 0 || command == 9) {
		print(", ");
		printStruct(t, a[3], 16, printTimespec);
	}
	if (command == 9 || command == 10) {
		if ((unsigned)a[5] == 0xffffffff) print(", FUTEX_BITSET_MATCH_ANY");
		else print(", 0x%x", (unsigned)a[5]);
	}
	if (command == 0 || command == 1 || command == 9 || command == 10) return;
	print(", %u, ", (unsigned)a[3]);
	printPointer(a[4]);
	if (command != 3) print(", %u", (unsigned)a[5]);
}

static void printFcntl(const struct task *t, int leaving)
{
	if (leaving) return;
	int command = (int)t->args[1];
	long value = t->args[2];
	print("%d, ", (int)t->args[0]);
	printConstant((unsigned)command, names_FCNTL, "F_");
	if (command == F_GETFD || command == F_GETFL || command == 9 || command == 1032) return;
	print(", ");
	if (command == F_SETFD) printFlags((unsigned long)value, names_FD_FLAGS, "FD_");
	else if (command == F_SETFL) printOpenFlags((int)value);
	else if (command >= 5 && command <= 7) printPointer(value);
	else print("%ld", value);
}

static void printName(const struct task *t, long address)
{
	char name[16];
	long length = peekText(t, address, name, sizeof name);
	if (length < 0) printPointer(address);
	else printQuoted(name, length, 15);
}

/* PR_GET_DUMPABLE 3, PR_GET_KEEPCAPS 7, PR_SET_NAME 15, PR_GET_NAME 16, PR_SET_NO_NEW_PRIVS 38 */
static void printPrctl(const struct task *t, int leaving)
{
	int option = (int)t->args[0];
	if (leaving) {
		if (option == 16) printName(t, t->args[1]);
		return;
	}
	printConstant((unsigned)option, names_PRCTL, "PR_");
	if (option == 3 || option == 7) return;
	if (option == 15 || option == 16) {
		print(", ");
		if (option == 15) printName(t, t->args[1]);
		return;
	}
	for (int i = 1; i < 5; i++) {
		if (option == 38 || t->args[i] == 0) print(", %ld", t->args[i]);
		else print(", 0x%lx", t->args[i]);
	}
}

static void printLong(const struct task *t, const void *bytes)
{
	(void)t;
	print("[");
	printPointer(*(const long *)bytes);
	print("]");
}

/* ARCH_GET_FS 0x1003, ARCH_GET_GS 0x1004 */
static void printArchPrctl(const struct task *t, int leaving)
{
	int reads = t->args[0] == 0x1003 || t->args[0] == 0x1004;
	if (!leaving) {
		printConstant((unsigned)t->args[0], names_ARCH_PRCTL, "ARCH_");
		print(", ");
		if (!reads) printPointer(t->args[1]);
	} else if (reads) printStruct(t, t->args[1], 8, printLong);
}

/* The mask lies in the frame on the stack: struct ucontext, behind 8 bytes of return address that are popped. */
static void printSigreturn(const struct task *t, int leaving)
{
	unsigned long mask = 0;
	if (leaving) return;
	peekBytes(t, t->sp + 296, &mask, 8);
	print("{mask=");
	printSet(mask);
	print("}");
}

static void printIoctlCall(const struct task *t, int leaving)
{
	if (leaving) {
		printIoctl(t, (unsigned)t->args[1], t->args[2]);
		return;
	}
	print("%d, ", (int)t->args[0]);
	printIoctlRequest((unsigned)t->args[1]);
	print(", ");
}

static void printGetrandom(const struct task *t, int leaving)
{
	unsigned char bytes[256];
	if (!leaving) return;
	long most = options.limit < 256 ? options.limit : 256, shown = t->result > most ? most : t->result;
	if (t->failed || shown <= 0 || peekBytes(t, t->args[0], bytes, (size_t)shown) < 0) printPointer(t->args[0]);
	else {
		print("\"");
		for (long i = 0; i < shown; i++) print("\\x%02x", bytes[i]);
		print(t->result > shown ? "\"..." : "\"");
	}
	print(", %lu, ", t->args[1]);
	printFlags((unsigned long)t->args[2], names_GETRANDOM, "GRND_");
}

static void printPoll(const struct task *t, int leaving)
{
	if (leaving) return;
	printPollfds(t, t->args[0], t->args[1], 0);
	print(", %lu, %d", t->args[1], (int)t->args[2]);
}

static void printReboot(const struct task *t, int leaving)
{
	if (leaving) return;
	print("LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, ");
	printConstant((unsigned)t->args[2], names_REBOOT, "LINUX_REBOOT_CMD_");
}

static void printPriority(const struct task *t, int leaving)
{
	if (leaving) return;
	printConstant((unsigned)t->args[0], names_PRIO, "PRIO_");
	print(", %d", (int)t->args[1]);
	if (t->nr == SYS_setpriority) print(", %d", (int)t->args[2]);
}

static void printMremap(const struct task *t, int leaving)
{
	if (leaving) return;
	printPointer(t->args[0]);
	print(", %lu, %lu, ", t->args[1], t->args[2]);
	printFlags((unsigned long)t->args[3], names_MREMAP, "MREMAP_");
	if (t->args[3] & 2) {
		print(", ");
		printPointer(t->args[4]);
	}
}

static void printMsync(const struct task *t, int leaving)
{
	if (leaving) return;
	printPointer(t->args[0]);
	print(", %lu, ", t->args[1]);
	printFlags((unsigned long)t->args[2], names_MSYNC, "MS_");
}

static const struct {
	int nr;
	special printer;
} forms[] = {
	{SYS_open, printOpen},         {SYS_openat, printOpenat},         {SYS_clone, printClone},
	{SYS_clone3, printClone3},     {SYS_futex, printFutex},           {SYS_fcntl, printFcntl},
	{SYS_prctl, printPrctl},       {SYS_arch_prctl, printArchPrctl},  {SYS_rt_sigreturn, printSigreturn},
	{SYS_ioctl, printIoctlCall},   {SYS_getrandom, printGetrandom},   {SYS_poll, printPoll},
	{SYS_reboot, printReboot},     {SYS_getpriority, printPriority},  {SYS_setpriority, printPriority},
	{SYS_mremap, printMremap},     {SYS_msync, printMsync},
	{SYS_socket, printSocketCall}, {SYS_socketpair, printSocketpair}, {SYS_accept, printNamed},
	{SYS_accept4, printNamed},     {SYS_getsockname, printNamed},     {SYS_getpeername, printNamed},
	{SYS_recvfrom, printRecvfrom}, {SYS_getsockopt, printGetsockopt},
};

int printSpecial(const struct task *t, int leaving)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (forms[i].nr != t->nr) continue;
		forms[i].printer(t, leaving);
		return 1;
	}
	return 0;
}
