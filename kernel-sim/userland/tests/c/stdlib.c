/* Conversion, sorting, random numbers, the environment, time. */
#include <errno.h>
#include <inttypes.h>
#include <time.h>
#include "random.h"

static int byInt(const void *a, const void *b) { return *(const int *)a < *(const int *)b ? -1 : *(const int *)a > *(const int *)b; }

int main(int argc, char **argv)
{
	static const char *const texts[] = {"0", "12", "-12", "+7", "0x1F", "017", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
		"18446744073709551615", "18446744073709551616", "zz", "  42x", "0x", "-", "", "1e5", "-1"};
	static const int bases[] = {0, 8, 10, 16, 36, 2};
	char *end, text[200];
	seed(argc, argv);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		for (size_t k = 0; k < 6; k++) {
			errno = 0;
			long v = strtol(texts[i], &end, bases[k]);
			printf("%s/%d: %ld %d %ld ", texts[i], bases[k], v, errno, (long)(end - texts[i]));
			errno = 0;
			unsigned long u = strtoul(texts[i], &end, bases[k]);
			printf("%lu %d\n", u, errno);
		}
	int values[500], key;
	for (int n = 0; n < 500; n += 37) {
		for (int i = 0; i < n; i++) values[i] = (int)(next() % 100);
		qsort(values, (size_t)n, sizeof *values, byInt);
		for (int i = 0; i < n; i++) printf("%d ", values[i]);
		key = 50;
		int *found = bsearch(&key, values, (size_t)n, sizeof *values, byInt);
		printf("%d\n", found ? *found : -1);
	}
	for (int i = 0; i < 5; i++) printf("%d ", rand());
	srand(42);
	for (int i = 0; i < 50; i++) printf("%d ", rand());
	unsigned r = 7;
	printf("%d %ld\n", rand_r(&r), random());
	setenv("A", "1", 1);
	setenv("A", "2", 0);
	putenv("B=x");
	printf("%s %s ", getenv("A"), getenv("B"));
	unsetenv("A");
	printf("%d\n", getenv("A") == NULL);
	div_t d = div(-7, 2);
	printf("%d %d %ld %d\n", d.quot, d.rem, labs(-5), abs(-3));
	for (int i = 0; i < 300; i++) {
		time_t when = (time_t)(long)(next() % 8000000000) - 2000000000;
		struct tm tm = *gmtime(&when);
		strftime(text, sizeof text, "%a %A %b %B %c %C %d %D %e %F %g %G %H %I %j %m %M %p %r %R %S %T %u %U %V %w %W %x %X %y %Y %%", &tm);
		struct tm copy = tm;
		copy.tm_mon += (int)(next() % 30) - 15;
		copy.tm_mday += (int)(next() % 90) - 45;
		time_t again = timegm(&copy);
		printf("%ld %s %ld %s", (long)when, text, (long)again, asctime(&copy));
	}
	return 0;
}
