/* xargs(1): runs a command with arguments read from standard input. -n N, -I R, -0, -r, -t, -d C, -L 1. */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int zero, noEmpty, trace, status, delimiter = -1;
static long most, byLine;
static const char *replace;
static char **command;
static int commandLength;

/* The next word: quotes and backslashes work, unless -0 or -d. NULL at the end. */
static char *nextWord(int wholeLine, int *endOfLine)
{
	size_t used = 0, room = 64;
	char *word = malloc(room);
	int quote = 0, any = 0, c;
	int stop = zero ? 0 : delimiter;
	while ((c = getchar()) != EOF) {
		if (zero || delimiter >= 0) {
			if (c == stop) {
				any = 1;
				break;
			}
		} else if (quote) {
			if (c == quote) {
				quote = 0;
				continue;
			}
		} else if (c == '\n' || (!wholeLine && isspace(c))) {
			if (c == '\n') *endOfLine = 1;
			if (any) break;
			continue;
		} else if (wholeLine && !any && isblank(c)) {
			continue;
		} else if (c == '\'' || c == '"') {
			quote = c;
			any = 1;
			continue;
		} else if (c == '\\' && (c = getchar()) == EOF)
			break;
		any = 1;
		if (used + 2 > room) word = realloc(word, room *= 2);
		word[used++] = (char)c;
	}
	if (quote) {
		fprintf(stderr, "xargs: unmatched %s quote; by default quotes are special to xargs unless you use the -0 option\n", quote == '"' ? "double" : "single");
		exit(1);
	}
	word[used] = 0;
	if (any) return word;
	free(word);
	return NULL;
}

static void run(char **argv)
{
	if (trace) {
		for (char **a = argv; *a; a++) fprintf(stderr, "%s%s", a == argv ? "" : " ", *a);
		fputc('\n', stderr);
	}
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		execvp(argv[0], argv);
		fprintf(stderr, "xargs: %s: %s\n", argv[0], strerror(errno));
		_exit(errno == ENOENT ? 127 : 126);
	}
	int result;
	while (waitpid(pid, &result, 0) < 0 && errno == EINTR) continue;
	if (WIFSIGNALED(result)) {
		fprintf(stderr, "xargs: %s: terminated by signal %d\n", argv[0], WTERMSIG(result));
		exit(125);
	}
	int exitStatus = WEXITSTATUS(result);
	if (exitStatus == 255) {
		fprintf(stderr, "xargs: %s: exited with status 255; aborting\n", argv[0]);
		exit(124);
	}
	if (exitStatus == 126 || exitStatus == 127) exit(exitStatus);
	if (exitStatus) status = 123;
}

static char *substitute(const char *text, const char *word)
{
	char *out = malloc(strlen(text) + 1 + (strlen(word) + 1) * (strlen(text) + 1)), *to = out;
	size_t length = strlen(replace);
	while (*text) {
		if (strncmp(text, replace, length) == 0) {
			to = stpcpy(to, word);
			text += length;
		} else
			*to++ = *text++;
	}
	*to = 0;
	return out;
}

int main(int argc, char **argv)
{
	static char *echo[] = {"echo", NULL};
	for (int c; (c = getopt(argc, argv, "+n:I:0rtd:L:P:s:")) != -1;) switch (c) {
		case 'n': most = atol(optarg); break;
		case 'I': replace = optarg; break;
		case '0': zero = 1; break;
		case 'r': noEmpty = 1; break;
		case 't': trace = 1; break;
		case 'd': delimiter = strcmp(optarg, "\\n") == 0 ? '\n' : strcmp(optarg, "\\t") == 0 ? '\t' : (unsigned char)*optarg; break;
		case 'L': byLine = atol(optarg); break;
		case 'P':
		case 's': break;
		default: fprintf(stderr, "Try 'xargs --help' for more information.\n"); return 1;
		}
	command = optind < argc ? argv + optind : echo;
	while (command[commandLength]) commandLength++;
	size_t room = (size_t)commandLength + 8192;
	char **all = malloc((room + 1) * sizeof *all), *word;
	int count = commandLength, ran = 0, endOfLine = 0;
	size_t bytes = 0;
	long linesSeen = 0;
	memcpy(all, command, (size_t)commandLength * sizeof *all);
	while ((word = nextWord(replace != NULL, &endOfLine))) {
		if (replace) {
			for (int i = 0; i < commandLength; i++) all[i] = substitute(command[i], word);
			all[commandLength] = NULL;
			run(all);
			ran = 1;
			continue;
		}
		all[count++] = word;
		bytes += strlen(word) + 9;
		linesSeen += endOfLine;
		endOfLine = 0;
		if ((most && count - commandLength >= most) || (byLine && linesSeen >= byLine) || count == (int)room || bytes > 100000) {
			all[count] = NULL;
			run(all);
			ran = 1;
			while (count > commandLength) free(all[--count]);
			bytes = 0;
			linesSeen = 0;
		}
	}
	if (!replace && (count > commandLength || (!ran && !noEmpty))) {
		all[count] = NULL;
		run(all);
	}
	return status;
}
