/* strdup(3): a copy in memory of its own. */
#include <stdlib.h>
#include <string.h>

char *strndup(const char *s, size_t most)
{
	size_t length = strnlen(s, most);
	char *copy = malloc(length + 1);
	if (!copy) return NULL;
	memcpy(copy, s, length);
	copy[length] = 0;
	return copy;
}

char *strdup(const char *s)
{
	return strndup(s, strlen(s));
}
