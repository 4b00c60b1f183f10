/* Builtins about the shell's place in the system: cd pwd echo umask ulimit. */
#include "sh.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* PWD joined with `to`, with . and .. taken away by the names alone (cd -L). */
static void logicalPath(char *result, const char *to)
{
	const char *pwd = varGet("PWD");
	size_t used = 0;
	result[0] = 0;
	if (*to != '/' && pwd && *pwd == '/') {
		strcpy(result, pwd);
		used = strlen(result);
		if (used == 1) used = 0;
	}
	while (*to) {
		size_t length = strcspn(to, "/");
		if (length == 2 && to[0] == '.' && to[1] == '.') {
			while (used > 0 && result[--used] != '/') continue;
		} else if (length > 0 && !(length == 1 && *to == '.') && used + length + 2 < PATH_MAX) {
			result[used++] = '/';
			memcpy(result + used, to, length);
			used += length;
		}
		to += length + (to[length] == '/');
	}
	if (used == 0) result[used++] = '/';
	result[used] = 0;
}

int builtinCd(int argc, char **argv)
{
	char path[PATH_MAX];
	int at = 1;
	bool physical = false, tell = false;
	for (; at < argc && (strcmp(argv[at], "-P") == 0 || strcmp(argv[at], "-L") == 0); at++) physical = argv[at][1] == 'P';
	if (at < argc && strcmp(argv[at], "--") == 0) at++;
	const char *to = at < argc ? argv[at] : varGet("HOME");
	if (!to || !*to) return 0;
	if (strcmp(to, "-") == 0) {
		to = varGet("OLDPWD");
		if (!to) to = varGet("PWD");
		tell = true;
	}
	const char *list = varGet("CDPATH");
	if (list && *to != '/' && *to != '.')
		for (; *list; list += list[0] == ':') {
			size_t length = strcspn(list, ":");
			char *candidate = arenaAlloc(&temporary, length + strlen(to) + 2);
			struct stat st;
			sprintf(candidate, "%.*s/%s", (int)length, list, to);
			if (length && stat(candidate, &st) == 0 && S_ISDIR(st.st_mode)) {
				to = candidate;
				tell = true;
				break;
			}
			list += length;
		}
	if (strlen(to) >= PATH_MAX / 2) {
		complain("can't cd to %s", argv[at]);
		return 2;
	}
	logicalPath(path, to);
	if (chdir(physical ? to : path) < 0) {
		complain("can't cd to %s", to);
		return 2;
	}
	if (physical && !getcwd(path, sizeof path)) strcpy(path, to);
	const char *old = varGet("PWD");
	varSet("OLDPWD", old ? arenaCopy(&temporary, old, strlen(old)) : "", EXPORTED);
	varSet("PWD", path, EXPORTED);
	if (tell) puts(path);
	return 0;
}

int builtinPwd(int argc, char **argv)
{
	char path[PATH_MAX];
	struct stat here, named;
	const char *pwd = varGet("PWD");
	bool physical = argc > 1 && strcmp(argv[1], "-P") == 0;
	if (!physical && pwd && stat(".", &here) == 0 && stat(pwd, &named) == 0 && here.st_dev == named.st_dev && here.st_ino == named.st_ino) {
		puts(pwd);
		return 0;
	}
	if (!getcwd(path, sizeof path)) {
		complain("getcwd() failed: %s", strerror(errno));
		return 1;
	}
	puts(path);
	return 0;
}

/* dash's echo: -n, and the escapes of System V always. */
int builtinEcho(int argc, char **argv)
{
	static const char letters[] = "abfnrtv\\", meanings[] = "\a\b\f\n\r\t\v\\";
	int at = 1;
	bool newline = true;
	if (at < argc && strcmp(argv[at], "-n") == 0) {
		newline = false;
		at++;
	}
	for (; at < argc; at++) {
		for (const char *p = argv[at]; *p; p++) {
			const char *found;
			if (*p != '\\' || !p[1]) putchar(*p);
			else if (p[1] == 'c') return 0;
			else if (p[1] == '0') {
				int value = 0, digits = 0;
				for (p += 2; digits < 3 && *p >= '0' && *p <= '7'; digits++) value = value * 8 + (*p++ - '0');
				putchar(value);
				p--;
			} else if ((found = strchr(letters, p[1]))) {
				putchar(meanings[found - letters]);
				p++;
			} else
				putchar(*p);
		}
		if (at + 1 < argc) putchar(' ');
	}
	if (newline) putchar('\n');
	return 0;
}

static void symbolicPart(char who, unsigned bits)
{
	printf("%c=%s%s%s", who, bits & 4 ? "r" : "", bits & 2 ? "w" : "", bits & 1 ? "x" : "");
}

