/* setvbuf(3): when a stream writes. */
#include "file.h"
#include <stdlib.h>

int setvbuf(FILE *restrict file, char *restrict buffer, int mode, size_t size)
{
	if (mode != _IOFBF && mode != _IOLBF && mode != _IONBF) return -1;
	fflush(file);
	file->mode = mode;
	file->flags |= BUFFER_SET;
	if (mode == _IONBF || !buffer || size <= PUSHBACK) return 0;
	if (file->flags & OWNS_BUFFER) free(file->base - PUSHBACK);
	file->flags &= ~(unsigned)(OWNS_BUFFER | READING | WRITING);
	file->base = (unsigned char *)buffer + PUSHBACK;
	file->size = size - PUSHBACK;
	return 0;
}

void setbuffer(FILE *restrict file, char *restrict buffer, size_t size) { setvbuf(file, buffer, buffer ? _IOFBF : _IONBF, size); }
void setbuf(FILE *restrict file, char *restrict buffer) { setbuffer(file, buffer, BUFSIZ); }
void setlinebuf(FILE *file) { setvbuf(file, NULL, _IOLBF, 0); }
