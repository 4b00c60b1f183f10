/*
 * Words → what they stand for: POSIX 2.6. A word becomes bytes, each with its kind: QUOTED ones are neither split nor
 * patterns, LITERAL ones may be patterns, SPLITTABLE ones come from an unquoted expansion. BREAK stands between the
 * arguments of "$@"; EMPTY keeps a field such as "" alive.
 */
#include "sh.h"
#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add(struct pieces *out, char c, enum byteKind kind)
{
	textAdd(&out->bytes, c);
	textAdd(&out->kinds, (char)kind);
}

static void addString(struct pieces *out, const char *s, enum byteKind kind)
{
	while (*s) add(out, *s++, kind);
}

void piecesFree(struct pieces *p)
{
	free(p->bytes.s);
	free(p->kinds.s);
	memset(p, 0, sizeof *p);
}

/* ---- command substitution ---- */

/* Runs `command` in a child and adds its output without newlines at its end. */
static void substitute(struct pieces *out, const char *command, bool inQuotes)
{
	int ends[2];
	if (pipe(ends) < 0) fail(2, "Pipe call failed");
	struct job *job = jobNew(1, NULL);
	pid_t pid = jobFork(job, false);
	if (pid == 0) {
		close(ends[0]);
		if (ends[1] != 1) {
			dup2(ends[1], 1);
			close(ends[1]);
		}
		leave(runString(command, EXITS));
	}
	close(ends[1]);
	size_t newlines = 0;
	char buffer[512];
	for (ssize_t got; (got = read(ends[0], buffer, sizeof buffer)) != 0;) {
		if (got < 0) {
			if (errno == EINTR) continue;
			break;
		}
		for (ssize_t i = 0; i < got; i++) {
			if (buffer[i] == '\n') {
				newlines++;
				continue;
			}
			for (; newlines; newlines--) add(out, '\n', inQuotes ? QUOTED : SPLITTABLE);
			if (buffer[i]) add(out, buffer[i], inQuotes ? QUOTED : SPLITTABLE);
		}
	}
	close(ends[0]);
	lastStatus = jobWait(job);
}

static const char *expandBackquote(struct pieces *out, const char *p, bool inQuotes)
{
	const char *end = skipExpansion(p);
	struct text command = {0};
	for (p++; p < end - 1; p++) {
		if (*p == '\\' && (strchr("$`\\", p[1]) || (inQuotes && p[1] == '"'))) p++;
		textAdd(&command, *p);
	}
	substitute(out, textTake(&command, &temporary), inQuotes);
	return end;
}

/* ---- parameters ---- */

/* The value of a parameter that is one text; NULL if it is unset. `name` may be a digit or a special character. */
static const char *valueOf(const char *name)
{
	if (isdigit((unsigned char)*name)) {
		int n = atoi(name);
		if (n == 0) return argumentZero;
		return n <= arguments.count ? arguments.value[n - 1] : NULL;
	}
	if (nameLength(name)) return varGet(name);
	char *number = arenaAlloc(&temporary, 16);
	switch (*name) {
	case '?': sprintf(number, "%d", lastStatus); return number;
	case '#': sprintf(number, "%d", arguments.count); return number;
	case '$': sprintf(number, "%d", shellPid); return number;
	case '!':
		if (!lastBackground) return NULL;
		sprintf(number, "%d", lastBackground);
		return number;
	}
	return NULL;
}

static const char *flagLetters(void)
{
	char *letters = arenaAlloc(&temporary, OPTIONS + 2), *at = letters;
	if (interactive) *at++ = 'i';
	for (int i = 0; i < OPTIONS; i++)
		if (options[i] && optionNames[i].letter) *at++ = optionNames[i].letter;
	return letters;
}

/* $@ and $*: all arguments, each by itself, or joined by the first character of IFS. */
static void addArguments(struct pieces *out, char which, bool inQuotes, bool assignment)
{
	const char *ifs = varGet("IFS");
	char separator = ifs ? *ifs : ' ';
	enum byteKind kind = inQuotes ? QUOTED : SPLITTABLE;
	for (int i = 0; i < arguments.count; i++) {
		if (i > 0) {
			if ((which == '@' || !inQuotes) && !assignment) add(out, 0, BREAK);
			else if (which == '@') add(out, ' ', kind);
			else if (separator) add(out, separator, kind);
		}
		if (inQuotes && !arguments.value[i][0] && which == '@') add(out, 0, EMPTY);
		addString(out, arguments.value[i], kind);
	}
}

/* ${x#p} ${x##p} ${x%p} ${x%%p}: what is left of `value`. */
static char *trimmed(const char *value, const char *pattern, char side, bool longest)
{
	size_t length = strlen(value);
	char *copy = arenaCopy(&temporary, value, length);
	for (size_t i = 0; i <= length; i++) {
		size_t cut = longest ? length - i : i;
		if (side == '#') {
			char *head = arenaCopy(&temporary, value, cut);
			if (fnmatch(pattern, head, 0) == 0) return copy + cut;
		} else if (fnmatch(pattern, value + length - cut, 0) == 0) {
			copy[length - cut] = 0;
			return copy;
		}
	}
	return copy;
}

