/*
 * strace(1): shows the system calls of other programs, by ptrace(2). Its output is that of Debian's strace 6.1.
 *   main.c   options        loop.c      stops of the traced tasks      output.c  the lines, and who is in the middle of one
 *   calls.c  one call       arguments.c an argument by its type        special.c calls printed in a way of their own
 *   sockets.c addresses, messages, options of sockets
 *   structs.c structures    values.c    names, flags, strings          signals.c siginfo       memory.c reading their memory
 * Tables of calls and names are generated from the kernel's own (generated/).
 */
#ifndef STRACE_H
#define STRACE_H
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/types.h>

struct name {
	long value;
	const char *name;
};

struct argument {
	unsigned char type;
	/* 0 known at entry, 1 filled by the call, 2 both. */
	unsigned char direction;
	/* Of a buffer: which argument has its length; -1: the result. */
	signed char length;
	/* Where the value has names: they, what is said of an unknown one, and whether it is a set of bits. */
	const struct name *names;
	const char *unknown;
	int flags;
};

struct call {
	int nr;
	const char *name;
	unsigned char count;
	unsigned char result;
	/* Nothing is known but the number of arguments. */
	unsigned char raw;
	struct argument args[6];
};

struct error {
	int number;
	const char *name, *text;
};

#include "generated/tables.h"
extern const struct call calls[];
extern const struct error errors[];

/* A traced task. */
struct task {
	struct task *next;
	pid_t pid;
	int started;
	/* Between entry and exit of a call; its entry was printed. */
	int inside, shown;
	/* All that the call's line can say has been said. */
	int decoded;
	/* Lines are held back until the program itself begins. */
	int hidden;
	/* Made by us, not found with -p. */
	int ours;
	int column;
	const struct call *call;
	long nr, args[6], result, sp;
	int failed;
	/* -c: CPU time in the kernel when the call began, microseconds. */
	long began, system;
};

/* main.c */
struct options {
	int follow, quiet, count, limit, prefix, named_file;
	int hide_signals;
	const char *file;
	/* What messages begin with. */
	const char *program;
};
extern struct options options;
int isTraced(const struct call *call);
void complain(const char *format, ...);

/* loop.c */
extern struct task *tasks;
struct task *addTask(pid_t pid);
void attachTo(pid_t pid);
pid_t startProgram(char **argv);
int traceAll(pid_t program);

/* output.c */
void openOutput(void);
void print(const char *format, ...);
void printLeader(struct task *t);
void endLine(void);
void toColumn(void);
int inLine(const struct task *t);
void flushOutput(void);
/* Whoever is in the middle of a line and is not `t` is cut. */
void resumeLine(struct task *t);

/* calls.c */
void enterCall(struct task *t, const struct ptrace_syscall_info *info);
void exitCall(struct task *t, const struct ptrace_syscall_info *info);
void exitInside(struct task *t);

/* memory.c */
int peekBytes(const struct task *t, long address, void *into, size_t length);
/* Up to a NUL: its length without it, -1: unreadable; `max` when there is none. */
long peekText(const struct task *t, long address, char *into, size_t max);

/* values.c */
void printHex(unsigned long value);
void printPointer(long value);
void printFlags(unsigned long value, const struct name *names, const char *unknown);
void printConstant(unsigned value, const struct name *names, const char *unknown);
const char *nameOf(long value, const struct name *names);
void printOctal(unsigned value);
void printMode(unsigned mode);
void printSignal(int signal);
void printSet(unsigned long set);
void printQuoted(const char *bytes, long length, long limit);
void printPath(const struct task *t, long address);
void printText(const struct task *t, long address);
void printOpenFlags(int flags);
void printMmapFlags(int flags);
void printCloneFlags(unsigned long flags, int with_signal);
void printFutexOp(int op);
void printDirfd(int fd);

/* structs.c */
typedef void (*struct_printer)(const struct task *t, const void *bytes);
void printStruct(const struct task *t, long address, size_t size, struct_printer print);
void printTimespec(const struct task *t, const void *bytes);
void printTimeval(const struct task *t, const void *bytes);
void printItimerval(const struct task *t, const void *bytes);
void printStat(const struct task *t, const void *bytes);
void printStatfs(const struct task *t, const void *bytes);
void printSigaction(const struct task *t, const void *bytes);
void printSigset(const struct task *t, const void *bytes);
void printStackT(const struct task *t, const void *bytes);
void printWaitStatus(const struct task *t, const void *bytes);
void printRusage(const struct task *t, const void *bytes);
void printRlimit(const struct task *t, const void *bytes);
void printUtsname(const struct task *t, const void *bytes);
void printTms(const struct task *t, const void *bytes);
void printSysinfo(const struct task *t, const void *bytes);
void printInt(const struct task *t, const void *bytes);
void printTermios(const struct task *t, const void *bytes);
void printWindowSize(const struct task *t, const void *bytes);
void printIovec(const struct task *t, long address, long count, long limit);
void printPollfds(const struct task *t, long address, long count, int revents);
void printIoctl(const struct task *t, unsigned request, long address);
void printIoctlRequest(unsigned request);

/* arguments.c, special.c */
void printArgument(const struct task *t, int index);
/* Prints the arguments of calls with a form of their own: what is known at entry, then the rest. 0: not such a call. */
int printSpecial(const struct task *t, int leaving);

/* sockets.c */
void printSocketArgument(const struct task *t, int index);
void printSocketCall(const struct task *t, int leaving);
void printSocketpair(const struct task *t, int leaving);
void printNamed(const struct task *t, int leaving);
void printRecvfrom(const struct task *t, int leaving);
void printGetsockopt(const struct task *t, int leaving);

/* signals.c */
void printSigInfo(const void *siginfo);

/* count.c */
void countCall(const struct task *t);
void printCounts(void);
#endif
