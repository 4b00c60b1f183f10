/*
 * %f %e %g %a: C11 7.21.6.1 p8. The double becomes its exact decimal digits (decimal.h), which are rounded once, ties to
 * even, where the precision ends: so all digits are right however many are asked for.
 */
#include <limits.h>
#include <string.h>
#include "../stdlib/decimal.h"
#include "format.h"

struct parts {
	int negative;
	/* Value = mantissa × 2^exponent, if finite. */
	unsigned long mantissa;
	int exponent;
	/* 0 finite, 1 infinite, 2 not a number. */
	int special;
};

static struct parts split(double value)
{
	union {
		double value;
		unsigned long bits;
	} u = {value};
	struct parts p = {.negative = (int)(u.bits >> 63), .mantissa = u.bits & ((1UL << 52) - 1)};
	int biased = (int)(u.bits >> 52 & 2047);
	if (biased == 2047) p.special = p.mantissa ? 2 : 1;
	if (biased) p.mantissa |= 1UL << 52;
	p.exponent = (biased ? biased : 1) - 1075;
	return p;
}

static int upper(const struct spec *spec)
{
	return spec->letter >= 'A' && spec->letter <= 'Z';
}

/* Digits of d from position `from` (0 = first) on: those it has not are zeros. */
static void putDigits(struct sink *sink, const struct decimal *d, int from, int count)
{
	if (from < 0) {
		int zeros = -from < count ? -from : count;
		__pad(sink, '0', zeros);
		from += zeros;
		count -= zeros;
	}
	while (count > 0 && from < d->count) {
		char some[32];
		int n = 0;
		while (n < 32 && n < count && from + n < d->count) some[n] = (char)('0' + d->digit[from + n]), n++;
		__put(sink, some, (size_t)n);
		from += n;
		count -= n;
	}
	__pad(sink, '0', count);
}

/* What stands around the digits: sign, and zeros or blanks to fill the width. `length` is that of everything but the sign. */
static void open(struct sink *sink, const struct spec *spec, const char *sign, int length)
{
	int blanks = spec->width - length - (int)strlen(sign);
	int zeros = (spec->flags & ZERO) && !(spec->flags & LEFT);
	if (!zeros && !(spec->flags & LEFT)) __pad(sink, ' ', blanks);
	__put(sink, sign, strlen(sign));
	if (zeros) __pad(sink, '0', blanks);
}

static void close(struct sink *sink, const struct spec *spec, const char *sign, int length)
{
	if (spec->flags & LEFT) __pad(sink, ' ', spec->width - length - (int)strlen(sign));
}

/* ddd.ddd with `precision` digits behind the point. */
static void fixed(struct sink *sink, const struct spec *spec, const char *sign, const struct decimal *d, int precision)
{
	int whole = d->point > 0 ? d->point : 1, point = precision > 0 || (spec->flags & ALTERNATE);
	int length = whole + point + precision;
	open(sink, spec, sign, length);
	if (d->point > 0) putDigits(sink, d, 0, d->point);
	else __put(sink, "0", 1);
	if (point) __put(sink, ".", 1);
	putDigits(sink, d, d->point > 0 ? d->point : (d->count ? d->point : -precision), precision);
	close(sink, spec, sign, length);
}

/* e+XX, at least two digits. */
static int exponentText(char *text, char letter, int exponent, int least)
{
	char digits[8];
	int n = 0, magnitude = exponent < 0 ? -exponent : exponent, length = 0;
	do digits[n++] = (char)('0' + magnitude % 10);
	while ((magnitude /= 10) || n < least);
	text[length++] = letter;
	text[length++] = exponent < 0 ? '-' : '+';
	while (n) text[length++] = digits[--n];
	return length;
}

/* d.ddde±XX with `precision` digits behind the point. */
static void scientific(struct sink *sink, const struct spec *spec, const char *sign, const struct decimal *d, int precision)
{
	char exponent[12];
	int tail = exponentText(exponent, upper(spec) ? 'E' : 'e', d->count ? d->point - 1 : 0, 2);
	int point = precision > 0 || (spec->flags & ALTERNATE), length = 1 + point + precision + tail;
	open(sink, spec, sign, length);
	putDigits(sink, d, 0, 1);
	if (point) __put(sink, ".", 1);
	putDigits(sink, d, 1, precision);
	__put(sink, exponent, (size_t)tail);
	close(sink, spec, sign, length);
}

