/* Messages in dash's shape, `sh: LINE: text`, and the jump back to the prompt or out of the script. */
#include "sh.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *shellName = "sh";
/* Line of the command that runs. */
int commandLine = 1;
/* The builtin that runs: its name stands in front of its messages. */
const char *commandName;
jmp_buf *errorTarget;

static void say(int line, const char *prefix, const char *format, va_list list)
{
	fflush(stdout);
	fprintf(stderr, "%s: %d: ", shellName, line);
	if (commandName) fprintf(stderr, "%s: ", commandName);
	fputs(prefix, stderr);
	vfprintf(stderr, format, list);
	fputc('\n', stderr);
}

void complain(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	say(commandLine, "", format, list);
	va_end(list);
}

/* Ends the command; a script ends with it, a prompt comes back. */
_Noreturn void fail(int status, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	say(commandLine, "", format, list);
	va_end(list);
	lastStatus = status;
	if (errorTarget) longjmp(*errorTarget, 1);
	exit(status);
}

_Noreturn void syntaxError(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	say(input ? input->line : 1, "Syntax error: ", format, list);
	va_end(list);
	lastStatus = 2;
	if (errorTarget) longjmp(*errorTarget, 1);
	exit(2);
}
