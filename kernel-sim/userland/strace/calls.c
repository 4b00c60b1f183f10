/* One system call: its line up to what only its end can tell, and the rest. Follows syscall.c: syscall_exiting_trace. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include "strace.h"

static const struct call *findCall(long nr)
{
	/* Numbers without a name: kept for as long as we run, there are few. */
	static struct call *unknown;
	for (const struct call *call = calls; call->name; call++)
		if (call->nr == nr) return call;
	if (unknown && unknown->nr == nr) return unknown;
	unknown = calloc(1, sizeof *unknown);
	char *name = malloc(32);
	snprintf(name, 32, "syscall_0x%lx", (unsigned long)nr);
	*unknown = (struct call){.nr = (int)nr, .name = name, .count = 6, .raw = 1};
	return unknown;
}

/* The first argument that the call fills in; their number when there is none. */
static int knownArguments(const struct call *call)
{
	for (int i = 0; i < call->count; i++)
		if (call->args[i].direction == 1) return i;
	return call->count;
}

static void printEntry(struct task *t)
{
	const struct call *call = t->call;
	printLeader(t);
	print("%s(", call->name);
	t->decoded = 1;
	if (call->raw) {
		for (int i = 0; i < call->count; i++) print(t->args[i] ? "%s0x%lx" : "%s0", i ? ", " : "", t->args[i]);
		return;
	}
	if (printSpecial(t, 0)) {
		t->decoded = t->nr != SYS_ioctl && t->nr != SYS_getrandom;
		return;
	}
	int known = knownArguments(call);
	for (int i = 0; i < known; i++) {
		if (i) print(", ");
		printArgument(t, i);
	}
	t->decoded = known == call->count;
	if (!t->decoded && known > 0) print(", ");
}

void enterCall(struct task *t, const struct ptrace_syscall_info *info)
{
	t->inside = 1;
	t->nr = (long)info->entry.nr;
	t->call = findCall(t->nr);
	t->sp = (long)info->stack_pointer;
	t->failed = 0;
	t->result = 0;
	memcpy(t->args, info->entry.args, sizeof t->args);
	if (t->hidden && (t->nr == SYS_execve || t->nr == SYS_execveat)) t->hidden = 0;
	t->shown = !t->hidden && isTraced(t->call);
	t->began = t->system;
	if (!t->shown || options.count) return;
	printEntry(t);
	flushOutput();
}

static void printFailure(long error)
{
	const struct error *e = errors;
	while (e->name && e->number != error) e++;
	int restart = error >= 512 && error <= 516;
	print("= %s ", restart ? "?" : "-1");
	if (e->name) print("%s (%s)", e->name, e->text);
	else print("(errno %ld)", error);
}

static void printResult(const struct task *t)
{
	const struct call *call = t->call;
	long result = t->result;
	print("= ");
	if (call->result == R_none) print("?");
	else if (call->result == R_ptr) printPointer(result);
	else if (call->result == R_mode) printOctal((unsigned)result);
	else if (t->nr == SYS_fcntl && t->args[1] == 3) {
		print("0x%lx (flags ", result);
		printOpenFlags((int)result);
		print(")");
	} else if (t->nr == SYS_fcntl && t->args[1] == 1 && result) print("0x%lx (flags FD_CLOEXEC)", result);
	else if (t->nr == SYS_poll && result == 0) print("0 (Timeout)");
	else if (t->nr == SYS_poll) {
		print("%ld (", result);
		printPollfds(t, t->args[0], t->args[1], 1);
		print(")");
	} else print("%ld", result);
}

void exitCall(struct task *t, const struct ptrace_syscall_info *info)
{
	if (!t->inside) return;
	t->inside = 0;
	t->result = info->exit.rval;
	t->failed = info->exit.is_error;
	if (!t->shown) return;
	if (options.count) {
		countCall(t);
		return;
	}
	resumeLine(t);
	if (!t->call->raw && !printSpecial(t, 1)) {
		int known = knownArguments(t->call);
		for (int i = known; i < t->call->count; i++) {
			if (i > known) print(", ");
			printArgument(t, i);
		}
	}
	print(") ");
	toColumn();
	if (t->failed) printFailure(-t->result);
	else printResult(t);
	endLine();
}

/* It dies in the middle of the call. */
void exitInside(struct task *t)
{
	if (!t->inside || !t->shown || options.count) return;
	resumeLine(t);
	if (!t->decoded) print(" <unfinished ...>");
	print(") ");
	toColumn();
	print("= ?");
	endLine();
	t->inside = 0;
}
