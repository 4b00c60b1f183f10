/* Finding characters and strings: strchr(3), strspn(3), strstr(3). */
#include <ctype.h>
#include <string.h>

char *strchrnul(const char *s, int c)
{
	while (*s && *s != (char)c) s++;
	return (char *)s;
}

char *strchr(const char *s, int c)
{
	s = strchrnul(s, c);
	return *s == (char)c ? (char *)s : NULL;
}

char *strrchr(const char *s, int c)
{
	return memrchr(s, c, strlen(s) + 1);
}

char *index(const char *s, int c) { return strchr(s, c); }
char *rindex(const char *s, int c) { return strrchr(s, c); }

size_t strcspn(const char *s, const char *stop)
{
	const char *start = s;
	while (*s && !strchr(stop, *s)) s++;
	return (size_t)(s - start);
}

size_t strspn(const char *s, const char *allowed)
{
	const char *start = s;
	while (*s && strchr(allowed, *s)) s++;
	return (size_t)(s - start);
}

char *strpbrk(const char *s, const char *any)
{
	s += strcspn(s, any);
	return *s ? (char *)s : NULL;
}

char *strstr(const char *hay, const char *needle)
{
	size_t length = strlen(needle);
	if (!length) return (char *)hay;
	for (; (hay = strchr(hay, *needle)); hay++)
		if (strncmp(hay, needle, length) == 0) return (char *)hay;
	return NULL;
}

char *strcasestr(const char *hay, const char *needle)
{
	size_t length = strlen(needle);
	for (;; hay++) {
		if (strncasecmp(hay, needle, length) == 0) return (char *)hay;
		if (!*hay) return NULL;
	}
}
