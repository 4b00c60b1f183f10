/* The inside of the printf family: one formatter, several places for the text to go. */
#ifndef INTERNAL_FORMAT_H
#define INTERNAL_FORMAT_H
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

/* Where text goes: a FILE, or memory of `size` bytes, of which `total` would have been used. */
struct sink {
	FILE *file;
	char *memory;
	size_t size;
	/* Bytes so far, those that found no room included. */
	size_t total;
	int failed;
};

enum { LEFT = 1, PLUS = 2, SPACE = 4, ALTERNATE = 8, ZERO = 16, GROUP = 32 };

/* One conversion: %[flags][width][.precision]letter. */
struct spec {
	unsigned flags;
	int width;
	/* -1: none given. */
	int precision;
	char letter;
};

void __put(struct sink *, const char *text, size_t length);
void __pad(struct sink *, char with, int count);
/* Writes prefix, zeros and body in the field that the spec wants. */
void __putField(struct sink *, const struct spec *, const char *prefix, int zeros, const char *body, size_t length);
/* %f %e %g %a */
void __formatDouble(struct sink *, const struct spec *, double value);
/* Everything. The number of bytes, or -1. */
int __format(struct sink *, const char *format, va_list list);
#endif
