/* Reading: fgetc(3), fgets(3), fread(3), ungetc(3). */
#include "file.h"
#include <string.h>

int fgetc(FILE *file)
{
	if ((file->flags & READING) && file->at < file->end) return *file->at++;
	return __fill(file) == EOF ? EOF : *file->at++;
}

int getc(FILE *file) { return fgetc(file); }
int getchar(void) { return fgetc(stdin); }
int getc_unlocked(FILE *file) { return fgetc(file); }
int getchar_unlocked(void) { return fgetc(stdin); }

/* There is always room for one; up to PUSHBACK when nothing was read yet. */
int ungetc(int c, FILE *file)
{
	if (c == EOF || __toRead(file) == EOF || file->at <= file->base - PUSHBACK) return EOF;
	*--file->at = (unsigned char)c;
	file->flags &= ~(unsigned)AT_EOF;
	return (unsigned char)c;
}

char *fgets(char *restrict line, int size, FILE *restrict file)
{
	int used = 0;
	while (used < size - 1) {
		int c = fgetc(file);
		if (c == EOF) {
			if (used == 0 || ferror(file)) return NULL;
			break;
		}
		line[used++] = (char)c;
		if (c == '\n') break;
	}
	if (size > 0) line[used] = 0;
	return line;
}

size_t fread(void *restrict to, size_t size, size_t count, FILE *restrict file)
{
	size_t wanted = size * count, done = 0;
	while (done < wanted) {
		if (__fill(file) == EOF) break;
		size_t there = (size_t)(file->end - file->at), take = wanted - done < there ? wanted - done : there;
		memcpy((char *)to + done, file->at, take);
		file->at += take;
		done += take;
	}
	return size ? done / size : 0;
}
