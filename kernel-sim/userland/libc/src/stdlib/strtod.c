/*
 * Text to floating point, correctly rounded: strtod(3). The digits become an exact decimal, which is shifted by powers
 * of two until it lies in [2^52, 2^53), and rounded once. Hexadecimal, inf and nan as C11 7.22.1.3 has them.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "decimal.h"

/* What distinguishes double from float. */
struct format {
	int bits, smallest, largest;
};
static const struct format binary64 = {53, -1022, 1023};
static const struct format binary32 = {24, -126, 127};

/* m × 2^e with m < 2^bits → double. The format's limits were already respected. */
static double assemble(unsigned long m, int e)
{
	union {
		unsigned long bits;
		double value;
	} u;
	if (m == 0) return 0;
	/* Rounded up to the next power of two. */
	for (; m >> 53; m >>= 1) e++;
	while (m < 1UL << 52) m <<= 1, e--;
	int exponent = e + 52 + 1023;
	if (exponent >= 1) u.bits = (unsigned long)exponent << 52 | (m & ((1UL << 52) - 1));
	else u.bits = m >> (1 - exponent);
	return u.value;
}

static double infinite(void)
{
	union {
		unsigned long bits;
		double value;
	} u = {0x7ffUL << 52};
	return u.value;
}

/* The nearest value of the format to a decimal. */
static double nearest(struct decimal *d, const struct format *f)
{
	int e = 0;
	if (d->count == 0 || d->point < -400) {
		if (d->count) errno = ERANGE;
		return 0;
	}
	if (d->point > 400) {
		errno = ERANGE;
		return infinite();
	}
	/* Bring it into [1/2, 1): three digits are about ten bits. */
	while (d->point > 0) {
		int by = d->point > 1 ? d->point * 3 : 1;
		__decimal_shift(d, -by);
		e += by;
	}
	while (d->point < 0 || (d->point == 0 && d->digit[0] < 5)) {
		int by = d->point < -1 ? -d->point * 3 : 1;
		__decimal_shift(d, by);
		e -= by;
	}
	/* Now the value is d × 2^e, its leading bit has weight 2^(e-1). Subnormals keep fewer bits. */
	int bits = f->bits;
	if (e - 1 < f->smallest) bits -= f->smallest - (e - 1);
	if (bits < 0) {
		errno = ERANGE;
		return 0;
	}
	__decimal_shift(d, bits);
	unsigned long m = __decimal_integer(d);
	double value = assemble(m, e - bits);
	if (e - 1 < f->smallest && d->count > d->point) errno = ERANGE;
	if (m >> f->bits) e++;
	if (e - 1 > f->largest) {
		errno = ERANGE;
		return infinite();
	}
	return value;
}

/* Digits with a point, then an exponent. NULL if there is no digit. */
static const char *parseDecimal(const char *s, struct decimal *d)
{
	int digits = 0, pointSeen = 0;
	d->count = d->point = d->truncated = 0;
	for (;; s++) {
		if (*s == '.' && !pointSeen) {
			pointSeen = 1;
			continue;
		}
		if (!isdigit((unsigned char)*s)) break;
		digits++;
		if (d->count == 0 && *s == '0') {
			d->point -= pointSeen;
			continue;
		}
		d->point += !pointSeen;
		if (d->count < DECIMAL_DIGITS) d->digit[d->count++] = (unsigned char)(*s - '0');
		else if (*s != '0') d->truncated = 1;
	}
	if (!digits) return NULL;
	if ((*s | 32) == 'e') {
		const char *e = s + 1;
		int negative = 0, exponent = 0;
		if (*e == '+' || *e == '-') negative = *e++ == '-';
		if (isdigit((unsigned char)*e)) {
			for (; isdigit((unsigned char)*e); e++)
				if (exponent < 100000) exponent = exponent * 10 + (*e - '0');
			d->point += negative ? -exponent : exponent;
			s = e;
		}
	}
	while (d->count > 0 && d->digit[d->count - 1] == 0) d->count--;
	return s;
}

static int hexDigit(char c)
{
	if (isdigit((unsigned char)c)) return c - '0';
	return isxdigit((unsigned char)c) ? (c | 32) - 'a' + 10 : -1;
}

/* 0xh.hhhp±d: 60 bits and a sticky one are kept, then rounded like a decimal. NULL if there is no digit. */
static const char *parseHex(const char *s, const struct format *f, double *value)
{
	unsigned long m = 0;
	int e = 0, digits = 0, pointSeen = 0;
	for (;; s++) {
		if (*s == '.' && !pointSeen) {
			pointSeen = 1;
			continue;
		}
		int digit = hexDigit(*s);
		if (digit < 0) break;
		digits++;
		if (m >> 59) {
			m |= digit != 0;
			e += pointSeen ? 0 : 4;
		} else {
			m = m << 4 | (unsigned long)digit;
			e -= pointSeen ? 4 : 0;
		}
	}
	if (!digits) return NULL;
	if ((*s | 32) == 'p') {
		const char *p = s + 1;
		int negative = 0, exponent = 0;
		if (*p == '+' || *p == '-') negative = *p++ == '-';
		if (isdigit((unsigned char)*p)) {
			for (; isdigit((unsigned char)*p); p++)
				if (exponent < 100000) exponent = exponent * 10 + (*p - '0');
			e += negative ? -exponent : exponent;
			s = p;
		}
	}
	struct decimal d;
	__decimal_set(&d, m);
	if (m == 0) e = 0;
	if (e > 2000 || e < -2000) {
		errno = ERANGE;
		*value = e > 0 ? infinite() : 0;
		return s;
	}
	__decimal_shift(&d, e);
	*value = nearest(&d, f);
	return s;
}

static double parse(const char *text, char **end, const struct format *f)
{
	const char *s = text, *after;
	double value = 0;
	struct decimal d;
	while (isspace((unsigned char)*s)) s++;
	int negative = *s == '-';
	if (*s == '+' || *s == '-') s++;
	if (s[0] == '0' && (s[1] | 32) == 'x' && (after = parseHex(s + 2, f, &value))) {
	} else if ((after = parseDecimal(s, &d))) {
		value = nearest(&d, f);
	} else if (strncasecmp(s, "inf", 3) == 0) {
		value = infinite();
		after = s + (strncasecmp(s, "infinity", 8) == 0 ? 8 : 3);
	} else if (strncasecmp(s, "nan", 3) == 0) {
		value = __builtin_nan("");
		after = s + 3;
		if (*after == '(') {
			const char *p = after + 1;
			while (isalnum((unsigned char)*p) || *p == '_') p++;
			if (*p == ')') after = p + 1;
		}
	} else {
		after = text;
		negative = 0;
	}
	if (end) *end = (char *)after;
	return negative ? -value : value;
}

double strtod(const char *restrict text, char **restrict end) { return parse(text, end, &binary64); }
float strtof(const char *restrict text, char **restrict end) { return (float)parse(text, end, &binary32); }
double atof(const char *text) { return strtod(text, NULL); }
