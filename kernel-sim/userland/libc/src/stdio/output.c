/* Writing: fputc(3), fputs(3), fwrite(3). */
#include "file.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Straight to the kernel, everything; the number of bytes that went. */
static size_t writeAll(FILE *file, const unsigned char *from, size_t size)
{
	size_t done = 0;
	while (done < size) {
		ssize_t now = write(file->fd, from + done, size - done);
		if (now < 0) {
			if (errno == EINTR) continue;
			file->flags |= FAILED;
			break;
		}
		done += (size_t)now;
	}
	return done;
}

static size_t putUnlocked(FILE *file, const unsigned char *from, size_t size)
{
	if (__toWrite(file) == EOF) return 0;
	if (file->mode == _IONBF) return writeAll(file, from, size);
	if (size > (size_t)(file->end - file->at)) {
		if (__drain(file) == EOF) return 0;
		if (size >= file->size) return writeAll(file, from, size);
	}
	memcpy(file->at, from, size);
	file->at += size;
	if (file->mode == _IOLBF && memrchr(from, '\n', size) && __drain(file) == EOF) return 0;
	return size;
}

/* The one that all output passes through. */
static size_t put(FILE *file, const unsigned char *from, size_t size)
{
	FLOCK(file);
	size_t done = putUnlocked(file, from, size);
	FUNLOCK(file);
	return done;
}

size_t fwrite(const void *restrict from, size_t size, size_t count, FILE *restrict file)
{
	size_t bytes = size * count;
	if (bytes == 0) return 0;
	size_t done = put(file, from, bytes);
	return done == bytes ? count : done / size;
}

int putc_unlocked(int c, FILE *file)
{
	unsigned char byte = (unsigned char)c;
	if ((file->flags & WRITING) && file->mode == _IOFBF && file->at < file->end) {
		*file->at++ = byte;
		return byte;
	}
	return putUnlocked(file, &byte, 1) == 1 ? byte : EOF;
}

int fputc(int c, FILE *file)
{
	if (!__threaded) return putc_unlocked(c, file);
	__lockFile(file);
	int result = putc_unlocked(c, file);
	__unlockFile(file);
	return result;
}

int fputs(const char *restrict text, FILE *restrict file)
{
	size_t length = strlen(text);
	return length == 0 || put(file, (const unsigned char *)text, length) == length ? 0 : EOF;
}

int putc(int c, FILE *file) { return fputc(c, file); }
int putchar(int c) { return fputc(c, stdout); }
int putchar_unlocked(int c) { return putc_unlocked(c, stdout); }

int puts(const char *text)
{
	FLOCK(stdout);
	int result = fputs(text, stdout) == EOF || putchar('\n') == EOF ? EOF : 0;
	FUNLOCK(stdout);
	return result;
}
