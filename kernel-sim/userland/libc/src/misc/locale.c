/* setlocale(3): "C" and "POSIX" are there, others are not. */
#include <locale.h>
#include <string.h>

char *setlocale(int category, const char *name)
{
	(void)category;
	if (!name || !*name || strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0) return "C";
	return NULL;
}

struct lconv *localeconv(void)
{
	static struct lconv conventions = {".", "", ""};
	return &conventions;
}