/* umask [-S] [octal | symbolic] */
int builtinUmask(int argc, char **argv)
{
	mode_t mask = umask(0);
	umask(mask);
	int at = 1;
	bool symbolic = at < argc && strcmp(argv[at], "-S") == 0;
	if (symbolic) at++;
	if (at >= argc) {
		if (!symbolic) printf("%.4o\n", mask);
		else {
			symbolicPart('u', ~mask >> 6 & 7);
			putchar(',');
			symbolicPart('g', ~mask >> 3 & 7);
			putchar(',');
			symbolicPart('o', ~mask & 7);
			putchar('\n');
		}
		return 0;
	}
	const char *text = argv[at];
	if (text[strspn(text, "01234567")] == 0) {
		umask((mode_t)strtoul(text, NULL, 8) & 0777);
		return 0;
	}
	unsigned allowed = ~mask & 0777;
	while (*text) {
		unsigned who = 0, bits = 0;
		for (; *text && strchr("ugoa", *text); text++) who |= *text == 'u' ? 0700 : *text == 'g' ? 0070 : *text == 'o' ? 0007 : 0777;
		if (!who) who = 0777;
		char op = *text;
		if (!op || !strchr("+-=", op)) fail(2, "Illegal mode: %s", argv[at]);
		for (text++; *text && strchr("rwx", *text); text++) bits |= *text == 'r' ? 0444 : *text == 'w' ? 0222 : 0111;
		allowed = op == '+' ? allowed | (who & bits) : op == '-' ? allowed & ~(who & bits) : (allowed & ~who) | (who & bits);
		if (*text == ',') text++;
		else if (*text) fail(2, "Illegal mode: %s", argv[at]);
	}
	umask(~allowed & 0777);
	return 0;
}

static const struct limit {
	char letter;
	const char *name;
	int resource;
	/* Bytes in the unit that is shown. */
	unsigned long unit;
} limits[] = {
	{'t', "time(seconds)", RLIMIT_CPU, 1}, {'f', "file(blocks)", RLIMIT_FSIZE, 512}, {'d', "data(kbytes)", RLIMIT_DATA, 1024},
	{'s', "stack(kbytes)", RLIMIT_STACK, 1024}, {'c', "coredump(blocks)", RLIMIT_CORE, 512}, {'m', "memory(kbytes)", RLIMIT_RSS, 1024},
	{'l', "locked memory(kbytes)", RLIMIT_MEMLOCK, 1024}, {'p', "process", RLIMIT_NPROC, 1}, {'n', "nofiles", RLIMIT_NOFILE, 1},
	{'v', "vmemory(kbytes)", RLIMIT_AS, 1024}, {'w', "locks", RLIMIT_LOCKS, 1}, {'r', "rtprio", RLIMIT_RTPRIO, 1},
};

static void printLimit(const struct limit *limit, bool hard)
{
	struct rlimit values = {RLIM_INFINITY, RLIM_INFINITY};
	getrlimit(limit->resource, &values);
	rlim_t value = hard ? values.rlim_max : values.rlim_cur;
	if (value == RLIM_INFINITY) puts("unlimited");
	else printf("%lu\n", value / limit->unit);
}

/* ulimit [-H|-S] [-a | -letter] [value|unlimited] */
int builtinUlimit(int argc, char **argv)
{
	bool hard = false, soft = false, all = false;
	char letter = 'f';
	int at = 1;
	for (; at < argc && argv[at][0] == '-'; at++)
		for (const char *c = argv[at] + 1; *c; c++) {
			if (*c == 'H') hard = true;
			else if (*c == 'S') soft = true;
			else if (*c == 'a') all = true;
			else letter = *c;
		}
	size_t count = sizeof limits / sizeof *limits;
	if (all) {
		for (size_t i = 0; i < count; i++) {
			printf("%-20s ", limits[i].name);
			printLimit(&limits[i], hard);
		}
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		if (limits[i].letter != letter) continue;
		if (at >= argc) {
			printLimit(&limits[i], hard);
			return 0;
		}
		struct rlimit values;
		getrlimit(limits[i].resource, &values);
		rlim_t value = strcmp(argv[at], "unlimited") == 0 ? RLIM_INFINITY : strtoul(argv[at], NULL, 10) * limits[i].unit;
		if (hard || !soft) values.rlim_max = value;
		if (soft || !hard) values.rlim_cur = value;
		if (setrlimit(limits[i].resource, &values) < 0) fail(2, "error setting limit (%s)", strerror(errno));
		return 0;
	}
	fail(2, "Illegal option -%c", letter);
}
