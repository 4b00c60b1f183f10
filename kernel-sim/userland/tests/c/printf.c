/* Thousands of random conversions. */
#include <stddef.h>
#include <stdint.h>
#include "random.h"

static void spec(char *out, const char *length, char letter)
{
	static const char flags[] = "-+ #0";
	*out++ = '%';
	for (int i = 0; i < 5; i++)
		if (next() % 4 == 0) *out++ = flags[i];
	if (next() % 2) out += sprintf(out, "%d", (int)(next() % 24));
	if (next() % 2) out += sprintf(out, ".%d", (int)(next() % 24));
	sprintf(out, "%s%c", length, letter);
}

int main(int argc, char **argv)
{
	static const char *const lengths[] = {"hh", "h", "", "l", "ll", "z", "j", "t"};
	static const char integers[] = "diuoxX", floats[] = "fFeEgGaA";
	char format[64];
	seed(argc, argv);
	for (int i = 0; i < 3000; i++) {
		const char *length = lengths[next() % 8];
		long value = next() % 3 ? (long)next() >> next() % 64 : (long)(next() % 3) - 1;
		spec(format, length, integers[next() % 6]);
		printf("%s|", format);
		if (*length == 'h' || !*length) printf(format, (int)value);
		else printf(format, value);
		puts("|");
	}
	for (int i = 0; i < 3000; i++) {
		double value = number();
		if (value != value) value = 0;
		spec(format, "", floats[next() % 8]);
		/* Hexadecimal of subnormals has two right forms. */
		if ((format[strlen(format) - 1] | 32) == 'a' && (value < 0 ? -value : value) < 1e-300) value = 1.5;
		printf("%s|", format);
		printf(format, value);
		puts("|");
	}
	for (int i = 0; i < 200; i++) {
		spec(format, "", 's');
		/* Flags other than - mean nothing for %s. */
		printf("%s|", format);
		printf(format, "hello, world");
		puts("|");
	}
	int count;
	printf("%5c|%-5c|%%|%s|%p|%p|%n", 'a', 'b', (char *)NULL, (void *)0, (void *)0x1234, &count);
	printf("%d\n", count);
	printf("%*d|%-*d|%.*f|%.*s|%+.3d|% d|%#x|%#o\n", 5, 1, 5, 2, 2, 3.14159, 3, "abcdef", 7, 8, 255, 8);
	printf("%.0f %.0f %.0f %.0f %.3f %.10g %g %g\n", 0.5, 1.5, 2.5, -0.5, 2.0005, 1e10, 1e-5, 123456789.0);
	printf("%.1000f\n%.800e\n", 5e-324, 1.7976931348623157e308);
	printf("%d %d\n", snprintf(NULL, 0, "%s", "twelve chars"), snprintf(format, 5, "%s", "twelve chars"));
	puts(format);
	return 0;
}
