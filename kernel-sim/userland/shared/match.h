/* Which processes a command line of pgrep(1) means. */
#ifndef SHARED_MATCH_H
#define SHARED_MATCH_H
#include "process.h"
#define MATCHES 512
struct matched {
	int size, names, commands, count;
	const char *delimiter;
	struct processInfo found[MATCHES];
};
/* 0: some; 1: none; 2: the command line makes no sense, which has been said. */
int matchProcesses(int argc, char **argv, const char *program, struct matched *result);
#endif
