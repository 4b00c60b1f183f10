/* Searching and comparing memory: memcmp(3), memchr(3), memmem(3). */
#include <string.h>

int memcmp(const void *left, const void *right, size_t size)
{
	const unsigned char *a = left, *b = right;
	for (; size >= 8 && *(const unsigned long *)a == *(const unsigned long *)b; size -= 8) a += 8, b += 8;
	for (; size; size--, a++, b++)
		if (*a != *b) return *a - *b;
	return 0;
}

int bcmp(const void *a, const void *b, size_t size) { return memcmp(a, b, size); }

void *memchr(const void *memory, int byte, size_t size)
{
	const unsigned char *m = memory;
	for (; size; size--, m++)
		if (*m == (unsigned char)byte) return (void *)m;
	return NULL;
}

void *memrchr(const void *memory, int byte, size_t size)
{
	const unsigned char *m = memory;
	while (size--)
		if (m[size] == (unsigned char)byte) return (void *)(m + size);
	return NULL;
}

void *memmem(const void *hay, size_t haySize, const void *needle, size_t needleSize)
{
	const char *h = hay;
	if (needleSize == 0) return (void *)hay;
	for (; haySize >= needleSize; h++, haySize--)
		if (*h == *(const char *)needle && memcmp(h, needle, needleSize) == 0) return (void *)h;
	return NULL;
}