static void addValue(struct pieces *out, const char *value, bool inQuotes)
{
	addString(out, value, inQuotes ? QUOTED : SPLITTABLE);
}

static _Noreturn void badSubstitution(void)
{
	fail(2, "Bad substitution");
}

/* The operators with a word: - = ? + with or without a colon. */
static void expandDefault(struct pieces *out, const char *name, const char *value, char op, const char *word, bool inQuotes, bool assignment)
{
	switch (op) {
	case '-':
		if (value) addValue(out, value, inQuotes);
		else expandInto(out, word, inQuotes, assignment);
		return;
	case '+':
		if (value) expandInto(out, word, inQuotes, assignment);
		return;
	case '=':
		if (!value) {
			if (!nameLength(name)) badSubstitution();
			value = expandSingle(word, false);
			varSet(name, value, 0);
		}
		addValue(out, value, inQuotes);
		return;
	case '?':
		if (!value) {
			const char *text = *word ? expandSingle(word, false) : "parameter not set";
			fail(2, "%s: %s", name, text);
		}
		addValue(out, value, inQuotes);
	}
}

static void checkSet(const char *name, const char *value)
{
	if (!value && options[O_NOUNSET]) fail(2, "%s: parameter not set", name);
}

/* ${ … } from p on. */
static const char *expandBraces(struct pieces *out, const char *p, bool inQuotes, bool assignment)
{
	const char *end = skipBraces(p), *at = p + 2;
	bool lengthWanted = *at == '#' && at[1] != '}' && !strchr("-=?+:%#", at[1]);
	if (at[0] == '#' && at[1] == '#' && at[2] == '}') lengthWanted = true;
	if (lengthWanted) at++;
	size_t length = isdigit((unsigned char)*at) ? strspn(at, "0123456789") : nameLength(at);
	if (length == 0 && *at && strchr("?#$!-@*", *at)) length = 1;
	if (length == 0) badSubstitution();
	char *name = arenaCopy(&temporary, at, length);
	at += length;
	char *word = arenaCopy(&temporary, at, (size_t)(end - 1 - at));
	bool all = strchr("@*", *name) != NULL;
	const char *value = all ? (arguments.count ? "set" : NULL) : *name == '-' && !name[1] ? flagLetters() : valueOf(name);
	if (lengthWanted) {
		if (*word) badSubstitution();
		char *number = arenaAlloc(&temporary, 24);
		checkSet(name, value);
		sprintf(number, "%lu", (unsigned long)(all ? (size_t)arguments.count : value ? strlen(value) : 0));
		addValue(out, number, inQuotes);
		return end;
	}
	if (!*word) {
		if (all) addArguments(out, *name, inQuotes, assignment);
		else {
			checkSet(name, value);
			if (value) addValue(out, value, inQuotes);
		}
		return end;
	}
	if (*word == '#' || *word == '%') {
		bool longest = word[1] == *word;
		checkSet(name, value);
		addValue(out, trimmed(value && !all ? value : "", expandPattern(word + 1 + longest), *word, longest), inQuotes);
		return end;
	}
	bool colon = *word == ':';
	char op = word[colon];
	if (!op || !strchr("-=?+", op)) badSubstitution();
	if (colon && value && !*value) value = NULL;
	if (all && value && op != '+') {
		addArguments(out, *name, inQuotes, assignment);
		return end;
	}
	expandDefault(out, name, value, op, word + colon + 1, inQuotes, assignment);
	return end;
}

/* $((…)) */
static const char *expandArithmetic(struct pieces *out, const char *p, bool inQuotes)
{
	const char *end = skipParentheses(p);
	char *inner = arenaCopy(&temporary, p + 3, (size_t)(end - p) - 5), number[24];
	struct pieces expression = {0};
	expandInto(&expression, inner, true, false);
	char *text = piecesToText(&expression);
	piecesFree(&expression);
	sprintf(number, "%ld", arithmetic(text));
	addValue(out, number, inQuotes);
	return end;
}

/* A $ at p. Returns what follows. */
static const char *expandDollar(struct pieces *out, const char *p, bool inQuotes, bool assignment)
{
	if (p[1] == '{') return expandBraces(out, p, inQuotes, assignment);
	if (p[1] == '(' && p[2] == '(') return expandArithmetic(out, p, inQuotes);
	if (p[1] == '(') {
		const char *end = skipParentheses(p);
		substitute(out, arenaCopy(&temporary, p + 2, (size_t)(end - p) - 3), inQuotes);
		return end;
	}
	size_t length = nameLength(p + 1);
	if (length == 0 && p[1] && (isdigit((unsigned char)p[1]) || strchr("?#$!-@*", p[1]))) length = 1;
	if (length == 0) {
		add(out, '$', inQuotes ? QUOTED : LITERAL);
		return p + 1;
	}
	if (p[1] == '@' || p[1] == '*') {
		addArguments(out, p[1], inQuotes, assignment);
		return p + 2;
	}
	char *name = arenaCopy(&temporary, p + 1, length);
	const char *value = *name == '-' ? flagLetters() : valueOf(name);
	checkSet(name, value);
	if (value) addValue(out, value, inQuotes);
	return p + 1 + length;
}

