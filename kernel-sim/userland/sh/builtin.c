/* The table of the commands that the shell does itself: POSIX 2.14 (special) and those of XCU that must change the shell. */
#include "sh.h"
#include <stdio.h>
#include <string.h>
#include "../shared/shared.h"

int builtinBg(int, char **), builtinBreak(int, char **), builtinCd(int, char **), builtinColon(int, char **), builtinCommand(int, char **);
int builtinContinue(int, char **), builtinDot(int, char **), builtinEcho(int, char **), builtinEval(int, char **), builtinExit(int, char **);
int builtinExport(int, char **), builtinFalse(int, char **), builtinFg(int, char **), builtinGetopts(int, char **), builtinHash(int, char **);
int builtinJobs(int, char **), builtinKill(int, char **), builtinLocal(int, char **), builtinPwd(int, char **), builtinRead(int, char **);
int builtinReadonly(int, char **), builtinReturn(int, char **), builtinSet(int, char **), builtinShift(int, char **), builtinTimes(int, char **);
int builtinTrap(int, char **), builtinType(int, char **), builtinUlimit(int, char **), builtinUmask(int, char **), builtinUnset(int, char **);
int builtinWait(int, char **);

/* test and printf are shared with the programs of these names; their complaints get the shell's prefix. */
static int runTest(int argc, char **argv)
{
	return testCommand(argc, argv, complain);
}

static int runPrintf(int argc, char **argv)
{
	return printfCommand(argc, argv, complain);
}

const struct builtin builtins[] = {
	{".", builtinDot, true}, {":", builtinColon, true}, {"[", runTest, false}, {"bg", builtinBg, false}, {"break", builtinBreak, true},
	{"cd", builtinCd, false}, {"command", builtinCommand, false}, {"continue", builtinContinue, true}, {"echo", builtinEcho, false},
	{"eval", builtinEval, true}, {"exec", builtinColon, true}, {"exit", builtinExit, true}, {"export", builtinExport, true},
	{"false", builtinFalse, false}, {"fg", builtinFg, false}, {"getopts", builtinGetopts, false}, {"hash", builtinHash, false},
	{"jobs", builtinJobs, false}, {"kill", builtinKill, false}, {"local", builtinLocal, true}, {"printf", runPrintf, false},
	{"pwd", builtinPwd, false}, {"read", builtinRead, false}, {"readonly", builtinReadonly, true}, {"return", builtinReturn, true},
	{"set", builtinSet, true}, {"shift", builtinShift, true}, {"test", runTest, false}, {"times", builtinTimes, true}, {"trap", builtinTrap, true},
	{"true", builtinColon, false}, {"type", builtinType, false}, {"ulimit", builtinUlimit, false}, {"umask", builtinUmask, false},
	{"unset", builtinUnset, true}, {"wait", builtinWait, false}, {NULL, NULL, false},
};

const struct builtin *builtinFind(const char *name)
{
	for (const struct builtin *b = builtins; b->name; b++)
		if (strcmp(b->name, name) == 0) return b;
	return NULL;
}

bool isNumber(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == 0;
}
