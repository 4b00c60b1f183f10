/* What pgrep(1) and pkill(1) share: which processes are meant. */
#include "match.h"
#include <getopt.h>
#include <pwd.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "process.h"

static int userOf(const char *name)
{
	struct passwd *entry = getpwnam(name);
	return entry ? (int)entry->pw_uid : atoi(name);
}

int matchProcesses(int argc, char **argv, const char *program, struct matched *result)
{
	int exact = 0, full = 0, newest = 0, oldest = 0, invert = 0, user = -1, parent = -1, group = -1, session = -1;
	memset(result, 0, sizeof *result);
	for (int c; (c = getopt(argc, argv, "xfnovlacu:P:g:s:d:")) != -1;) switch (c) {
		case 'x': exact = 1; break;
		case 'f': full = 1; break;
		case 'n': newest = 1; break;
		case 'o': oldest = 1; break;
		case 'v': invert = 1; break;
		case 'l': result->names = 1; break;
		case 'a': result->commands = 1; break;
		case 'c': result->count = 1; break;
		case 'u': user = userOf(optarg); break;
		case 'P': parent = atoi(optarg); break;
		case 'g': group = atoi(optarg); break;
		case 's': session = atoi(optarg); break;
		case 'd': result->delimiter = optarg; break;
		default: return 2;
		}
	const char *pattern = optind < argc ? argv[optind] : NULL;
	if (!pattern && user < 0 && parent < 0 && group < 0 && session < 0) {
		fprintf(stderr, "%s: no matching criteria specified\nTry `%s --help' for more information.\n", program, program);
		return 2;
	}
	regex_t compiled;
	char wrapped[300];
	if (pattern) {
		snprintf(wrapped, sizeof wrapped, exact ? "^(%s)$" : "%s", pattern);
		if (regcomp(&compiled, wrapped, REG_EXTENDED | REG_NOSUB)) {
			fprintf(stderr, "%s: invalid regular expression\n", program);
			return 2;
		}
	}
	struct processInfo info;
	for (int pid = 0; nextProcess(pid, &info) && result->size < MATCHES; ) {
		pid = info.pid;
		if (pid == getpid()) continue;
		int hit = (user < 0 || info.uid == user) && (parent < 0 || info.parent == parent) && (group < 0 || info.group == group) &&
			(session < 0 || info.session == session) && (!pattern || regexec(&compiled, full ? info.command : info.name, 0, NULL, 0) == 0);
		if (hit == invert) continue;
		struct processInfo *last = result->size ? &result->found[0] : NULL;
		if ((newest || oldest) && last) {
			if (newest ? info.start >= last->start : info.start < last->start) *last = info;
		} else result->found[result->size++] = info;
	}
	return result->size == 0;
}
