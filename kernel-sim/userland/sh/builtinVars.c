/* Builtins about variables: export readonly local set unset read getopts. */
#include "sh.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct listing {
	const char *command;
	int flag;
};

static void listOne(const char *name, const char *value, int flags, void *arg)
{
	struct listing *what = arg;
	if (what->flag && !(flags & what->flag)) return;
	if (!what->flag && !value) return;
	if (what->command) printf("%s ", what->command);
	fputs(name, stdout);
	if (value) {
		putchar('=');
		printQuoted(value);
	}
	putchar('\n');
}

/* NAME or NAME=value for each argument; `before` is called with the name first. */
static void declare(int argc, char **argv, int flags, void (*before)(const char *))
{
	for (int i = 1; i < argc; i++) {
		size_t length = nameLength(argv[i]);
		if (length == 0 || (argv[i][length] && argv[i][length] != '=')) fail(2, "%s: bad variable name", argv[i]);
		char *name = arenaCopy(&temporary, argv[i], length);
		if (before) before(name);
		if (argv[i][length] == '=') varSet(name, argv[i] + length + 1, flags);
		else if (flags || !varGet(name)) varSet(name, NULL, flags);
	}
}

static int declareOrList(int argc, char **argv, int flag)
{
	if (argc > 1 && strcmp(argv[1], "-p") != 0) {
		declare(argc, argv, flag, NULL);
		return 0;
	}
	struct listing what = {argv[0], flag};
	varEach(listOne, &what);
	return 0;
}

int builtinExport(int argc, char **argv) { return declareOrList(argc, argv, EXPORTED); }
int builtinReadonly(int argc, char **argv) { return declareOrList(argc, argv, READONLY); }

int builtinLocal(int argc, char **argv)
{
	if (functionDepth == 0) fail(2, "not in a function");
	declare(argc, argv, 0, scopeLocal);
	return 0;
}

int builtinUnset(int argc, char **argv)
{
	int at = 1;
	bool functions = false;
	for (; at < argc && argv[at][0] == '-'; at++) functions = argv[at][1] == 'f';
	for (; at < argc; at++) {
		if (functions) functionUnset(argv[at]);
		else varUnset(argv[at]);
	}
	return 0;
}

static int findOption(const char *name, char letter)
{
	for (int i = 0; i < OPTIONS; i++)
		if (name ? strcmp(optionNames[i].name, name) == 0 : optionNames[i].letter == letter) return i;
	return -1;
}

static void listOptions(bool asCommands)
{
	if (!asCommands) puts("Current option settings");
	for (int i = 0; i < OPTIONS; i++) {
		if (asCommands) printf("set %co %s\n", options[i] ? '-' : '+', optionNames[i].name);
		else printf("%-16s%s\n", optionNames[i].name, options[i] ? "on" : "off");
	}
}

static void setArguments(int count, char **values)
{
	/* Kept for good: "$@" may be in use by a loop. */
	char **copy = malloc(((size_t)count + 1) * sizeof *copy);
	for (int i = 0; i < count; i++) copy[i] = strdup(values[i]);
	copy[count] = NULL;
	arguments.count = count;
	arguments.value = copy;
}

int builtinSet(int argc, char **argv)
{
	int at = 1;
	if (argc == 1) {
		struct listing all = {NULL, 0};
		varEach(listOne, &all);
		return 0;
	}
	for (; at < argc && (argv[at][0] == '-' || argv[at][0] == '+'); at++) {
		bool on = argv[at][0] == '-';
		if (strcmp(argv[at], "--") == 0) {
			setArguments(argc - at - 1, argv + at + 1);
			return 0;
		}
		if (!argv[at][1]) {
			at++;
			break;
		}
		for (const char *letter = argv[at] + 1; *letter; letter++) {
			int which;
			if (*letter == 'o') {
				if (at + 1 >= argc) {
					listOptions(!on);
					return 0;
				}
				which = findOption(argv[++at], 0);
				if (which < 0) fail(2, "Illegal option -o %s", argv[at]);
			} else
				which = findOption(NULL, *letter);
			if (which < 0) fail(2, "Illegal option %c%c", on ? '-' : '+', *letter);
			options[which] = on;
			if (*letter == 'o') break;
		}
	}
	if (at < argc) setArguments(argc - at, argv + at);
	return 0;
}

/* One byte from the descriptor, as other commands want the rest. -1 at the end. */
static int readByte(void)
{
	unsigned char c;
	ssize_t got;
	do got = read(0, &c, 1);
	while (got < 0 && errno == EINTR && !trapPending && !interrupted);
	return got == 1 ? c : -1;
}

static bool inIfs(char c, const char *ifs, bool blank)
{
	return c && strchr(ifs, c) && (strchr(" \t\n", c) != NULL) == blank;
}

/*
 * Cuts a line at IFS over the names; the last one gets the rest, without IFS blanks at its end.
 * `kinds` says which bytes were escaped by a backslash.
 */
