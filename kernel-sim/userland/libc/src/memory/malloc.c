/*
 * malloc(3): blocks with boundary tags (Knuth, TAOCP 1, 2.5) in one arena that grows by brk(2); from 128 KiB on, a
 * mapping each by mmap(2), which free gives back at once.
 *
 * A block is a header of 16 bytes and the memory that the program gets, 16-byte aligned. Free blocks lie in lists by
 * size, one for each power of two; a free block joins its free neighbours, so no two free blocks touch. In a program
 * with threads one lock guards it all.
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../internal/libc.h"
#include "../internal/thread.h"

struct block {
	/* Size of the block before this one, so that free can find it; for a mapping: bytes in front (alignment). */
	size_t previousSize;
	/* Size of this block with its header, a multiple of 16, so that the low bits are free for USED and MAPPED. */
	size_t tag;
	/* In free blocks only: the neighbours in their list. */
	struct block *next, *before;
};

#define USED 1UL
#define MAPPED 2UL
#define FLAGS 15UL
#define HEADER 16UL
#define SMALLEST 32UL
#define MAP_FROM (128UL * 1024)
#define GROW_BY (64UL * 1024)

static volatile int arena;
static struct block *lists[64];
/* The end of the arena: a header that is always USED and has no memory. */
static struct block *arenaEnd;

static size_t sizeOf(const struct block *b) { return b->tag & ~FLAGS; }
static struct block *after(struct block *b) { return (struct block *)((char *)b + sizeOf(b)); }
static struct block *blockOf(void *memory) { return (struct block *)((char *)memory - HEADER); }
static void *memoryOf(struct block *b) { return (char *)b + HEADER; }
static int listFor(size_t size) { return 63 - __builtin_clzl(size); }

static void enlist(struct block *b)
{
	struct block **head = &lists[listFor(sizeOf(b))];
	b->before = NULL;
	b->next = *head;
	if (*head) (*head)->before = b;
	*head = b;
}

static void unlinkBlock(struct block *b)
{
	if (b->before) b->before->next = b->next;
	else lists[listFor(sizeOf(b))] = b->next;
	if (b->next) b->next->before = b->before;
}

static void setSize(struct block *b, size_t size, size_t flags)
{
	b->tag = size | flags;
	after(b)->previousSize = size;
}

/* Makes `b` free, joined with free neighbours, and lists it. */
static struct block *release(struct block *b)
{
	size_t size = sizeOf(b);
	struct block *right = after(b);
	if (!(right->tag & USED)) {
		unlinkBlock(right);
		size += sizeOf(right);
	}
	if (b->previousSize) {
		struct block *left = (struct block *)((char *)b - b->previousSize);
		if (!(left->tag & USED)) {
			unlinkBlock(left);
			size += sizeOf(left);
			b = left;
		}
	}
	setSize(b, size, 0);
	enlist(b);
	return b;
}

/* Cuts `b`, which is in no list, to `size`; what is over becomes a free block. */
static void trim(struct block *b, size_t size)
{
	size_t rest = sizeOf(b) - size;
	if (rest < SMALLEST) {
		b->tag |= USED;
		return;
	}
	setSize(b, size, USED);
	struct block *tail = after(b);
	setSize(tail, rest, USED);
	release(tail);
}

/* More arena by brk, at least `size` in one free block; NULL when the kernel refuses. */
static struct block *grow(size_t size)
{
	size_t bytes = (size + GROW_BY) & ~(GROW_BY - 1);
	char *start = sbrk((intptr_t)bytes);
	if (start == (char *)-1) return NULL;
	struct block *b;
	if (arenaEnd && (char *)arenaEnd + HEADER == start) {
		b = arenaEnd;
		b->tag = bytes | USED;
	} else {
		/* The first time, or somebody else moved the break: a new arena, aligned, that has no left neighbour. */
		size_t skip = (size_t)(-(intptr_t)start & 15);
		b = (struct block *)(start + skip);
		b->previousSize = 0;
		b->tag = ((bytes - skip - HEADER) & ~FLAGS) | USED;
	}
	arenaEnd = after(b);
	arenaEnd->tag = USED;
	arenaEnd->previousSize = sizeOf(b);
	return release(b);
}

static struct block *findFree(size_t size)
{
	for (int list = listFor(size); list < 64; list++)
		for (struct block *b = lists[list]; b; b = b->next)
			if (sizeOf(b) >= size) return b;
	return NULL;
}

static void *mapLarge(size_t size)
{
	size_t bytes = (size + 4095) & ~4095UL;
	struct block *b = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (b == MAP_FAILED) return NULL;
	b->previousSize = 0;
	b->tag = bytes | USED | MAPPED;
	return memoryOf(b);
}

