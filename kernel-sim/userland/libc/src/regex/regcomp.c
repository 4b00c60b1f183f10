/*
 * regcomp(3): POSIX basic and extended expressions → a program (program.h), with GNU's \+ \? \| \w \s \b \< \>.
 * Back references (\1) are refused with REG_ESUBREG: the machine that runs the program cannot remember.
 *
 *   alternation : sequence { | sequence }     sequence : { atom repetition* }     atom : ( alternation ) | [ set ] | . | ^ | $ | c
 */
#include <ctype.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include "program.h"

struct compiler {
	struct program *program;
	/* What is left of the pattern, and where it began. */
	const char *at, *start;
	bool extended, fold, newline;
	int depth, error;
	size_t groups;
};

static void alternation(struct compiler *);

static int emit(struct compiler *c, enum operation op, int x, int y)
{
	struct program *p = c->program;
	if (p->length == p->room) {
		p->room = p->room ? p->room * 2 : 32;
		struct instruction *bigger = p->room > 1 << 20 ? NULL : realloc(p->code, (size_t)p->room * sizeof *bigger);
		if (!bigger) {
			c->error = REG_ESPACE;
			p->room /= 2;
			p->length = 0;
			return 0;
		}
		p->code = bigger;
	}
	p->code[p->length].op = op;
	p->code[p->length].x = x;
	p->code[p->length].y = y;
	return p->length++;
}

/* Room for one instruction at `where`; jumps across it are moved. */
static void insert(struct compiler *c, int where, enum operation op, int x, int y)
{
	emit(c, OP_JUMP, 0, 0);
	struct instruction *code = c->program->code;
	if (c->error) return;
	memmove(code + where + 1, code + where, (size_t)(c->program->length - 1 - where) * sizeof *code);
	for (int i = where + 1; i < c->program->length; i++) {
		if (code[i].op != OP_SPLIT && code[i].op != OP_JUMP) continue;
		if (code[i].x >= where) code[i].x++;
		if (code[i].op == OP_SPLIT && code[i].y >= where) code[i].y++;
	}
	code[where].op = op;
	code[where].x = x;
	code[where].y = y;
}

/* ---- sets ---- */

static void setAdd(struct set *set, int c) { set->has[c >> 6] |= 1UL << (c & 63); }

