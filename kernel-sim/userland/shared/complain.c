/* Messages of programs: `ls: cannot access …`, with the name the program was called by. */
#include "shared.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

void programComplain(const char *format, ...)
{
	va_list list;
	fflush(stdout);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
}