/* "…" */
static const char *expandDouble(struct pieces *out, const char *p, bool assignment)
{
	const char *end = skipDouble(p);
	size_t before = out->bytes.length;
	bool onlyArguments = false;
	for (p++; p < end - 1;) {
		if (*p == '\\' && strchr("$`\"\\", p[1])) {
			add(out, p[1], QUOTED);
			p += 2;
		} else if (*p == '$') {
			if (arguments.count == 0 && (strncmp(p, "$@", 2) == 0 || strncmp(p, "${@}", 4) == 0)) onlyArguments = true;
			p = expandDollar(out, p, true, assignment);
		} else if (*p == '`') {
			p = expandBackquote(out, p, true);
		} else
			add(out, *p++, QUOTED);
	}
	if (out->bytes.length == before && !onlyArguments) add(out, 0, EMPTY);
	return end;
}

/* ~ and ~user at p, up to / (or : in an assignment). Returns what follows, p itself if it is no name. */
static const char *expandTilde(struct pieces *out, const char *p, bool assignment)
{
	size_t length = strcspn(p + 1, assignment ? "/:" : "/");
	for (size_t i = 0; i < length; i++)
		if (strchr("'\"\\$`}", p[1 + i])) return p;
	const char *home = NULL;
	if (length == 0) home = varGet("HOME");
	else {
		struct passwd *user = getpwnam(arenaCopy(&temporary, p + 1, length));
		if (user) home = user->pw_dir;
	}
	if (!home) return p;
	addString(out, home, QUOTED);
	return p + 1 + length;
}

/* The whole of `word`. Inside quotes (a here-document, ${x-word} in "…") single quotes and ~ are nothing special. */
void expandInto(struct pieces *out, const char *word, bool inQuotes, bool assignment)
{
	const char *p = word;
	while (*p) {
		if (*p == '~' && !inQuotes && (p == word || (assignment && p[-1] == ':'))) {
			const char *after = expandTilde(out, p, assignment);
			if (after != p) {
				p = after;
				continue;
			}
		}
		if (*p == '\\' && p[1]) {
			if (inQuotes && !strchr("$`\"\\}", p[1])) add(out, '\\', QUOTED);
			add(out, p[1], QUOTED);
			p += 2;
		} else if (*p == '\'' && !inQuotes) {
			const char *end = skipSingle(p);
			if (end == p + 2) add(out, 0, EMPTY);
			for (p++; p < end - 1;) add(out, *p++, QUOTED);
			p = end;
		} else if (*p == '"') {
			if (inQuotes) {
				/* ${x-"…"} inside quotes: they only group. */
				p++;
				continue;
			}
			p = expandDouble(out, p, assignment);
		} else if (*p == '$') {
			p = expandDollar(out, p, inQuotes, assignment);
		} else if (*p == '`') {
			p = expandBackquote(out, p, inQuotes);
		} else
			add(out, *p++, inQuotes ? QUOTED : LITERAL);
	}
}

/* ---- the ways to ask ---- */

/* All fields of all words, as an argv in temporary memory. */
char **expandWords(struct word *words, int *count)
{
	struct text fields = {0};
	*count = 0;
	for (; words; words = words->next) {
		struct pieces p = {0};
		expandInto(&p, words->text, false, false);
		splitFields(&p, &fields, count);
		piecesFree(&p);
	}
	char **argv = arenaAlloc(&temporary, ((size_t)*count + 1) * sizeof *argv);
	char *all = arenaCopy(&temporary, fields.s ? fields.s : "", fields.length);
	free(fields.s);
	for (int i = 0; i < *count; i++) {
		argv[i] = all;
		all += strlen(all) + 1;
	}
	return argv;
}

/* Without cutting: for assignments, redirections, case. */
char *expandSingle(const char *word, bool assignment)
{
	struct pieces p = {0};
	expandInto(&p, word, false, assignment);
	/* In a single text "$@" is joined by blanks. */
	for (size_t i = 0; i < p.kinds.length; i++)
		if (p.kinds.s[i] == BREAK) {
			p.kinds.s[i] = QUOTED;
			p.bytes.s[i] = ' ';
		}
	char *text = piecesToText(&p);
	piecesFree(&p);
	return text;
}

char *expandPattern(const char *word)
{
	struct pieces p = {0};
	expandInto(&p, word, false, false);
	char *pattern = piecesToPattern(&p);
	piecesFree(&p);
	return pattern;
}

/* A here-document or a prompt: $ and ` work, quotes are plain characters. */
char *expandDocument(const char *text)
{
	struct pieces p = {0};
	while (*text) {
		if (*text == '\\' && text[1] && strchr("$`\\", text[1])) {
			add(&p, text[1], QUOTED);
			text += 2;
		} else if (*text == '$') {
			text = expandDollar(&p, text, true, true);
		} else if (*text == '`') {
			text = expandBackquote(&p, text, true);
		} else
			add(&p, *text++, QUOTED);
	}
	char *result = piecesToText(&p);
	piecesFree(&p);
	return result;
}