void *malloc(size_t wanted)
{
	if (wanted > PTRDIFF_MAX) {
		errno = ENOMEM;
		return NULL;
	}
	size_t size = (wanted + HEADER + 15) & ~FLAGS;
	if (size < SMALLEST) size = SMALLEST;
	if (size >= MAP_FROM) return mapLarge(size);
	LOCK(arena);
	struct block *b = findFree(size);
	if (!b) b = grow(size);
	if (b) {
		unlinkBlock(b);
		trim(b, size);
	}
	UNLOCK(arena);
	return b ? memoryOf(b) : mapLarge(size);
}

void free(void *memory)
{
	if (!memory) return;
	struct block *b = blockOf(memory);
	if (b->tag & MAPPED) {
		int saved = errno;
		munmap((char *)b - b->previousSize, sizeOf(b) + b->previousSize);
		errno = saved;
		return;
	}
	LOCK(arena);
	release(b);
	UNLOCK(arena);
}

void __mallocFork(int when)
{
	if (when < 0) __lockWord(&arena);
	else __unlockWord(&arena);
}

void *calloc(size_t count, size_t each)
{
	if (each && count > PTRDIFF_MAX / each) {
		errno = ENOMEM;
		return NULL;
	}
	size_t bytes = count * each;
	void *memory = malloc(bytes);
	/* A fresh mapping is zero already. */
	if (memory && !(blockOf(memory)->tag & MAPPED)) memset(memory, 0, bytes);
	return memory;
}

size_t malloc_usable_size(void *memory)
{
	return memory ? sizeOf(blockOf(memory)) - HEADER : 0;
}

/* Grows into a free right neighbour when that is enough; 0 if it is not. */
static int extend(struct block *b, size_t size)
{
	struct block *right = after(b);
	if ((right->tag & USED) || sizeOf(b) + sizeOf(right) < size) return 0;
	unlinkBlock(right);
	setSize(b, sizeOf(b) + sizeOf(right), USED);
	return 1;
}

void *realloc(void *memory, size_t wanted)
{
	if (!memory) return malloc(wanted);
	if (wanted == 0) {
		free(memory);
		return NULL;
	}
	struct block *b = blockOf(memory);
	size_t size = (wanted + HEADER + 15) & ~FLAGS;
	if (size < SMALLEST) size = SMALLEST;
	if (wanted <= PTRDIFF_MAX && !(b->tag & MAPPED)) {
		LOCK(arena);
		int fits = sizeOf(b) >= size || extend(b, size);
		if (fits) trim(b, size);
		UNLOCK(arena);
		if (fits) return memory;
	}
	if ((b->tag & MAPPED) && sizeOf(b) >= size && size > sizeOf(b) / 2) return memory;
	void *moved = malloc(wanted);
	if (!moved) return NULL;
	size_t old = malloc_usable_size(memory);
	memcpy(moved, memory, old < wanted ? old : wanted);
	free(memory);
	return moved;
}

void *reallocarray(void *memory, size_t count, size_t each)
{
	if (each && count > PTRDIFF_MAX / each) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(memory, count * each);
}

/* A block with room to spare, cut so that the memory begins at a multiple of `alignment`. */
void *aligned_alloc(size_t alignment, size_t wanted)
{
	if (alignment <= 16) return malloc(wanted);
	if (wanted > PTRDIFF_MAX - alignment - SMALLEST) {
		errno = ENOMEM;
		return NULL;
	}
	char *memory = malloc(wanted + alignment + SMALLEST);
	if (!memory || ((uintptr_t)memory & (alignment - 1)) == 0) return memory;
	char *aligned = (char *)(((uintptr_t)memory + SMALLEST + alignment - 1) & ~(alignment - 1));
	struct block *whole = blockOf(memory), *part = blockOf(aligned);
	size_t front = (size_t)(aligned - memory);
	if (whole->tag & MAPPED) {
		part->tag = (sizeOf(whole) - front) | USED | MAPPED;
		part->previousSize = front;
		return aligned;
	}
	size_t rest = sizeOf(whole) - front;
	LOCK(arena);
	part->tag = rest | USED;
	setSize(part, rest, USED);
	setSize(whole, front, USED);
	release(whole);
	UNLOCK(arena);
	return aligned;
}

int posix_memalign(void **result, size_t alignment, size_t size)
{
	if (alignment < sizeof(void *) || (alignment & (alignment - 1))) return EINVAL;
	void *memory = aligned_alloc(alignment, size);
	if (!memory) return ENOMEM;
	*result = memory;
	return 0;
}