static void assignFields(const char *line, const char *kinds, char **names, int count, const char *ifs)
{
	size_t at = 0, length = strlen(line);
	while (at < length && kinds[at] != QUOTED && inIfs(line[at], ifs, true)) at++;
	for (int i = 0; i < count; i++) {
		size_t start = at, end;
		if (i + 1 < count) {
			while (at < length && (kinds[at] == QUOTED || !strchr(ifs, line[at]))) at++;
			end = at;
			while (at < length && kinds[at] != QUOTED && inIfs(line[at], ifs, true)) at++;
			if (at < length && kinds[at] != QUOTED && inIfs(line[at], ifs, false)) {
				at++;
				while (at < length && kinds[at] != QUOTED && inIfs(line[at], ifs, true)) at++;
			}
		} else {
			end = length;
			while (end > start && kinds[end - 1] != QUOTED && inIfs(line[end - 1], ifs, true)) end--;
			/* A single separator at the very end belongs to the field before it. */
			size_t inside = start;
			while (inside < end && (kinds[inside] == QUOTED || !strchr(ifs, line[inside]))) inside++;
			if (inside + 1 == end && kinds[inside] != QUOTED && inIfs(line[inside], ifs, false)) end--;
		}
		varSet(names[i], arenaCopy(&temporary, line + start, end - start), 0);
	}
}

/* read [-r] [-p prompt] name … */
int builtinRead(int argc, char **argv)
{
	int at = 1;
	bool raw = false;
	for (; at < argc && argv[at][0] == '-' && argv[at][1]; at++) {
		if (strcmp(argv[at], "--") == 0) {
			at++;
			break;
		}
		if (strcmp(argv[at], "-r") == 0) raw = true;
		else if (strcmp(argv[at], "-p") == 0 && at + 1 < argc) {
			at++;
			if (isatty(0)) fputs(argv[at], stderr);
		} else
			fail(2, "Illegal option %s", argv[at]);
	}
	if (at >= argc) {
		complain("arg count");
		return 2;
	}
	for (int i = at; i < argc; i++)
		if (!isName(argv[i], strlen(argv[i]))) fail(2, "%s: bad variable name", argv[i]);
	struct text line = {0}, kinds = {0};
	int c, status = 0;
	while ((c = readByte()) != '\n') {
		if (c < 0) {
			status = 1;
			break;
		}
		if (c == 0) continue;
		bool escaped = c == '\\' && !raw;
		if (escaped && ((c = readByte()) == '\n' || c < 0)) continue;
		textAdd(&line, (char)c);
		textAdd(&kinds, escaped ? QUOTED : LITERAL);
	}
	const char *ifs = varGet("IFS");
	assignFields(line.s ? line.s : "", kinds.s ? kinds.s : "", argv + at, argc - at, ifs ? ifs : " \t\n");
	free(line.s);
	free(kinds.s);
	return status;
}

/* getopts letters name [argument …]: OPTIND says which argument is next, `offset` where inside a group such as -ab. */
int builtinGetopts(int argc, char **argv)
{
	static int offset;
	if (argc < 3) fail(2, "Usage: getopts optstring var [arg...]");
	char **args = argc > 3 ? argv + 3 : arguments.value;
	int count = argc > 3 ? argc - 3 : arguments.count, index = atoi(varGet("OPTIND") ? varGet("OPTIND") : "1") - 1;
	const char *letters = argv[1];
	bool silent = *letters == ':';
	char letter[2] = "?", number[16];
	/* Inside a group OPTIND is already the next argument's. */
	if (index == 0) offset = 0;
	if (offset) index--;
	if (index < 0) index = 0;
	const char *argument = index < count ? args[index] : NULL;
	if (!offset) {
		if (!argument || argument[0] != '-' || !argument[1]) goto done;
		if (strcmp(argument, "--") == 0) {
			index++;
			goto done;
		}
		offset = 1;
	}
	if (!argument || (size_t)offset >= strlen(argument)) {
		offset = 0;
		goto done;
	}
	letter[0] = argument[offset++];
	const char *rule = letter[0] == ':' ? NULL : strchr(letters, letter[0]);
	bool last = !argument[offset];
	varUnset("OPTARG");
	if (!rule) {
		if (silent) varSet("OPTARG", letter, 0);
		else fprintf(stderr, "Illegal option -%s\n", letter);
		letter[0] = '?';
	} else if (rule[1] == ':') {
		if (!last) varSet("OPTARG", argument + offset, 0);
		else if (index + 1 < count) varSet("OPTARG", args[++index], 0);
		else {
			if (silent) varSet("OPTARG", letter, 0);
			else fprintf(stderr, "No arg for -%s option\n", letter);
			letter[0] = silent ? ':' : '?';
		}
		last = true;
	}
	if (last) {
		offset = 0;
	}
	index++;
	sprintf(number, "%d", index + 1);
	varSet("OPTIND", number, 0);
	varSet(argv[2], letter, 0);
	return 0;
done:
	sprintf(number, "%d", index + 1);
	varSet("OPTIND", number, 0);
	varSet(argv[2], "?", 0);
	return 1;
}
