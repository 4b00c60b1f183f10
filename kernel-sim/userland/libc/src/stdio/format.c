/*
 * The formatter of the printf family: printf(3), C11 7.21.6.1. Floating point is in formatDouble.c. `long double` is taken as
 * double. %n$ (POSIX positions) is not there: such a format ends the output with EINVAL.
 */
#include "format.h"
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

void __put(struct sink *sink, const char *text, size_t length)
{
	if (sink->file) {
		if (length && fwrite(text, 1, length, sink->file) != length) sink->failed = 1;
	} else if (sink->total < sink->size) {
		size_t room = sink->size - sink->total;
		memcpy(sink->memory + sink->total, text, length < room ? length : room);
	}
	sink->total += length;
}

void __pad(struct sink *sink, char with, int count)
{
	char some[32];
	if (count <= 0) return;
	memset(some, with, sizeof some);
	for (; count > (int)sizeof some; count -= (int)sizeof some) __put(sink, some, sizeof some);
	__put(sink, some, (size_t)count);
}

void __putField(struct sink *sink, const struct spec *spec, const char *prefix, int zeros, const char *body, size_t length)
{
	size_t used = strlen(prefix) + (size_t)zeros + length;
	int blanks = (size_t)spec->width > used ? spec->width - (int)used : 0;
	if (!(spec->flags & LEFT)) __pad(sink, ' ', blanks);
	__put(sink, prefix, strlen(prefix));
	__pad(sink, '0', zeros);
	__put(sink, body, length);
	if (spec->flags & LEFT) __pad(sink, ' ', blanks);
}

/* %d %i %u %o %x %X %p: `value` is the magnitude. */
static void formatInteger(struct sink *sink, const struct spec *spec, unsigned long value, const char *prefix)
{
	char text[24], *at = text + sizeof text;
	const char *digits = spec->letter == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	unsigned base = spec->letter == 'o' ? 8 : spec->letter == 'x' || spec->letter == 'X' || spec->letter == 'p' ? 16 : 10;
	int nonzero = value != 0;
	for (; value; value /= base) *--at = digits[value % base];
	int count = (int)(text + sizeof text - at), zeros = spec->precision < 0 ? !nonzero : spec->precision - count;
	if (zeros < 0) zeros = 0;
	if (spec->flags & ALTERNATE) {
		if (base == 8 && zeros == 0) zeros = 1;
		if (base == 16 && nonzero) prefix = spec->letter == 'X' ? "0X" : "0x";
	}
	if ((spec->flags & ZERO) && !(spec->flags & LEFT) && spec->precision < 0) {
		int wide = spec->width - (int)strlen(prefix) - count;
		if (wide > zeros) zeros = wide;
	}
	__putField(sink, spec, prefix, zeros, at, (size_t)count);
}

static const char *signOf(const struct spec *spec, int negative)
{
	return negative ? "-" : spec->flags & PLUS ? "+" : spec->flags & SPACE ? " " : "";
}

static void formatString(struct sink *sink, const struct spec *spec, const char *text)
{
	/* glibc prints (null), unless the precision leaves no room for it. */
	if (!text) text = spec->precision < 0 || spec->precision >= 6 ? "(null)" : "";
	size_t length = spec->precision < 0 ? strlen(text) : strnlen(text, (size_t)spec->precision);
	__putField(sink, spec, "", 0, text, length);
}

/* The argument of an integer conversion, by its length modifier: H for hh, L for ll. */
static long signedArgument(va_list *list, char length)
{
	switch (length) {
	case 'H': return (signed char)va_arg(*list, int);
	case 'h': return (short)va_arg(*list, int);
	case 'l':
	case 'L':
	case 'j':
	case 'z':
	case 't': return va_arg(*list, long);
	}
	return va_arg(*list, int);
}

static unsigned long unsignedArgument(va_list *list, char length)
{
	switch (length) {
	case 'H': return (unsigned char)va_arg(*list, unsigned);
	case 'h': return (unsigned short)va_arg(*list, unsigned);
	case 'l':
	case 'L':
	case 'j':
	case 'z':
	case 't': return va_arg(*list, unsigned long);
	}
	return va_arg(*list, unsigned);
}

static void storeCount(va_list *list, char length, size_t total)
{
	switch (length) {
	case 'H': *va_arg(*list, signed char *) = (signed char)total; break;
	case 'h': *va_arg(*list, short *) = (short)total; break;
	case 0: *va_arg(*list, int *) = (int)total; break;
	default: *va_arg(*list, long *) = (long)total;
	}
}

