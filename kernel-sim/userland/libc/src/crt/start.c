/*
 * What happens between _start and main: find argv, environ and auxv on the stack, run constructors, call main, exit
 * with its answer. Follows the System V AMD64 ABI 3.4.1 and glibc's __libc_start_main.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../internal/libc.h"
#include "../internal/thread.h"

char **environ;
unsigned long *__auxv;
char *program_invocation_name = "";
char *program_invocation_short_name = "";

int main(int, char **, char **);
extern void (*__init_array_start[])(int, char **, char **) __attribute__((weak));
extern void (*__init_array_end[])(int, char **, char **) __attribute__((weak));

static void nameProgram(const char *path)
{
	const char *slash = strrchr(path, '/');
	program_invocation_name = (char *)path;
	program_invocation_short_name = (char *)(slash ? slash + 1 : path);
}

_Noreturn void __libc_start(long *stack)
{
	int argc = (int)stack[0];
	char **argv = (char **)(stack + 1);
	environ = argv + argc + 1;
	char **end = environ;
	while (*end) end++;
	__auxv = (unsigned long *)(end + 1);
	__tlsStart();
	if (argc > 0) nameProgram(argv[0]);
	for (void (**init)(int, char **, char **) = __init_array_start; init != __init_array_end; init++) (*init)(argc, argv, environ);
	exit(main(argc, argv, environ));
}
