/*
 * A regular expression compiled: a little program for a machine that follows all possible ways through it at once
 * (Thompson 1968; Pike's variant), so that no expression can make it slow. It finds the leftmost, and there the longest match.
 */
#ifndef INTERNAL_REGEX_H
#define INTERNAL_REGEX_H
#include <stdbool.h>

enum operation { OP_CHAR, OP_ANY, OP_SET, OP_SPLIT, OP_JUMP, OP_LINE_START, OP_LINE_END, OP_WORD_EDGE, OP_NO_EDGE, OP_WORD_START, OP_WORD_END, OP_MATCH };

struct instruction {
	enum operation op;
	/* OP_CHAR: the byte. OP_SPLIT: both ways; OP_JUMP: x. OP_SET: x is the index of the set. */
	int x, y;
};

struct set {
	/* A bit for each byte. */
	unsigned long has[4];
};

struct program {
	struct instruction *code;
	int length, room;
	struct set *sets;
	int setCount;
};
#endif
