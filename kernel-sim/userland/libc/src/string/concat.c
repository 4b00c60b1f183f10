/* Copying and joining strings: strcpy(3), strcat(3), stpcpy(3), strlcpy(3). */
#include <string.h>

char *stpcpy(char *restrict to, const char *restrict from)
{
	while ((*to = *from++)) to++;
	return to;
}

char *strcpy(char *restrict to, const char *restrict from)
{
	stpcpy(to, from);
	return to;
}

/* Fills the rest with zeros; no 0 at the end when `from` is too long. */
char *stpncpy(char *restrict to, const char *restrict from, size_t size)
{
	size_t length = strnlen(from, size);
	memcpy(to, from, length);
	memset(to + length, 0, size - length);
	return to + length;
}

char *strncpy(char *restrict to, const char *restrict from, size_t size)
{
	stpncpy(to, from, size);
	return to;
}

char *strcat(char *restrict to, const char *restrict from)
{
	stpcpy(to + strlen(to), from);
	return to;
}

char *strncat(char *restrict to, const char *restrict from, size_t most)
{
	char *end = to + strlen(to);
	size_t length = strnlen(from, most);
	memcpy(end, from, length);
	end[length] = 0;
	return to;
}

size_t strlcpy(char *restrict to, const char *restrict from, size_t size)
{
	size_t length = strlen(from);
	if (size) {
		size_t fits = length < size ? length : size - 1;
		memcpy(to, from, fits);
		to[fits] = 0;
	}
	return length;
}

size_t strlcat(char *restrict to, const char *restrict from, size_t size)
{
	size_t used = strnlen(to, size);
	if (used == size) return size + strlen(from);
	return used + strlcpy(to + used, from, size - used);
}