/* %g: the shorter of both, without zeros at the end unless # is given. */
static void general(struct sink *sink, const struct spec *spec, const char *sign, struct decimal *d, int precision)
{
	if (precision == 0) precision = 1;
	__decimal_round(d, precision);
	int exponent = d->count ? d->point - 1 : 0;
	int useFixed = exponent >= -4 && exponent < precision;
	int behind = useFixed ? precision - 1 - exponent : precision - 1;
	if (!(spec->flags & ALTERNATE)) {
		int needed = useFixed ? d->count - d->point : d->count - 1;
		if (needed < 0 || d->count == 0) needed = 0;
		if (behind > needed) behind = needed;
	}
	if (useFixed) fixed(sink, spec, sign, d, behind);
	else scientific(sink, spec, sign, d, behind);
}

/* %a: 0x1.hhhp±d, the mantissa as it is. */
static void hexadecimal(struct sink *sink, const struct spec *spec, const char *sign, struct parts p)
{
	const char *digits = upper(spec) ? "0123456789ABCDEF" : "0123456789abcdef";
	char text[20], exponent[12], prefix[4];
	int precision = spec->precision, count = 13;
	/* 1 bit in front of the point, 52 behind it. */
	int e = p.mantissa ? p.exponent + 52 : 0;
	if (precision >= 0 && precision < 13) {
		int drop = (13 - precision) * 4;
		unsigned long half = 1UL << (drop - 1), rest = p.mantissa & (half * 2 - 1);
		p.mantissa >>= drop;
		if (rest > half || (rest == half && (p.mantissa & 1))) p.mantissa++;
		p.mantissa <<= drop;
	}
	unsigned long m = p.mantissa;
	text[0] = digits[m >> 52];
	for (int i = 0; i < 13; i++) text[1 + i] = digits[m >> (48 - 4 * i) & 15];
	if (precision < 0)
		while (count > 0 && text[count] == '0') count--;
	else if (precision < count)
		count = precision;
	int zeros = precision > count ? precision - count : 0;
	int tail = exponentText(exponent, upper(spec) ? 'P' : 'p', e, 1);
	int point = count + zeros > 0 || (spec->flags & ALTERNATE), length = 1 + point + count + zeros + tail;
	strcpy(prefix, sign);
	strcat(prefix, upper(spec) ? "0X" : "0x");
	open(sink, spec, prefix, length);
	__put(sink, text, 1);
	if (point) __put(sink, ".", 1);
	__put(sink, text + 1, (size_t)count);
	__pad(sink, '0', zeros);
	__put(sink, exponent, (size_t)tail);
	close(sink, spec, prefix, length);
}

void __formatDouble(struct sink *sink, const struct spec *spec, double value)
{
	struct parts p = split(value);
	struct decimal d;
	const char *sign = p.negative ? "-" : spec->flags & PLUS ? "+" : spec->flags & SPACE ? " " : "";
	int precision = spec->precision < 0 ? 6 : spec->precision;
	if (p.special) {
		struct spec plain = *spec;
		plain.flags &= ~(unsigned)ZERO;
		const char *name = p.special == 1 ? (upper(spec) ? "INF" : "inf") : upper(spec) ? "NAN" : "nan";
		__putField(sink, &plain, sign, 0, name, 3);
		return;
	}
	if ((spec->letter | 32) == 'a') {
		hexadecimal(sink, spec, sign, p);
		return;
	}
	__decimal_set(&d, p.mantissa);
	__decimal_shift(&d, p.exponent);
	switch (spec->letter | 32) {
	case 'f':
		/* Positions beyond any digit cannot overflow int this way. */
		if (precision < 2000) __decimal_round(&d, d.point + precision);
		fixed(sink, spec, sign, &d, precision);
		break;
	case 'e':
		if (precision < 2000) __decimal_round(&d, precision + 1);
		scientific(sink, spec, sign, &d, precision);
		break;
	default: general(sink, spec, sign, &d, precision);
	}
}
