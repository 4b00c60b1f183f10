/* Wide characters of the C locale: a byte is a character. mbtowc(3), wctomb(3). */
#include <errno.h>
#include <stdlib.h>

int mbtowc(wchar_t *restrict wide, const char *restrict bytes, size_t size)
{
	if (!bytes) return 0;
	if (size == 0) return -1;
	if (wide) *wide = (unsigned char)*bytes;
	return *bytes != 0;
}

int mblen(const char *bytes, size_t size) { return mbtowc(NULL, bytes, size); }

int wctomb(char *bytes, wchar_t wide)
{
	if (!bytes) return 0;
	if ((unsigned)wide > 255) {
		errno = EILSEQ;
		return -1;
	}
	*bytes = (char)wide;
	return 1;
}

size_t mbstowcs(wchar_t *restrict wide, const char *restrict bytes, size_t most)
{
	size_t n = 0;
	for (; !wide || n < most; n++) {
		if (wide) wide[n] = (unsigned char)bytes[n];
		if (!bytes[n]) break;
	}
	return n;
}

size_t wcstombs(char *restrict bytes, const wchar_t *restrict wide, size_t most)
{
	size_t n = 0;
	for (; !bytes || n < most; n++) {
		if (bytes) bytes[n] = (char)wide[n];
		if (!wide[n]) break;
	}
	return n;
}
