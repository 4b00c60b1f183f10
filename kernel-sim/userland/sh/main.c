/* sh(1): options, where the commands come from, and the loop that reads and runs them. */
#include "sh.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct parameters arguments;
const char *argumentZero = "sh";
int lastStatus;
pid_t shellPid;
bool interactive;
bool options[OPTIONS];
const struct optionName optionNames[OPTIONS] = {
	[O_ERREXIT] = {'e', "errexit"}, [O_NOGLOB] = {'f', "noglob"}, [O_NOEXEC] = {'n', "noexec"}, [O_NOUNSET] = {'u', "nounset"},
	[O_XTRACE] = {'x', "xtrace"}, [O_VERBOSE] = {'v', "verbose"}, [O_ALLEXPORT] = {'a', "allexport"}, [O_MONITOR] = {'m', "monitor"},
	[O_NOCLOBBER] = {'C', "noclobber"}, [O_IGNOREEOF] = {'I', "ignoreeof"}, [O_PIPEFAIL] = {0, "pipefail"},
};

/* The end of the shell, or of a child that ran a part of it. */
_Noreturn void leave(int status)
{
	lastStatus = status;
	/* An error in the EXIT trap ends the trap. */
	jmp_buf here;
	if (setjmp(here) == 0) {
		errorTarget = &here;
		trapRunExit();
	}
	fflush(stdout);
	exit(lastStatus);
}

/* Is there nothing but blanks left in a string input? Then the command just parsed is the last one. */
static bool atEnd(void)
{
	if (input->fd >= 0) return false;
	for (size_t i = input->at; i < input->length; i++)
		if (!strchr(" \t\n", input->buffer[i])) return false;
	return true;
}

int runString(const char *text, int flags)
{
	struct input in;
	struct arena *outer = parseArena;
	struct lexer savedLexer = lexer;
	int status = 0, line = commandLine;
	inputOpenString(&in, text);
	while (skip == RUN) {
		struct arena arena = {0};
		parseArena = &arena;
		struct node *node = parseCommand();
		if (!node) break;
		status = execute(node, (flags & EXITS) && atEnd() ? EXITS : 0);
		arenaFree(&arena);
	}
	parseArena = outer;
	lexer = savedLexer;
	inputClose(&in);
	if (!(flags & EXITS)) commandLine = line;
	return status;
}

/* Reads and runs commands from `input` to its end. An error at a prompt comes back to the prompt. */
void runInput(void)
{
	jmp_buf here;
	struct input *volatile mine = input;
	while (true) {
		struct arena arena = {0};
		if (setjmp(here) != 0) {
			while (input != mine) inputClose(input);
			if (!interactive) leave(lastStatus);
			redirectUndo(0);
			skip = RUN;
			loopDepth = functionDepth = errexitOff = 0;
			commandName = NULL;
			continuing = false;
			input->at = input->length;
			input->ended = false;
		}
		errorTarget = &here;
		inputForget();
		if (trapPending) trapRunPending();
		parseArena = &arena;
		struct node *node = parseCommand();
		if (!node) {
			if (!interactive || !options[O_IGNOREEOF]) break;
			fputs("\nUse \"exit\" to leave shell.\n", stderr);
			continue;
		}
		execute(node, 0);
		if (skip == RETURNING && !functionDepth) {
			skip = RUN;
			if (!interactive) break;
		}
		skip = RUN;
		fflush(stdout);
		arenaFree(&arena);
	}
	if (interactive) fputc('\n', stderr);
}

static void runFile(const char *path)
{
	struct input in;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) return;
	int high = fcntl(fd, F_DUPFD_CLOEXEC, 10);
	close(fd);
	inputOpenFile(&in, high, false);
	bool wasInteractive = interactive;
	interactive = false;
	runInput();
	interactive = wasInteractive;
	errorTarget = NULL;
	inputClose(&in);
	close(high);
}

static void defaultVariables(void)
{
	char number[16], here[4096];
	varImport(environ);
	varSet("IFS", " \t\n", 0);
	varSet("OPTIND", "1", 0);
	if (!varGet("PS1")) varSet("PS1", geteuid() == 0 ? "# " : "$ ", 0);
	if (!varGet("PS2")) varSet("PS2", "> ", 0);
	if (!varGet("PS4")) varSet("PS4", "+ ", 0);
	if (!varGet("PATH")) varSet("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 0);
	sprintf(number, "%d", getppid());
	varSet("PPID", number, 0);
	if (getcwd(here, sizeof here)) varSet("PWD", here, EXPORTED);
}

/* -c text, -s, -i, -l, and the letters of set. Returns the index of the first argument that is none. */
static int parseOptions(int argc, char **argv, bool *command, bool *standardInput, bool *login)
{
	int at = 1;
	for (; at < argc && (argv[at][0] == '-' || argv[at][0] == '+') && argv[at][1]; at++) {
		if (strcmp(argv[at], "--") == 0) return at + 1;
		bool on = argv[at][0] == '-';
		for (const char *letter = argv[at] + 1; *letter; letter++) {
			if (*letter == 'c') *command = true;
			else if (*letter == 's') *standardInput = true;
			else if (*letter == 'i') interactive = true;
			else if (*letter == 'l') *login = true;
			else {
				int i = 0;
				while (i < OPTIONS && optionNames[i].letter != *letter) i++;
				if (*letter == 'o' && at + 1 < argc) {
					at++;
					for (i = 0; i < OPTIONS && strcmp(optionNames[i].name, argv[at]) != 0;) i++;
				}
				if (i == OPTIONS) {
					fprintf(stderr, "%s: 0: Illegal option -%c\n", argv[0], *letter);
					exit(2);
				}
				options[i] = on;
				if (*letter == 'o') break;
			}
		}
	}
	return at;
}

int main(int argc, char **argv)
{
	struct input in;
	bool command = false, standardInput = false, login = argv[0] && argv[0][0] == '-';
	shellPid = getpid();
	if (argc > 0) shellName = argumentZero = argv[0];
	int at = parseOptions(argc, argv, &command, &standardInput, &login);
	if (!command && !standardInput && at == argc && isatty(0) && isatty(2)) interactive = true;
	defaultVariables();
	const char *text = NULL;
	if (command) {
		if (at == argc) {
			fprintf(stderr, "%s: 0: -c requires an argument\n", shellName);
			return 2;
		}
		text = argv[at++];
		if (at < argc) shellName = argumentZero = argv[at++];
	} else if (!standardInput && at < argc) {
		shellName = argumentZero = argv[at++];
		int fd = open(argumentZero, O_RDONLY | O_CLOEXEC);
		if (fd < 0) {
			fprintf(stderr, "%s: 0: cannot open %s: %s\n", argv[0], argumentZero, errno == ENOENT ? "No such file" : strerror(errno));
			return errno == ENOENT ? 2 : 126;
		}
		int high = fcntl(fd, F_DUPFD_CLOEXEC, 10);
		close(fd);
		inputOpenFile(&in, high, false);
	} else
		inputOpenFile(&in, 0, interactive);
	arguments.count = argc - at;
	arguments.value = argv + at;
	signalsSetup();
	if (interactive || options[O_MONITOR]) jobControlStart();
	if (login) {
		struct input *mine = input;
		runFile("/etc/profile");
		input = mine;
	}
	if (text) {
		jmp_buf here;
		if (setjmp(here) != 0) leave(lastStatus);
		errorTarget = &here;
		leave(runString(text, EXITS));
	}
	runInput();
	leave(lastStatus);
}
