/* Cutting strings into words: strtok(3), strsep(3). They write into the string. */
#include <string.h>

char *strtok_r(char *restrict s, const char *restrict separators, char **restrict rest)
{
	if (!s) s = *rest;
	s += strspn(s, separators);
	if (!*s) {
		*rest = s;
		return NULL;
	}
	char *end = s + strcspn(s, separators);
	*rest = *end ? end + 1 : end;
	*end = 0;
	return s;
}

char *strtok(char *restrict s, const char *restrict separators)
{
	static char *rest;
	return strtok_r(s, separators, &rest);
}

char *strsep(char **rest, const char *separators)
{
	char *start = *rest;
	if (!start) return NULL;
	char *end = start + strcspn(start, separators);
	*rest = *end ? end + 1 : NULL;
	*end = 0;
	return start;
}
