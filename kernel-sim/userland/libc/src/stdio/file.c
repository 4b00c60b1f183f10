/*
 * Streams, the middle of stdio(3): buffers, filling them with read(2), draining them with write(2); stdin, stdout, stderr.
 * Output to a terminal goes line by line, to anything else by full buffers, stderr at once.
 */
#include "file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../internal/libc.h"

static unsigned char inBuffer[PUSHBACK + 4096], outBuffer[PUSHBACK + 4096], errBuffer[PUSHBACK + 8];

static FILE theIn = {.fd = 0, .flags = CAN_READ, .mode = _IOFBF, .base = inBuffer + PUSHBACK, .size = 4096};
static FILE theOut = {.fd = 1, .flags = CAN_WRITE, .mode = _IOFBF, .base = outBuffer + PUSHBACK, .size = 4096};
static FILE theErr = {.fd = 2, .flags = CAN_WRITE | BUFFER_SET, .mode = _IONBF, .base = errBuffer + PUSHBACK, .size = 8};
FILE *const stdin = &theIn;
FILE *const stdout = &theOut;
FILE *const stderr = &theErr;

static FILE *files;

void __enlist(FILE *file)
{
	if (file->link) return;
	LOCK(__filesLock);
	file->next = files;
	if (files) files->link = &file->next;
	file->link = &files;
	files = file;
	UNLOCK(__filesLock);
}

void __delist(FILE *file)
{
	if (!file->link) return;
	LOCK(__filesLock);
	*file->link = file->next;
	if (file->next) file->next->link = file->link;
	file->link = NULL;
	UNLOCK(__filesLock);
}

FILE *__streams(void) { return files; }

static void flushAll(void)
{
	for (FILE *file = files; file; file = file->next) {
		if (file->flags & WRITING) __drain(file);
		/* What was read ahead is given back, so that the next reader of the same file finds it. */
		else if ((file->flags & READING) && file->at < file->end) lseek(file->fd, file->at - file->end, SEEK_CUR);
	}
}

/* A buffer, and line mode if it is a terminal, decided when the stream is first used. */
static int prepare(FILE *file)
{
	__enlist(file);
	__flush_at_exit = flushAll;
	if (!file->base) {
		unsigned char *memory = malloc(PUSHBACK + BUFSIZ);
		if (!memory) return EOF;
		file->base = memory + PUSHBACK;
		file->size = BUFSIZ;
		file->flags |= OWNS_BUFFER;
	}
	if (!(file->flags & BUFFER_SET)) {
		int saved = errno;
		if ((file->flags & CAN_WRITE) && isatty(file->fd)) file->mode = _IOLBF;
		file->flags |= BUFFER_SET;
		errno = saved;
	}
	return 0;
}

int __toRead(FILE *file)
{
	if (!(file->flags & CAN_READ)) {
		errno = EBADF;
		file->flags |= FAILED;
		return EOF;
	}
	if (file->flags & READING) return 0;
	if (prepare(file) == EOF || ((file->flags & WRITING) && __drain(file) == EOF)) return EOF;
	file->flags = (file->flags & ~WRITING) | READING;
	file->at = file->end = file->base;
	return 0;
}

int __toWrite(FILE *file)
{
	if (!(file->flags & CAN_WRITE)) {
		errno = EBADF;
		file->flags |= FAILED;
		return EOF;
	}
	if (file->flags & WRITING) return 0;
	if (prepare(file) == EOF) return EOF;
	if (file->flags & READING && file->at < file->end) lseek(file->fd, file->at - file->end, SEEK_CUR);
	file->flags = (file->flags & ~(READING | AT_EOF)) | WRITING;
	file->at = file->base;
	file->end = file->base + file->size;
	return 0;
}

int __drain(FILE *file)
{
	unsigned char *from = file->base;
	while (from < file->at) {
		ssize_t done = write(file->fd, from, (size_t)(file->at - from));
		if (done < 0) {
			if (errno == EINTR) continue;
			file->flags |= FAILED;
			file->at = file->base;
			return EOF;
		}
		from += done;
	}
	file->at = file->base;
	return 0;
}

int __fill(FILE *file)
{
	if (__toRead(file) == EOF) return EOF;
	if (file->at < file->end) return 0;
	/* Somebody who is asked must see the question: C11 7.21.3 p3. */
	if (stdout->mode == _IOLBF && (stdout->flags & WRITING) && file->fd == 0) __drain(stdout);
	ssize_t got = read(file->fd, file->base, file->mode == _IONBF ? 1 : file->size);
	file->at = file->end = file->base;
	if (got <= 0) {
		file->flags |= got == 0 ? AT_EOF : FAILED;
		return EOF;
	}
	file->end += got;
	return 0;
}

static int flush(FILE *file)
{
	if (file->flags & WRITING) return __drain(file);
	if ((file->flags & READING) && file->at < file->end) {
		if (lseek(file->fd, file->at - file->end, SEEK_CUR) >= 0) file->at = file->end;
	}
	return 0;
}

int fflush(FILE *file)
{
	int result = 0;
	if (file) {
		FLOCK(file);
		result = flush(file);
		FUNLOCK(file);
		return result;
	}
	for (file = files; file; file = file->next) {
		FLOCK(file);
		if (file->flags & WRITING) result |= __drain(file);
		FUNLOCK(file);
	}
	return result;
}

int fileno(FILE *file) { return file->fd; }
int feof(FILE *file) { return (file->flags & AT_EOF) != 0; }
int ferror(FILE *file) { return (file->flags & FAILED) != 0; }
void clearerr(FILE *file) { file->flags &= ~(unsigned)(AT_EOF | FAILED); }
