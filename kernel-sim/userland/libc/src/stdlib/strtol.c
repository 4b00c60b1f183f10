/* Text to integers: strtol(3), strtoul(3), atoi(3). */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

/* The value of a digit in any base up to 36; 99 for no digit. */
static unsigned digitOf(char c)
{
	if (isdigit((unsigned char)c)) return (unsigned)(c - '0');
	if (isalpha((unsigned char)c)) return (unsigned)(tolower((unsigned char)c) - 'a' + 10);
	return 99;
}

/* Magnitude and sign; `*overflowed` when the digits pass 64 bits. On no digits, *end is `text` itself. */
static unsigned long parse(const char *text, char **end, int base, int *negative, int *overflowed)
{
	const char *s = text;
	*negative = *overflowed = 0;
	if (end) *end = (char *)text;
	if (base < 0 || base == 1 || base > 36) {
		errno = EINVAL;
		return 0;
	}
	while (isspace((unsigned char)*s)) s++;
	if (*s == '+' || *s == '-') *negative = *s++ == '-';
	if ((base == 0 || base == 16) && s[0] == '0' && (s[1] | 32) == 'x' && digitOf(s[2]) < 16) {
		s += 2;
		base = 16;
	} else if (base == 0)
		base = *s == '0' ? 8 : 10;
	if (digitOf(*s) >= (unsigned)base) return 0;
	unsigned long value = 0, limit = ULONG_MAX / (unsigned)base;
	for (; digitOf(*s) < (unsigned)base; s++) {
		unsigned digit = digitOf(*s);
		if (value > limit || value * (unsigned)base > ULONG_MAX - digit) *overflowed = 1;
		value = value * (unsigned)base + digit;
	}
	if (end) *end = (char *)s;
	return value;
}

long strtol(const char *restrict text, char **restrict end, int base)
{
	int negative, overflowed;
	unsigned long value = parse(text, end, base, &negative, &overflowed);
	if (overflowed || value > (unsigned long)LONG_MAX + (unsigned)negative) {
		errno = ERANGE;
		return negative ? LONG_MIN : LONG_MAX;
	}
	return (long)(negative ? -value : value);
}

unsigned long strtoul(const char *restrict text, char **restrict end, int base)
{
	int negative, overflowed;
	unsigned long value = parse(text, end, base, &negative, &overflowed);
	if (overflowed) {
		errno = ERANGE;
		return ULONG_MAX;
	}
	return negative ? -value : value;
}

long long strtoll(const char *restrict s, char **restrict end, int base) { return strtol(s, end, base); }
unsigned long long strtoull(const char *restrict s, char **restrict end, int base) { return strtoul(s, end, base); }
intmax_t strtoimax(const char *s, char **end, int base) { return strtol(s, end, base); }
uintmax_t strtoumax(const char *s, char **end, int base) { return strtoul(s, end, base); }
int atoi(const char *s) { return (int)strtol(s, NULL, 10); }
long atol(const char *s) { return strtol(s, NULL, 10); }
long long atoll(const char *s) { return strtol(s, NULL, 10); }
