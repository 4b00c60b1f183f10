/* regexec(3): runs the program of an expression over a text, all ways at once. */
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <ctype.h>
#include "program.h"

/* The ways that are alive: where each is in the program, and where in the text its match began. */
struct ways {
	int *at;
	long *start;
	int count;
};

struct machine {
	const struct program *program;
	const unsigned char *text;
	long length;
	int flags, patternFlags;
	/* For each instruction: the step in which it was last added. */
	long *seen;
	long step;
};

static int wordAt(const struct machine *m, long at)
{
	return at >= 0 && at < m->length && (isalnum(m->text[at]) || m->text[at] == '_');
}

static int lineStart(const struct machine *m, long at)
{
	if (at == 0) return !(m->flags & REG_NOTBOL);
	return (m->patternFlags & REG_NEWLINE) && m->text[at - 1] == '\n';
}

static int lineEnd(const struct machine *m, long at)
{
	if (at == m->length) return !(m->flags & REG_NOTEOL);
	return (m->patternFlags & REG_NEWLINE) && m->text[at] == '\n';
}

/* Does an instruction that takes no character hold at this place? */
static int holds(const struct machine *m, enum operation op, long at)
{
	int before = wordAt(m, at - 1), behind = wordAt(m, at);
	switch (op) {
	case OP_LINE_START: return lineStart(m, at);
	case OP_LINE_END: return lineEnd(m, at);
	case OP_WORD_EDGE: return before != behind;
	case OP_NO_EDGE: return before == behind;
	case OP_WORD_START: return !before && behind;
	case OP_WORD_END: return before && !behind;
	default: return 0;
	}
}

/* Adds the way at `pc`, following jumps. The first to arrive has the leftmost start, as older ways are added first. */
static void add(struct machine *m, struct ways *ways, int pc, long start, long at)
{
	while (m->seen[pc] != m->step) {
		m->seen[pc] = m->step;
		const struct instruction *in = &m->program->code[pc];
		if (in->op == OP_JUMP) {
			pc = in->x;
		} else if (in->op == OP_SPLIT) {
			add(m, ways, in->x, start, at);
			pc = in->y;
		} else if (in->op >= OP_LINE_START && in->op <= OP_WORD_END) {
			if (!holds(m, in->op, at)) return;
			pc++;
		} else {
			ways->at[ways->count] = pc;
			ways->start[ways->count++] = start;
			return;
		}
	}
}

static int takes(const struct machine *m, const struct instruction *in, unsigned char c)
{
	switch (in->op) {
	case OP_CHAR: return in->x == c;
	case OP_ANY: return !(m->patternFlags & REG_NEWLINE) || c != '\n';
	case OP_SET: return (int)(m->program->sets[in->x].has[c >> 6] >> (c & 63) & 1);
	default: return 0;
	}
}

/* The leftmost, longest match from `from` on. False if there is none. */
static bool search(struct machine *m, long from, struct ways *now, struct ways *next, regmatch_t *found)
{
	found->rm_so = found->rm_eo = -1;
	now->count = 0;
	for (long at = from;; at++) {
		/* A new way starts here as long as nothing was found further left. */
		if (found->rm_so < 0) add(m, now, 0, at, at);
		if (now->count == 0 && found->rm_so >= 0) break;
		m->step++;
		next->count = 0;
		for (int i = 0; i < now->count; i++) {
			const struct instruction *in = &m->program->code[now->at[i]];
			long start = now->start[i];
			if (found->rm_so >= 0 && start > found->rm_so) continue;
			if (in->op == OP_MATCH) {
				if (found->rm_so < 0 || start < found->rm_so || at > found->rm_eo) {
					found->rm_so = start;
					found->rm_eo = at;
				}
			} else if (at < m->length && takes(m, in, m->text[at]))
				add(m, next, now->at[i] + 1, start, at + 1);
		}
		struct ways *swap = now;
		now = next;
		next = swap;
		if (at == m->length) break;
	}
	return found->rm_so >= 0;
}

int regexec(const regex_t *restrict regex, const char *restrict text, size_t count, regmatch_t matches[restrict], int flags)
{
	const struct program *program = regex->__program;
	regmatch_t found;
	/* With REG_STARTEND the text before the start is seen by ^, \b and \<. */
	long from = flags & REG_STARTEND ? matches[0].rm_so : 0;
	struct machine m = {.program = program, .text = (const unsigned char *)text, .flags = flags, .patternFlags = regex->__flags};
	m.length = flags & REG_STARTEND ? matches[0].rm_eo : (long)strlen(text);
	size_t room = (size_t)program->length;
	struct ways a = {malloc(room * sizeof(int)), malloc(room * sizeof(long)), 0}, b = {malloc(room * sizeof(int)), malloc(room * sizeof(long)), 0};
	m.seen = calloc(room, sizeof *m.seen);
	m.step = 1;
	bool matched = a.at && a.start && b.at && b.start && m.seen && search(&m, from, &a, &b, &found);
	free(a.at);
	free(a.start);
	free(b.at);
	free(b.start);
	free(m.seen);
	if (!matched) return REG_NOMATCH;
	if (!(regex->__flags & REG_NOSUB))
		for (size_t i = 0; i < count; i++) {
			matches[i].rm_so = i ? -1 : found.rm_so;
			matches[i].rm_eo = i ? -1 : found.rm_eo;
		}
	return 0;
}
