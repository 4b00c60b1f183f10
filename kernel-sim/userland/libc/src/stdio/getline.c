/* getline(3): a line of any length; the buffer grows by realloc. */
#include "file.h"
#include <errno.h>
#include <stdlib.h>

static ssize_t gather(char **restrict line, size_t *restrict size, int stop, FILE *restrict file)
{
	size_t used = 0;
	if (!line || !size) {
		errno = EINVAL;
		return -1;
	}
	if (!*line) *size = 0;
	for (int c; (c = getc_unlocked(file)) != EOF;) {
		if (used + 2 > *size) {
			size_t bigger = *size ? *size * 2 : 120;
			char *moved = realloc(*line, bigger);
			if (!moved) return -1;
			*line = moved;
			*size = bigger;
		}
		(*line)[used++] = (char)c;
		if (c == stop) break;
	}
	if (used == 0) return -1;
	(*line)[used] = 0;
	return (ssize_t)used;
}

ssize_t getdelim(char **restrict line, size_t *restrict size, int stop, FILE *restrict file)
{
	FLOCK(file);
	ssize_t result = gather(line, size, stop, file);
	FUNLOCK(file);
	return result;
}

ssize_t getline(char **restrict line, size_t *restrict size, FILE *restrict file)
{
	return getdelim(line, size, '\n', file);
}
