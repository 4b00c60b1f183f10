/* Reading: fgetc(3), fgets(3), fread(3), ungetc(3). */
#include "file.h"
#include <string.h>

int getc_unlocked(FILE *file)
{
	if ((file->flags & READING) && file->at < file->end) return *file->at++;
	return __fill(file) == EOF ? EOF : *file->at++;
}

int fgetc(FILE *file)
{
	if (!__threaded) return getc_unlocked(file);
	__lockFile(file);
	int c = getc_unlocked(file);
	__unlockFile(file);
	return c;
}

int getc(FILE *file) { return fgetc(file); }
int getchar(void) { return fgetc(stdin); }
int getchar_unlocked(void) { return getc_unlocked(stdin); }

/* There is always room for one; up to PUSHBACK when nothing was read yet. */
static int pushBack(int c, FILE *file)
{
	if (c == EOF || __toRead(file) == EOF || file->at <= file->base - PUSHBACK) return EOF;
	*--file->at = (unsigned char)c;
	file->flags &= ~(unsigned)AT_EOF;
	return (unsigned char)c;
}

int ungetc(int c, FILE *file)
{
	FLOCK(file);
	int result = pushBack(c, file);
	FUNLOCK(file);
	return result;
}

static char *getLine(char *restrict line, int size, FILE *restrict file)
{
	int used = 0;
	while (used < size - 1) {
		int c = getc_unlocked(file);
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

char *fgets(char *restrict line, int size, FILE *restrict file)
{
	FLOCK(file);
	char *result = getLine(line, size, file);
	FUNLOCK(file);
	return result;
}

size_t fread(void *restrict to, size_t size, size_t count, FILE *restrict file)
{
	size_t wanted = size * count, done = 0;
	FLOCK(file);
	while (done < wanted) {
		if (__fill(file) == EOF) break;
		size_t there = (size_t)(file->end - file->at), take = wanted - done < there ? wanted - done : there;
		memcpy((char *)to + done, file->at, take);
		file->at += take;
		done += take;
	}
	FUNLOCK(file);
	return size ? done / size : 0;
}
