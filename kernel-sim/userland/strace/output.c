/* The lines of the log, and who is in the middle of one. Follows strace.c: printleader, tabto, line_ended. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "strace.h"

/* -a: where the result stands. */
#define COLUMN 40

static FILE *out;
/* Whose line is open. */
static struct task *printing;

void openOutput(void)
{
	out = stderr;
	if (!options.file) return;
	out = fopen(options.file, "we");
	if (out) return;
	complain("Can't fopen '%s': %s", options.file, strerror(errno));
	exit(1);
}

void print(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	int written = vfprintf(out, format, list);
	va_end(list);
	if (printing && written > 0) printing->column += written;
}

int inLine(const struct task *t)
{
	return printing == t && t->column > 0;
}

static int several(void)
{
	return tasks && tasks->next;
}

void printLeader(struct task *t)
{
	if (printing && printing->column > 0) {
		fputs(" <unfinished ...>\n", out);
		printing->column = 0;
	}
	printing = t;
	t->column = 0;
	if (options.prefix) print("%-5d ", t->pid);
	else if (several() && !options.named_file) print("[pid %5d] ", t->pid);
}

void resumeLine(struct task *t)
{
	if (printing == t) return;
	printLeader(t);
	print("<... %s resumed>", t->call->name);
}

void endLine(void)
{
	fputc('\n', out);
	if (printing) printing->column = 0;
	printing = NULL;
	fflush(out);
}

void toColumn(void)
{
	while (printing && printing->column < COLUMN) print(" ");
}

void flushOutput(void)
{
	fflush(out);
}
