/* Exact decimal numbers: see decimal.h. */
#include "decimal.h"
#include <string.h>

/* So that (9 << STEP) + carry and (rest << STEP) stay below 2^64. */
#define STEP 59

static void trim(struct decimal *d)
{
	while (d->count > 0 && d->digit[d->count - 1] == 0) d->count--;
	if (d->count == 0) d->point = 0;
}

void __decimal_set(struct decimal *d, unsigned long value)
{
	unsigned char reversed[20];
	int n = 0;
	for (; value; value /= 10) reversed[n++] = (unsigned char)(value % 10);
	d->count = d->point = n;
	d->truncated = 0;
	for (int i = 0; i < n; i++) d->digit[i] = reversed[n - 1 - i];
	trim(d);
}

/* × 2^by: from the last digit to the first, the carry grows at the front. */
static void shiftLeft(struct decimal *d, int by)
{
	unsigned char wide[DECIMAL_DIGITS + 20];
	int at = (int)sizeof wide;
	unsigned long carry = 0;
	for (int i = d->count - 1; i >= 0; i--) {
		carry += (unsigned long)d->digit[i] << by;
		wide[--at] = (unsigned char)(carry % 10);
		carry /= 10;
	}
	for (; carry; carry /= 10) wide[--at] = (unsigned char)(carry % 10);
	int total = (int)sizeof wide - at;
	d->point += total - d->count;
	for (int i = DECIMAL_DIGITS; i < total; i++)
		if (wide[at + i]) d->truncated = 1;
	d->count = total < DECIMAL_DIGITS ? total : DECIMAL_DIGITS;
	memcpy(d->digit, wide + at, (size_t)d->count);
	trim(d);
}

/* ÷ 2^by: long division, digits come out from the first on. */
static void shiftRight(struct decimal *d, int by)
{
	unsigned char old[DECIMAL_DIGITS];
	int read = 0, write = 0, count = d->count;
	unsigned long rest = 0, mask = (1UL << by) - 1;
	memcpy(old, d->digit, (size_t)count);
	while (rest >> by == 0) {
		if (read >= count && rest == 0) break;
		rest = rest * 10 + (read < count ? old[read] : 0);
		read++;
	}
	d->point -= read - 1;
	while (read <= count || rest) {
		unsigned char digit = (unsigned char)(rest >> by);
		rest &= mask;
		if (write < DECIMAL_DIGITS) d->digit[write++] = digit;
		else if (digit) d->truncated = 1;
		if (read >= count && rest == 0) break;
		rest = rest * 10 + (read < count ? old[read] : 0);
		read++;
	}
	d->count = write;
	trim(d);
}

void __decimal_shift(struct decimal *d, int by)
{
	if (d->count == 0) return;
	for (; by > STEP; by -= STEP) shiftLeft(d, STEP);
	for (; by < -STEP; by += STEP) shiftRight(d, STEP);
	if (by > 0) shiftLeft(d, by);
	if (by < 0) shiftRight(d, -by);
}

/* Is what lies behind the first `count` digits more than a half, or a half behind an odd digit? */
static int roundsUp(const struct decimal *d, int count)
{
	if (count < 0 || count >= d->count) return 0;
	if (d->digit[count] == 5 && count + 1 == d->count) {
		if (d->truncated) return 1;
		return count > 0 && d->digit[count - 1] % 2 == 1;
	}
	return d->digit[count] >= 5;
}

void __decimal_round(struct decimal *d, int count)
{
	if (count >= d->count) return;
	if (!roundsUp(d, count)) {
		d->count = count < 0 ? 0 : count;
		trim(d);
		return;
	}
	while (count > 0 && d->digit[count - 1] == 9) count--;
	if (count == 0) {
		d->digit[0] = 1;
		d->count = 1;
		d->point++;
		return;
	}
	d->digit[count - 1]++;
	d->count = count;
}

unsigned long __decimal_integer(const struct decimal *d)
{
	unsigned long value = 0;
	for (int i = 0; i < d->point; i++) value = value * 10 + (i < d->count ? d->digit[i] : 0);
	return value + (unsigned long)roundsUp(d, d->point);
}
