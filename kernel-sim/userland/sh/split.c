/* Bytes with kinds → fields: POSIX 2.6.5 "Field Splitting", 2.6.6 "Pathname Expansion", 2.6.7 "Quote Removal". */
#include "sh.h"
#include <glob.h>
#include <stdlib.h>
#include <string.h>

/* The text with every quoted byte that a pattern would take specially escaped. */
static char *pattern(const char *bytes, const char *kinds, size_t length)
{
	struct text text = {0};
	for (size_t i = 0; i < length; i++) {
		if (kinds[i] == EMPTY || kinds[i] == BREAK) continue;
		if (kinds[i] == QUOTED && strchr("*?[]\\-!^", bytes[i])) textAdd(&text, '\\');
		textAdd(&text, bytes[i]);
	}
	return textTake(&text, &temporary);
}

static char *plain(const char *bytes, const char *kinds, size_t length)
{
	struct text text = {0};
	for (size_t i = 0; i < length; i++)
		if (kinds[i] != EMPTY && kinds[i] != BREAK) textAdd(&text, bytes[i]);
	return textTake(&text, &temporary);
}

char *piecesToPattern(const struct pieces *p) { return pattern(p->bytes.s, p->kinds.s, p->bytes.length); }
char *piecesToText(const struct pieces *p) { return plain(p->bytes.s, p->kinds.s, p->bytes.length); }

static void addField(struct text *fields, const char *field, int *count)
{
	textAddString(fields, field);
	textAdd(fields, 0);
	++*count;
}

/* One field: the paths it matches, or itself. */
static void finish(const char *bytes, const char *kinds, size_t length, struct text *fields, int *count)
{
	bool magic = false;
	for (size_t i = 0; i < length; i++)
		if (kinds[i] != QUOTED && kinds[i] != EMPTY && strchr("*?[", bytes[i])) magic = true;
	if (magic && !options[O_NOGLOB]) {
		glob_t found;
		if (glob(pattern(bytes, kinds, length), 0, NULL, &found) == 0) {
			for (size_t i = 0; i < found.gl_pathc; i++) addField(fields, found.gl_pathv[i], count);
			globfree(&found);
			return;
		}
		globfree(&found);
	}
	addField(fields, plain(bytes, kinds, length), count);
}

/* Cuts at IFS; adds the fields to `fields`, each with its 0. */
void splitFields(struct pieces *p, struct text *fields, int *count)
{
	const char *ifs = varGet("IFS"), *bytes = p->bytes.s, *kinds = p->kinds.s;
	if (!ifs) ifs = " \t\n";
	size_t start = 0, length = p->bytes.length;
	/* `open`: bytes of a field lie in [start, i). `blankEnded`: a blank has just ended a field, a separator may follow. */
	bool open = false, blankEnded = false;
	for (size_t i = 0; i < length; i++) {
		if (kinds[i] == BREAK) {
			if (open) finish(bytes + start, kinds + start, i - start, fields, count);
			open = blankEnded = false;
			continue;
		}
		bool separator = kinds[i] == SPLITTABLE && bytes[i] && strchr(ifs, bytes[i]);
		if (!separator) {
			if (!open) start = i;
			open = true;
			blankEnded = false;
		} else if (strchr(" \t\n", bytes[i])) {
			if (open) {
				finish(bytes + start, kinds + start, i - start, fields, count);
				blankEnded = true;
			}
			open = false;
		} else {
			if (open) finish(bytes + start, kinds + start, i - start, fields, count);
			else if (!blankEnded) addField(fields, "", count);
			open = blankEnded = false;
		}
	}
	if (open) finish(bytes + start, kinds + start, length - start, fields, count);
}
