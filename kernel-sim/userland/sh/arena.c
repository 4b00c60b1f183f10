/* Memory in heaps that are dropped at once: trees of commands and what expansion makes. Also texts that grow. */
#include "sh.h"
#include <stdlib.h>
#include <string.h>

struct chunk {
	struct chunk *below;
	size_t used, size;
	char memory[];
};

struct arena temporary;

static void *must(void *memory)
{
	if (!memory) fail(2, "Out of space");
	return memory;
}

void *arenaAlloc(struct arena *arena, size_t size)
{
	struct chunk *top = arena->chunks;
	size = (size + 15) & ~15UL;
	if (!top || top->size - top->used < size) {
		size_t room = size > 2000 ? size : 2000;
		top = must(malloc(sizeof *top + room));
		top->below = arena->chunks;
		top->used = 0;
		top->size = room;
		arena->chunks = top;
	}
	void *memory = top->memory + top->used;
	top->used += size;
	return memset(memory, 0, size);
}

char *arenaCopy(struct arena *arena, const char *text, size_t length)
{
	char *copy = arenaAlloc(arena, length + 1);
	memcpy(copy, text, length);
	return copy;
}

struct mark arenaMark(struct arena *arena)
{
	struct mark mark = {arena->chunks, arena->chunks ? arena->chunks->used : 0};
	return mark;
}

void arenaRelease(struct arena *arena, struct mark mark)
{
	while (arena->chunks != mark.chunk) {
		struct chunk *below = arena->chunks->below;
		free(arena->chunks);
		arena->chunks = below;
	}
	if (mark.chunk) mark.chunk->used = mark.used;
}

void arenaFree(struct arena *arena)
{
	struct mark bottom = {NULL, 0};
	if (!arena->keep) arenaRelease(arena, bottom);
}

void textAdd(struct text *text, char c)
{
	if (text->length + 2 > text->room) {
		text->room = text->room ? text->room * 2 : 64;
		text->s = must(realloc(text->s, text->room));
	}
	text->s[text->length++] = c;
	text->s[text->length] = 0;
}

void textAddString(struct text *text, const char *s)
{
	while (*s) textAdd(text, *s++);
}

/* The text as a string of the arena; the growing one is freed. */
char *textTake(struct text *text, struct arena *arena)
{
	char *copy = arenaCopy(arena, text->s ? text->s : "", text->length);
	free(text->s);
	memset(text, 0, sizeof *text);
	return copy;
}
