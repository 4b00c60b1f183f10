/* err(3), warn(3), error(3): messages to stderr in front of which stands the program's name. */
#include <err.h>
#include <errno.h>
#include <error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(int number, const char *format, va_list list)
{
	fflush(stdout);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	if (format) vfprintf(stderr, format, list);
	if (format && number) fputs(": ", stderr);
	fprintf(stderr, "%s\n", number ? strerror(number) : "");
}

void vwarn(const char *format, va_list list) { say(errno, format, list); }
void vwarnx(const char *format, va_list list) { say(0, format, list); }

_Noreturn void verr(int status, const char *format, va_list list)
{
	say(errno, format, list);
	exit(status);
}

_Noreturn void verrx(int status, const char *format, va_list list)
{
	say(0, format, list);
	exit(status);
}

void warn(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	vwarn(format, list);
	va_end(list);
}

void warnx(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	vwarnx(format, list);
	va_end(list);
}

_Noreturn void err(int status, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	verr(status, format, list);
}

_Noreturn void errx(int status, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	verrx(status, format, list);
}

void error(int status, int number, const char *format, ...)
{
	va_list list;
	fflush(stdout);
	fprintf(stderr, "%s: ", program_invocation_name);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	if (number) fprintf(stderr, ": %s", strerror(number));
	fputc('\n', stderr);
	if (status) exit(status);
}
