/*
 * A decimal number of up to 800 digits, 0.d1d2d3… × 10^point: enough to hold any double exactly (767 digits), so that
 * printf prints and strtod reads without an error in the last place. Multiplied and divided by powers of two only.
 * The idea is that of Go's strconv/decimal.go.
 */
#ifndef INTERNAL_DECIMAL_H
#define INTERNAL_DECIMAL_H

#define DECIMAL_DIGITS 800

struct decimal {
	/* Values 0–9, no leading and no trailing zeros. */
	unsigned char digit[DECIMAL_DIGITS];
	int count;
	int point;
	/* A digit other than 0 was cut off behind the last. */
	int truncated;
};

void __decimal_set(struct decimal *d, unsigned long value);
/* × 2^by; by may be negative. */
void __decimal_shift(struct decimal *d, int by);
/* Keeps `count` digits, the nearest, ties to even. */
void __decimal_round(struct decimal *d, int count);
/* The nearest integer, ties to even; for values below 2^64. */
unsigned long __decimal_integer(const struct decimal *d);
#endif
