/* printf(3) and its family: each makes a sink and calls the formatter. */
#include "format.h"
#include <stdlib.h>
#include <string.h>
#include "file.h"

/* An unbuffered stream gets a buffer for the length of the call, so that a line is one write(2). */
static int format(FILE *restrict file, const char *restrict text, va_list list)
{
	struct sink sink = {.file = file};
	if (file->mode != _IONBF) return __format(&sink, text, list);
	unsigned char buffer[PUSHBACK + 512], *base = file->base;
	size_t size = file->size;
	if (__toWrite(file) == EOF) return -1;
	file->mode = _IOFBF;
	file->base = file->at = buffer + PUSHBACK;
	file->size = 512;
	file->end = file->base + 512;
	int result = __format(&sink, text, list);
	if (__drain(file) == EOF) result = -1;
	file->mode = _IONBF;
	file->base = file->at = base;
	file->size = size;
	file->end = base + size;
	return result;
}

int vfprintf(FILE *restrict file, const char *restrict text, va_list list)
{
	FLOCK(file);
	int result = format(file, text, list);
	FUNLOCK(file);
	return result;
}

int vsnprintf(char *restrict memory, size_t size, const char *restrict format, va_list list)
{
	struct sink sink = {.memory = memory, .size = size ? size - 1 : 0};
	int result = __format(&sink, format, list);
	if (size) memory[sink.total < sink.size ? sink.total : sink.size] = 0;
	return result;
}

int vprintf(const char *restrict format, va_list list) { return vfprintf(stdout, format, list); }
int vsprintf(char *restrict memory, const char *restrict format, va_list list) { return vsnprintf(memory, (size_t)1 << 31, format, list); }

int vasprintf(char **restrict result, const char *restrict format, va_list list)
{
	int length = vsnprintf(NULL, 0, format, list);
	if (length < 0 || !(*result = malloc((size_t)length + 1))) return -1;
	return vsnprintf(*result, (size_t)length + 1, format, list);
}

int vdprintf(int fd, const char *restrict format, va_list list)
{
	FILE file = {.fd = fd, .flags = CAN_WRITE | BUFFER_SET, .mode = _IONBF};
	unsigned char small[PUSHBACK + 8];
	file.base = small + PUSHBACK;
	file.size = 8;
	/* Not in the list of streams: it is gone when we return. */
	file.link = &file.next;
	return vfprintf(&file, format, list);
}

int printf(const char *restrict format, ...)
{
	va_list list;
	va_start(list, format);
	int result = vfprintf(stdout, format, list);
	va_end(list);
	return result;
}

int fprintf(FILE *restrict file, const char *restrict format, ...)
{
	va_list list;
	va_start(list, format);
	int result = vfprintf(file, format, list);
	va_end(list);
	return result;
}

int dprintf(int fd, const char *restrict format, ...)
{
	va_list list;
	va_start(list, format);
	int result = vdprintf(fd, format, list);
	va_end(list);
	return result;
}

int sprintf(char *restrict memory, const char *restrict format, ...)
{
	va_list list;
	va_start(list, format);
	int result = vsprintf(memory, format, list);
	va_end(list);
	return result;
}

int snprintf(char *restrict memory, size_t size, const char *restrict format, ...)
{
	va_list list;
	va_start(list, format);
	int result = vsnprintf(memory, size, format, list);
	va_end(list);
	return result;
}

int asprintf(char **restrict memory, const char *restrict format, ...)
{
	va_list list;
	va_start(list, format);
	int result = vasprintf(memory, format, list);
	va_end(list);
	return result;
}
