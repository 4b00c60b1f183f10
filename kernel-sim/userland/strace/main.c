/* strace(1): options. Follows strace.c: init, and filter_qualify.c, basic_filters.c for -e. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "strace.h"

struct options options = {.limit = 32};

/* -e trace=: by index in calls[]; everything when nothing was said. */
static char *wanted;

void complain(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	fflush(NULL);
	fprintf(stderr, "%s: ", options.program);
	vfprintf(stderr, format, list);
	fputc('\n', stderr);
	va_end(list);
}

int isTraced(const struct call *call)
{
	if (!wanted) return 1;
	size_t count = 0;
	while (calls[count].name) count++;
	return call >= calls && call < calls + count ? wanted[call - calls] : 1;
}

static int hasType(const struct call *call, unsigned a, unsigned b)
{
	for (int i = 0; !call->raw && i < call->count; i++)
		if (call->args[i].type == a || call->args[i].type == b) return 1;
	return 0;
}

static int listed(const char *list, const char *name)
{
	size_t length = strlen(name);
	for (const char *at = list; (at = strstr(at, name)); at += length)
		if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == 0)) return 1;
	return 0;
}

/* %class: whether a call belongs to it; -1: no such class. */
static int inClass(const struct call *call, const char *class)
{
	if (strcmp(class, "all") == 0) return 1;
	if (strcmp(class, "none") == 0) return 0;
	if (strcmp(class, "file") == 0) return hasType(call, T_path, T_path) || listed("getcwd", call->name);
	if (strcmp(class, "desc") == 0) return hasType(call, T_fd, T_dirfd) || hasType(call, T_pollfds, T_fdset) || listed("pipe pipe2", call->name);
	if (strcmp(class, "process") == 0)
		return listed("clone fork vfork execve exit wait4 exit_group waitid execveat clone3 kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal",
			call->name);
	if (strcmp(class, "signal") == 0)
		return strncmp(call->name, "rt_", 3) == 0 || listed("pause kill sigaltstack tkill tgkill signalfd signalfd4 pidfd_send_signal", call->name);
	if (strcmp(class, "memory") == 0)
		return listed("mmap mprotect munmap brk mremap msync mincore madvise shmat shmdt mlock munlock mlockall munlockall mlock2 remap_file_pages",
			call->name);
	if (strcmp(class, "network") == 0)
		return listed("sendfile socket connect accept sendto recvfrom sendmsg recvmsg shutdown bind listen getsockname getpeername socketpair setsockopt getsockopt accept4 recvmmsg sendmmsg",
			call->name);
	return -1;
}

static void selectCalls(const char *list)
{
	int negative = *list == '!';
	char *copy = strdup(list + negative);
	size_t count = 0;
	while (calls[count].name) count++;
	wanted = malloc(count);
	memset(wanted, negative, count);
	for (char *word = strtok(copy, ","); word; word = strtok(NULL, ",")) {
		int optional = *word == '?', found = 0;
		const char *name = word + optional, *class = *name == '%' ? name + 1 : name;
		for (size_t i = 0; i < count; i++) {
			int hit = inClass(&calls[i], class);
			if (hit < 0 && *name != '%') hit = strcmp(calls[i].name, name) == 0;
			if (inClass(&calls[i], class) >= 0 || hit > 0) found = 1;
			if (hit > 0) wanted[i] = !negative;
		}
		if (found || optional) continue;
		complain("invalid system call '%s'", word);
		exit(1);
	}
	free(copy);
}

static void qualify(const char *expression)
{
	const char *value = strchr(expression, '=');
	size_t length = value ? (size_t)(value - expression) : 0;
	if (!value || strncmp(expression, "trace", length) == 0) selectCalls(value ? value + 1 : expression);
	else if (strncmp(expression, "signal", length) == 0 || strncmp(expression, "signals", length) == 0) options.hide_signals = strcmp(value + 1, "none") == 0;
	else if (strncmp(expression, "quiet", length) == 0) options.quiet = 1;
	else {
		complain("invalid -e '%s'", expression);
		exit(1);
	}
}

static int number(const char *text, char option)
{
	char *end;
	long value = strtol(text, &end, 10);
	if (*text && !*end && value >= 0 && value <= 0x7fffffff) return (int)value;
	complain("invalid -%c argument: '%s'", option, text);
	exit(1);
}

static void usage(void)
{
	puts("Usage: strace [-fq] [-e EXPR]... [-s LIMIT] [-o FILE] { -p PID | [--] PROG [ARGS] }\n"
		 "   or: strace -c [-f] [-e EXPR]... [-o FILE] { -p PID | [--] PROG [ARGS] }\n"
		 "  -f          follow forks\n"
		 "  -p PID      trace process with process id PID, may be repeated\n"
		 "  -e EXPR     trace=[!]{NAME,%file,%desc,%memory,%process,%signal,%network}[,...], signal=none\n"
		 "  -s LIMIT    limit length of print strings to LIMIT chars (default 32)\n"
		 "  -o FILE     send trace output to FILE instead of stderr\n"
		 "  -c          count time, calls, and errors for each syscall and report summary\n"
		 "  -q          suppress messages about attaching, detaching, etc.");
	exit(0);
}

static int hint(void)
{
	fprintf(stderr, "Try '%s -h' for more information.\n", options.program);
	return 1;
}

/* Ends as the program did. */
static void endLike(int status)
{
	if (WIFEXITED(status)) exit(WEXITSTATUS(status));
	signal(WTERMSIG(status), SIG_DFL);
	raise(WTERMSIG(status));
	exit(128 + WTERMSIG(status));
}

int main(int argc, char **argv)
{
	pid_t attached[32], program = 0;
	int attach = 0;
	options.program = argv[0];
	for (int c; (c = getopt(argc, argv, "+ce:fho:p:qs:V")) != -1;) switch (c) {
		case 'c': options.count = 1; break;
		case 'e': qualify(optarg); break;
		case 'f': options.follow = 1; break;
		case 'h': usage(); break;
		case 'o': options.file = optarg; break;
		case 'p':
			if (attach < 32) attached[attach++] = number(optarg, 'p');
			break;
		case 'q': options.quiet = 1; break;
		case 's': options.limit = number(optarg, 's'); break;
		case 'V': puts("strace -- version 6.1"); return 0;
		default: return hint();
		}
	argv += optind;
	if (!*argv && !attach) {
		complain("must have PROG [ARGS] or -p PID");
		return hint();
	}
	options.named_file = options.file != NULL;
	options.prefix = options.named_file && options.follow;
	if (options.named_file && *argv) options.quiet = 1;
	openOutput();
	for (int i = 0; i < attach; i++) attachTo(attached[i]);
	if (*argv) program = startProgram(argv);
	if (!tasks) return 1;
	int status = traceAll(program);
	if (options.count) printCounts();
	if (program) endLike(status);
	return 0;
}
