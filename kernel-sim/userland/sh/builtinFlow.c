/* Builtins that steer: break continue return exit eval . shift : false command type hash. */
#include "sh.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int builtinColon(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 0;
}

int builtinFalse(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 1;
}

/* The numeric argument of exit, return, shift …, or `otherwise`. */
static int numberOf(int argc, char **argv, int otherwise)
{
	if (argc < 2) return otherwise;
	if (!isNumber(argv[1])) fail(2, "Illegal number: %s", argv[1]);
	return atoi(argv[1]);
}

static int skipLoops(int argc, char **argv, enum skip how)
{
	int levels = numberOf(argc, argv, 1);
	if (levels < 1) fail(2, "Illegal number: %s", argv[1]);
	if (loopDepth == 0) return 0;
	skip = how;
	skipLevels = levels < loopDepth ? levels : loopDepth;
	return 0;
}

int builtinBreak(int argc, char **argv) { return skipLoops(argc, argv, BREAKING); }
int builtinContinue(int argc, char **argv) { return skipLoops(argc, argv, CONTINUING); }

int builtinReturn(int argc, char **argv)
{
	int status = numberOf(argc, argv, lastStatus);
	skip = RETURNING;
	return lastStatus = status;
}

int builtinExit(int argc, char **argv)
{
	leave(numberOf(argc, argv, lastStatus) & 255);
}

int builtinShift(int argc, char **argv)
{
	int count = numberOf(argc, argv, 1);
	if (count > arguments.count) fail(2, "can't shift that many");
	arguments.count -= count;
	arguments.value += count;
	return 0;
}

int builtinEval(int argc, char **argv)
{
	struct text text = {0};
	for (int i = 1; i < argc; i++) {
		if (i > 1) textAdd(&text, ' ');
		textAddString(&text, argv[i]);
	}
	if (!text.length) return 0;
	return runString(textTake(&text, &temporary), 0);
}

/* . FILE: along PATH, read whole and run here. */
int builtinDot(int argc, char **argv)
{
	if (argc < 2) return 0;
	char *path = findCommand(argv[1]);
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (fd < 0) fail(2, "cannot open %s: No such file", argv[1]);
	struct text text = {0};
	char buffer[512];
	for (ssize_t got; (got = read(fd, buffer, sizeof buffer)) > 0;)
		for (ssize_t i = 0; i < got; i++) textAdd(&text, buffer[i]);
	close(fd);
	int status = runString(textTake(&text, &temporary), 0);
	if (skip == RETURNING && functionDepth == 0) {
		skip = RUN;
		status = lastStatus;
	}
	return status;
}

static bool reserved(const char *name)
{
	static const char *const words[] = {"!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "until", "while"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i], name) == 0) return true;
	return false;
}

/* What `name` is; `brief` as command -v says it, else as type does. */
static int describe(const char *name, bool brief)
{
	const struct builtin *builtin = builtinFind(name);
	if (reserved(name)) printf(brief ? "%s\n" : "%s is a shell keyword\n", name);
	else if (functionFind(name)) printf(brief ? "%s\n" : "%s is a shell function\n", name);
	else if (builtin) printf(brief ? "%s\n" : builtin->special ? "%s is a special shell builtin\n" : "%s is a shell builtin\n", name);
	else {
		char *path = findCommand(name);
		if (!path || access(path, X_OK) < 0) {
			if (!brief) printf("%s: not found\n", name);
			return 127;
		}
		if (brief) printf("%s\n", path);
		else printf("%s is %s\n", name, path);
	}
	return 0;
}

int builtinType(int argc, char **argv)
{
	int status = 0;
	for (int i = 1; i < argc; i++) status |= describe(argv[i], false);
	return status;
}

/* command [-v|-V] name …: without options the command itself, functions passed over. */
int builtinCommand(int argc, char **argv)
{
	int at = 1;
	if (at < argc && strcmp(argv[at], "-p") == 0) at++;
	if (at >= argc) return 0;
	if (strcmp(argv[at], "-v") == 0) return at + 1 < argc ? describe(argv[at + 1], true) : 2;
	if (strcmp(argv[at], "-V") == 0) return at + 1 < argc ? describe(argv[at + 1], false) : 2;
	const struct builtin *builtin = builtinFind(argv[at]);
	if (builtin) return builtin->run(argc - at, argv + at);
	struct job *job = jobNew(1, argv[at]);
	if (jobFork(job, false) == 0) execCommand(argv + at, varEnvironment());
	return jobWait(job);
}

/* Paths are looked up each time: there is nothing to remember or to forget. */
int builtinHash(int argc, char **argv)
{
	int status = 0;
	for (int i = 1; i < argc; i++)
		if (argv[i][0] != '-' && !builtinFind(argv[i]) && !findCommand(argv[i])) {
			complain("%s: not found", argv[i]);
			status = 1;
		}
	return status;
}