static const struct {
	const char *name;
	int (*has)(int);
} classes[] = {
	{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl}, {"digit", isdigit}, {"graph", isgraph},
	{"lower", islower}, {"print", isprint}, {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
};

static bool addClass(struct set *set, const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (strlen(classes[i].name) == length && strncmp(classes[i].name, name, length) == 0) {
			for (int c = 0; c < 256; c++)
				if (classes[i].has(c)) setAdd(set, c);
			return true;
		}
	return false;
}

static void finishSet(struct compiler *c, struct set *set, bool negated)
{
	if (c->fold)
		for (int i = 0; i < 256; i++)
			if (set->has[i >> 6] >> (i & 63) & 1) setAdd(set, tolower(i)), setAdd(set, toupper(i));
	if (negated) {
		for (int i = 0; i < 4; i++) set->has[i] = ~set->has[i];
		if (c->newline) set->has[0] &= ~(1UL << '\n');
	}
	struct program *p = c->program;
	struct set *bigger = realloc(p->sets, (size_t)(p->setCount + 1) * sizeof *bigger);
	if (!bigger) {
		c->error = REG_ESPACE;
		return;
	}
	p->sets = bigger;
	p->sets[p->setCount] = *set;
	emit(c, OP_SET, p->setCount++, 0);
}

/* One end of a range: a character, [.x.] or [=x=]. */
static int setElement(struct compiler *c)
{
	if (c->at[0] == '[' && (c->at[1] == '.' || c->at[1] == '=')) {
		char kind = c->at[1];
		int element = (unsigned char)c->at[2];
		if (!c->at[2] || c->at[3] != kind || c->at[4] != ']') c->error = REG_ECOLLATE;
		else c->at += 5;
		return element;
	}
	return (unsigned char)*c->at++;
}

/* Behind [ */
static void bracket(struct compiler *c)
{
	struct set set = {{0}};
	bool negated = *c->at == '^';
	if (negated) c->at++;
	for (const char *first = c->at; !c->error && (*c->at != ']' || c->at == first);) {
		if (!*c->at) {
			c->error = REG_EBRACK;
			return;
		}
		if (c->at[0] == '[' && c->at[1] == ':') {
			const char *end = strstr(c->at + 2, ":]");
			if (!end || !addClass(&set, c->at + 2, (size_t)(end - c->at - 2))) {
				c->error = end ? REG_ECTYPE : REG_EBRACK;
				return;
			}
			c->at = end + 2;
			continue;
		}
		int low = setElement(c), high = low;
		if (c->at[0] == '-' && c->at[1] && c->at[1] != ']') {
			c->at++;
			high = setElement(c);
		}
		if (low > high) c->error = REG_ERANGE;
		for (int i = low; i <= high; i++) setAdd(&set, i);
	}
	c->at++;
	if (!c->error) finishSet(c, &set, negated);
}

/* \w \W \s \S */
static void letterClass(struct compiler *c, char letter)
{
	struct set set = {{0}};
	addClass(&set, (letter | 32) == 'w' ? "alnum" : "space", 5);
	if ((letter | 32) == 'w') setAdd(&set, '_');
	finishSet(c, &set, letter < 'a');
}

/* ---- atoms ---- */

static void literal(struct compiler *c, unsigned char byte)
{
	if (c->fold && isalpha(byte)) {
		struct set set = {{0}};
		setAdd(&set, byte);
		finishSet(c, &set, false);
	} else
		emit(c, OP_CHAR, byte, 0);
}

/* Is the operator `letter` here: bare in extended, behind a backslash in basic expressions? */
static bool isOperator(const struct compiler *c, const char *at, char letter)
{
	return c->extended ? *at == letter : at[0] == '\\' && at[1] == letter;
}

static int operatorLength(const struct compiler *c) { return c->extended ? 1 : 2; }

static bool endsSequence(const struct compiler *c)
{
	return !*c->at || isOperator(c, c->at, '|') || (isOperator(c, c->at, ')') && (c->depth > 0 || !c->extended));
}

static void group(struct compiler *c)
{
	c->at += operatorLength(c);
	c->groups++;
	c->depth++;
	alternation(c);
	c->depth--;
	if (c->error) return;
	if (!isOperator(c, c->at, ')')) c->error = REG_EPAREN;
	else c->at += operatorLength(c);
}

/* `first`: nothing stands before it in its sequence. */
static void atom(struct compiler *c, bool first)
{
	static const char edges[] = "bB<>";
	static const enum operation edgeOperations[] = {OP_WORD_EDGE, OP_NO_EDGE, OP_WORD_START, OP_WORD_END};
	if (isOperator(c, c->at, '(')) {
		group(c);
		return;
	}
	char letter = *c->at++;
	const char *edge;
	switch (letter) {
	case '[': bracket(c); return;
	case '.': emit(c, OP_ANY, 0, 0); return;
	case '^':
		if (c->extended || first) {
			emit(c, OP_LINE_START, 0, 0);
			return;
		}
		break;
	case '$':
		if (c->extended || endsSequence(c)) {
			emit(c, OP_LINE_END, 0, 0);
			return;
		}
		break;
	case '\\':
		letter = *c->at;
		if (!letter) {
			c->error = REG_EESCAPE;
			return;
		}
		c->at++;
		if (letter >= '1' && letter <= '9') {
			c->error = REG_ESUBREG;
			return;
		}
		if (strchr("wWsS", letter)) {
			letterClass(c, letter);
			return;
		}
		if ((edge = strchr(edges, letter))) {
			emit(c, edgeOperations[edge - edges], 0, 0);
			return;
		}
		if (!c->extended && letter == '{') {
			c->error = REG_BADRPT;
			return;
		}
	}
	literal(c, (unsigned char)letter);
}

/* ---- repetitions ---- */

/* Another copy of the code [from, to) at the end. */
static void copyCode(struct compiler *c, int from, int to)
{
	int shift = c->program->length - from;
	for (int i = from; i < to && !c->error; i++) {
		struct instruction in = c->program->code[i];
		bool moves = in.op == OP_SPLIT || in.op == OP_JUMP;
		emit(c, in.op, moves ? in.x + shift : in.x, in.op == OP_SPLIT ? in.y + shift : in.y);
	}
}

static void makeOptional(struct compiler *c, int from)
{
	insert(c, from, OP_SPLIT, from + 1, c->program->length + 1);
}

static void makeLoop(struct compiler *c, int from)
{
	emit(c, OP_SPLIT, from, c->program->length + 1);
}

/* {m}, {m,}, {m,n}: most = -1 for no limit. */
static void repeat(struct compiler *c, int from, int least, int most)
{
	int to = c->program->length;
	if (least == 0 && most == 0) {
		c->program->length = from;
		return;
	}
	for (int i = 1; i < least; i++) copyCode(c, from, to);
	if (most < 0) {
		if (least == 0) {
			makeLoop(c, from);
			makeOptional(c, from);
		} else
			makeLoop(c, c->program->length - (to - from));
		return;
	}
	/* The body's own copy is made optional last, as that moves it. */
	for (int i = least > 0 ? least : 1; i < most && !c->error; i++) {
		int start = c->program->length;
		copyCode(c, from, to);
		makeOptional(c, start);
	}
	if (least == 0) makeOptional(c, from);
}

static int interval(struct compiler *c)
{
	if (!isdigit((unsigned char)*c->at)) return -1;
	int value = 0;
	while (isdigit((unsigned char)*c->at)) {
		value = value * 10 + (*c->at++ - '0');
		if (value > 32767) c->error = REG_BADBR;
	}
	return value;
}

/* Takes one of * + ? {…} if it stands here. */
static bool repetition(struct compiler *c, int from)
{
	if (*c->at == '*') {
		c->at++;
		repeat(c, from, 0, -1);
	} else if (isOperator(c, c->at, '+')) {
		c->at += operatorLength(c);
		repeat(c, from, 1, -1);
	} else if (isOperator(c, c->at, '?')) {
		c->at += operatorLength(c);
		repeat(c, from, 0, 1);
	} else if (isOperator(c, c->at, '{')) {
		c->at += operatorLength(c);
		int least = interval(c), most = least;
		if (*c->at == ',') {
			c->at++;
			most = interval(c);
			if (least < 0) least = 0;
		} else if (least < 0)
			c->error = REG_BADBR;
		if (!isOperator(c, c->at, '}')) c->error = *c->at ? REG_BADBR : REG_EBRACE;
		else c->at += operatorLength(c);
		if (most >= 0 && least > most) c->error = REG_BADBR;
		if (!c->error) repeat(c, from, least, most);
	} else
		return false;
	return true;
}

static void sequence(struct compiler *c)
{
	for (bool first = true; !c->error && !endsSequence(c); first = false) {
		int from = c->program->length;
		/* A * with nothing before it is a plain star in a basic expression; in an extended one GNU passes it over. */
		if (first && *c->at == '*') {
			c->at++;
			if (!c->extended) literal(c, '*');
			if (c->extended) continue;
		} else
			atom(c, first);
		bool anchor = c->program->length == from + 1 && c->program->code[from].op == OP_LINE_START;
		if (anchor && !c->extended && *c->at == '*') {
			c->at++;
			from = c->program->length;
			literal(c, '*');
		}
		while (!c->error && repetition(c, from)) continue;
	}
}

static void alternation(struct compiler *c)
{
	int from = c->program->length;
	sequence(c);
	while (!c->error && isOperator(c, c->at, '|')) {
		c->at += operatorLength(c);
		/* split, first way, jump over the second. */
		insert(c, from, OP_SPLIT, from + 1, c->program->length + 2);
		int jump = emit(c, OP_JUMP, 0, 0), second = c->program->length;
		sequence(c);
		/* More alternatives move everything, so they nest on the right. */
		if (!c->error && isOperator(c, c->at, '|')) {
			c->at += operatorLength(c);
			insert(c, second, OP_SPLIT, second + 1, c->program->length + 2);
			int inner = emit(c, OP_JUMP, 0, 0);
			alternation(c);
			c->program->code[inner].x = c->program->length;
		}
		c->program->code[jump].x = c->program->length;
	}
}

int regcomp(regex_t *restrict regex, const char *restrict pattern, int flags)
{
	struct program *program = calloc(1, sizeof *program);
	if (!program) return REG_ESPACE;
	struct compiler c = {.program = program, .at = pattern, .start = pattern, .extended = (flags & REG_EXTENDED) != 0,
		.fold = (flags & REG_ICASE) != 0, .newline = (flags & REG_NEWLINE) != 0};
	alternation(&c);
	if (!c.error && *c.at) c.error = REG_EPAREN;
	emit(&c, OP_MATCH, 0, 0);
	regex->re_nsub = c.groups;
	regex->__program = program;
	regex->__flags = flags;
	if (c.error) regfree(regex);
	return c.error;
}

void regfree(regex_t *regex)
{
	struct program *program = regex->__program;
	if (!program) return;
	free(program->code);
	free(program->sets);
	free(program);
	regex->__program = NULL;
}
