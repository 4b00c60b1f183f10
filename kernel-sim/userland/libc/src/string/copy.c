/*
 * memcpy(3), memmove(3), memset(3): the CPU's own string instructions do the loop, eight bytes at a step and the rest one by one.
 */
#include <string.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	void *at = to;
	size_t words = size / 8, rest = size % 8;
	__asm__ volatile("rep movsq" : "+D"(at), "+S"(from), "+c"(words) : : "memory");
	__asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(rest) : : "memory");
	return to;
}

void *mempcpy(void *restrict to, const void *restrict from, size_t size)
{
	return (char *)memcpy(to, from, size) + size;
}

/* Backwards, byte by byte, only when the areas overlap that way: the direction flag is slow and easy to leave set. */
void *memmove(void *to, const void *from, size_t size)
{
	char *t = to;
	const char *f = from;
	if (t <= f || t >= f + size) return memcpy(to, from, size);
	while (size >= 8) {
		size -= 8;
		unsigned long word = *(const unsigned long *)(f + size);
		*(unsigned long *)(t + size) = word;
	}
	while (size--) t[size] = f[size];
	return to;
}

void *memset(void *to, int byte, size_t size)
{
	void *at = to;
	size_t words = size / 8, rest = size % 8;
	unsigned long pattern = (unsigned char)byte * 0x0101010101010101UL;
	__asm__ volatile("rep stosq" : "+D"(at), "+c"(words) : "a"(pattern) : "memory");
	__asm__ volatile("rep stosb" : "+D"(at), "+c"(rest) : "a"(pattern) : "memory");
	return to;
}

void *memccpy(void *restrict to, const void *restrict from, int stop, size_t size)
{
	char *t = to;
	const char *f = from;
	for (; size; size--)
		if ((unsigned char)(*t++ = *f++) == (unsigned char)stop) return t;
	return NULL;
}

void bzero(void *to, size_t size) { memset(to, 0, size); }
void bcopy(const void *from, void *to, size_t size) { memmove(to, from, size); }
