/* The environment: getenv(3), setenv(3), putenv(3). environ starts as the kernel's array; a change moves it to the heap. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The array we own, and its capacity; environ may have been replaced by the program. */
static char **owned;

static size_t count(void)
{
	size_t n = 0;
	while (environ && environ[n]) n++;
	return n;
}

static char **find(const char *name, size_t length)
{
	for (char **e = environ; e && *e; e++)
		if (strncmp(*e, name, length) == 0 && (*e)[length] == '=') return e;
	return NULL;
}

char *getenv(const char *name)
{
	size_t length = strlen(name);
	char **entry = find(name, length);
	return entry ? *entry + length + 1 : NULL;
}

/* Puts NAME=VALUE itself (not a copy) into the environment. */
static int put(char *text, size_t nameLength)
{
	char **entry = find(text, nameLength);
	if (entry) {
		*entry = text;
		return 0;
	}
	size_t n = count();
	char **bigger = realloc(environ == owned ? owned : NULL, (n + 2) * sizeof *bigger);
	if (!bigger) return -1;
	if (environ != owned && environ) memcpy(bigger, environ, n * sizeof *bigger);
	bigger[n] = text;
	bigger[n + 1] = NULL;
	environ = owned = bigger;
	return 0;
}

int setenv(const char *name, const char *value, int overwrite)
{
	size_t length = name ? strlen(name) : 0;
	if (length == 0 || strchr(name, '=')) {
		errno = EINVAL;
		return -1;
	}
	if (!overwrite && find(name, length)) return 0;
	char *text = malloc(length + strlen(value) + 2);
	if (!text) return -1;
	memcpy(text, name, length);
	text[length] = '=';
	strcpy(text + length + 1, value);
	return put(text, length);
}

int putenv(char *text)
{
	size_t length = strcspn(text, "=");
	return text[length] ? put(text, length) : unsetenv(text);
}

int unsetenv(const char *name)
{
	size_t length = strlen(name);
	if (length == 0 || strchr(name, '=')) {
		errno = EINVAL;
		return -1;
	}
	for (char **e; (e = find(name, length));)
		do e[0] = e[1];
		while (*e++);
	return 0;
}

int clearenv(void)
{
	environ = NULL;
	return 0;
}
