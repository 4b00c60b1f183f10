/* getline(3): a line of any length; the buffer grows by realloc. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

ssize_t getdelim(char **restrict line, size_t *restrict size, int stop, FILE *restrict file)
{
	size_t used = 0;
	if (!line || !size) {
		errno = EINVAL;
		return -1;
	}
	if (!*line) *size = 0;
	for (int c; (c = fgetc(file)) != EOF;) {
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

ssize_t getline(char **restrict line, size_t *restrict size, FILE *restrict file)
{
	return getdelim(line, size, '\n', file);
}