static unsigned flagOf(char c)
{
	switch (c) {
	case '-': return LEFT;
	case '+': return PLUS;
	case ' ': return SPACE;
	case '#': return ALTERNATE;
	case '0': return ZERO;
	case '\'': return GROUP;
	}
	return 0;
}

/* A number or *, at **at. Numbers beyond int give -2. */
static int number(const char **at, va_list *list)
{
	long value = 0;
	if (**at == '*') {
		++*at;
		return va_arg(*list, int);
	}
	for (; **at >= '0' && **at <= '9'; ++*at)
		if (value <= INT_MAX) value = value * 10 + (**at - '0');
	return value > INT_MAX ? -2 : (int)value;
}

/* Reads flags, width, precision and length; returns what follows, which is the letter. */
static const char *parseSpec(const char *at, struct spec *spec, char *length, va_list *list)
{
	spec->flags = 0;
	for (unsigned flag; (flag = flagOf(*at)); at++) spec->flags |= flag;
	int star = *at == '*';
	spec->width = number(&at, list);
	if (star && spec->width < 0) {
		spec->flags |= LEFT;
		spec->width = -spec->width;
	}
	spec->precision = -1;
	if (*at == '.') {
		at++;
		int negativeText = *at == '-';
		if (negativeText) at++;
		spec->precision = number(&at, list);
		if (negativeText || spec->precision < 0) spec->precision = -1;
	}
	*length = 0;
	while (*at && strchr("hlLjztq", *at)) {
		if (*at == *length && *at == 'h') *length = 'H';
		else *length = *at == 'q' ? 'L' : *at;
		at++;
	}
	return at;
}

/* One conversion with its argument; 0 if the letter is unknown. */
static int convert(struct sink *sink, struct spec *spec, char length, va_list *list)
{
	char c;
	long value;
	void *pointer;
	switch (spec->letter) {
	case 'd':
	case 'i':
		value = signedArgument(list, length);
		formatInteger(sink, spec, value < 0 ? -(unsigned long)value : (unsigned long)value, signOf(spec, value < 0));
		return 1;
	case 'u':
	case 'o':
	case 'x':
	case 'X': formatInteger(sink, spec, unsignedArgument(list, length), ""); return 1;
	case 'p':
		pointer = va_arg(*list, void *);
		spec->flags |= ALTERNATE;
		if (pointer) {
			formatInteger(sink, spec, (uintptr_t)pointer, signOf(spec, 0));
		} else {
			spec->precision = -1;
			formatString(sink, spec, "(nil)");
		}
		return 1;
	case 'c':
		c = (char)va_arg(*list, int);
		__putField(sink, spec, "", 0, &c, 1);
		return 1;
	case 's': formatString(sink, spec, va_arg(*list, const char *)); return 1;
	case 'm': formatString(sink, spec, strerror(errno)); return 1;
	case 'n': storeCount(list, length, sink->total); return 1;
	case '%': __put(sink, "%", 1); return 1;
	case 'f':
	case 'F':
	case 'e':
	case 'E':
	case 'g':
	case 'G':
	case 'a':
	case 'A': __formatDouble(sink, spec, va_arg(*list, double)); return 1;
	}
	return 0;
}

int __format(struct sink *sink, const char *format, va_list arguments)
{
	va_list list;
	va_copy(list, arguments);
	while (*format && !sink->failed) {
		size_t plain = strcspn(format, "%");
		__put(sink, format, plain);
		format += plain;
		if (!*format) break;
		struct spec spec;
		char length;
		const char *letter = parseSpec(format + 1, &spec, &length, &list);
		spec.letter = *letter;
		if (!*letter || spec.width < 0) {
			errno = *letter ? EOVERFLOW : EINVAL;
			sink->failed = 1;
		} else if (*letter == '$') {
			errno = EINVAL;
			sink->failed = 1;
		} else if (!convert(sink, &spec, length, &list))
			__put(sink, format, (size_t)(letter + 1 - format));
		format = letter + 1;
	}
	va_end(list);
	if (!sink->failed && sink->total > INT_MAX) {
		errno = EOVERFLOW;
		sink->failed = 1;
	}
	return sink->failed ? -1 : (int)sink->total;
}
