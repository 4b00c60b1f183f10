/*
 * getopt(3), getopt_long(3): options of a command line. Like glibc's, arguments that are no options move to the end,
 * unless the letters begin with + or POSIXLY_CORRECT is set; long options may be shortened while they stay clear.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *optarg;
int optind = 1, opterr = 1, optopt;

/* Inside a group such as -la: the next letter. */
static const char *next;
/* Non-options skipped so far lie in argv[firstSkipped, lastSkipped). */
static int firstSkipped, lastSkipped;

static void complain(const char *program, const char *format, const char *what)
{
	fprintf(stderr, "%s: ", program);
	fprintf(stderr, format, what);
	fputc('\n', stderr);
}

/* Rotates so that the options in [lastSkipped, optind) come before the skipped arguments. */
static void exchange(char **argv)
{
	int options = optind - lastSkipped;
	for (int moved = 0; moved < options; moved++) {
		char *option = argv[lastSkipped + moved];
		for (int i = lastSkipped + moved; i > firstSkipped + moved; i--) argv[i] = argv[i - 1];
		argv[firstSkipped + moved] = option;
	}
	firstSkipped += options;
	lastSkipped = optind;
}

static int takeLong(int argc, char **argv, const char *text, const char *dashes, const struct option *options, int *index, int silent)
{
	size_t length = strcspn(text, "=");
	int found = -1, ambiguous = 0;
	char shown[80];
	for (int i = 0; options[i].name; i++) {
		if (strncmp(options[i].name, text, length) != 0) continue;
		if (strlen(options[i].name) == length) {
			found = i;
			ambiguous = 0;
			break;
		}
		if (found >= 0) ambiguous = 1;
		else found = i;
	}
	optind++;
	next = NULL;
	optopt = 0;
	if (found < 0 || ambiguous) {
		snprintf(shown, sizeof shown, "%s%s", dashes, text);
		if (!ambiguous) shown[strcspn(shown, "=")] = 0;
		if (!silent) complain(argv[0], ambiguous ? "option '%s' is ambiguous" : "unrecognized option '%s'", shown);
		return '?';
	}
	const struct option *o = &options[found];
	snprintf(shown, sizeof shown, "%s%s", dashes, o->name);
	optarg = NULL;
	if (text[length] == '=') {
		if (o->has_arg == no_argument) {
			if (!silent) complain(argv[0], "option '%s' doesn't allow an argument", shown);
			optopt = o->val;
			return '?';
		}
		optarg = (char *)text + length + 1;
	} else if (o->has_arg == required_argument) {
		if (optind >= argc) {
			if (!silent) complain(argv[0], "option '%s' requires an argument", shown);
			optopt = o->val;
			return silent ? ':' : '?';
		}
		optarg = argv[optind++];
	}
	if (index) *index = found;
	if (o->flag) {
		*o->flag = o->val;
		return 0;
	}
	return o->val;
}

static int takeShort(int argc, char **argv, const char *letters, int silent)
{
	char letter = *next++, shown[2] = {letter, 0};
	const char *rule = letter == ':' || letter == ';' ? NULL : strchr(letters, letter);
	if (!*next) {
		optind++;
		next = NULL;
	}
	optopt = letter;
	if (!rule) {
		if (!silent) complain(argv[0], "invalid option -- '%s'", shown);
		return '?';
	}
	optarg = NULL;
	if (rule[1] != ':') return letter;
	if (next) {
		optarg = (char *)next;
		optind++;
		next = NULL;
	} else if (rule[2] != ':') {
		if (optind >= argc) {
			if (!silent) complain(argv[0], "option requires an argument -- '%s'", shown);
			return silent ? ':' : '?';
		}
		optarg = argv[optind++];
	}
	return letter;
}

static int step(int argc, char **argv, const char *letters, const struct option *options, int *index, int only)
{
	if (optind == 0) {
		optind = 1;
		next = NULL;
		firstSkipped = lastSkipped = 1;
	}
	if (firstSkipped == 0) firstSkipped = lastSkipped = optind;
	int inOrder = *letters == '+' || getenv("POSIXLY_CORRECT") != NULL, asOption = *letters == '-';
	if (*letters == '+' || *letters == '-') letters++;
	int silent = *letters == ':' || !opterr;
	optarg = NULL;
	if (next && *next) return takeShort(argc, argv, letters, silent);
	if (lastSkipped > optind) lastSkipped = optind;
	if (firstSkipped > optind) firstSkipped = optind;
	if (!inOrder && !asOption) {
		if (firstSkipped != lastSkipped && lastSkipped != optind) exchange(argv);
		else if (lastSkipped != optind) firstSkipped = optind;
		while (optind < argc && (argv[optind][0] != '-' || !argv[optind][1])) optind++;
		lastSkipped = optind;
	}
	if (optind < argc && strcmp(argv[optind], "--") == 0) {
		optind++;
		if (firstSkipped != lastSkipped && lastSkipped != optind) exchange(argv);
		else if (firstSkipped == lastSkipped) firstSkipped = optind;
		lastSkipped = argc;
		optind = argc;
	}
	if (optind >= argc) {
		if (firstSkipped != lastSkipped) optind = firstSkipped;
		return -1;
	}
	char *argument = argv[optind];
	if (argument[0] != '-' || !argument[1]) {
		if (!asOption) return -1;
		optarg = argument;
		optind++;
		return 1;
	}
	if (options && argument[1] == '-') return takeLong(argc, argv, argument + 2, "--", options, index, silent);
	if (options && only && (argument[2] || !strchr(letters, argument[1])))
		return takeLong(argc, argv, argument + 1, "-", options, index, silent);
	next = argument + 1;
	return takeShort(argc, argv, letters, silent);
}

int getopt(int argc, char *const argv[], const char *letters)
{
	return step(argc, (char **)argv, letters, NULL, NULL, 0);
}

int getopt_long(int argc, char *const argv[], const char *letters, const struct option *options, int *index)
{
	return step(argc, (char **)argv, letters, options, index, 0);
}

int getopt_long_only(int argc, char *const argv[], const char *letters, const struct option *options, int *index)
{
	return step(argc, (char **)argv, letters, options, index, 1);
}
