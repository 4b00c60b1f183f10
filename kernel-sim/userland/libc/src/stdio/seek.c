/* fseek(3), ftell(3). */
#include "file.h"
#include <unistd.h>

static int seekTo(FILE *file, off_t offset, int whence)
{
	if (file->flags & WRITING) {
		if (__drain(file) == EOF) return -1;
	} else if ((file->flags & READING) && whence == SEEK_CUR)
		offset -= file->end - file->at;
	if (lseek(file->fd, offset, whence) < 0) return -1;
	file->flags &= ~(unsigned)(READING | WRITING | AT_EOF);
	return 0;
}

int fseeko(FILE *file, off_t offset, int whence)
{
	FLOCK(file);
	int result = seekTo(file, offset, whence);
	FUNLOCK(file);
	return result;
}

static off_t position(FILE *file)
{
	off_t at = lseek(file->fd, 0, (file->flags & APPENDS) && (file->flags & WRITING) ? SEEK_END : SEEK_CUR);
	if (at < 0) return at;
	if (file->flags & READING) return at - (file->end - file->at);
	return file->flags & WRITING ? at + (file->at - file->base) : at;
}

off_t ftello(FILE *file)
{
	FLOCK(file);
	off_t result = position(file);
	FUNLOCK(file);
	return result;
}

int fseek(FILE *file, long offset, int whence) { return fseeko(file, offset, whence); }
long ftell(FILE *file) { return ftello(file); }
int fsetpos(FILE *file, const fpos_t *at) { return fseeko(file, *at, SEEK_SET); }

int fgetpos(FILE *restrict file, fpos_t *restrict at)
{
	return (*at = ftello(file)) < 0 ? -1 : 0;
}

void rewind(FILE *file)
{
	fseeko(file, 0, SEEK_SET);
	clearerr(file);
}
