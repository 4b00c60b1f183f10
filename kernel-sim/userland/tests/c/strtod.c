/* Text → double → bits, near the hard cases too: halfway points, subnormals, long digit strings. */
#include <errno.h>
#include "random.h"

static void check(const char *text)
{
	char *end;
	errno = 0;
	double d = strtod(text, &end);
	unsigned long bits;
	memcpy(&bits, &d, sizeof bits);
	if (d != d) bits = 0;
	float f = strtof(text, NULL);
	unsigned single;
	memcpy(&single, &f, sizeof single);
	if (f != f) single = 0;
	printf("%s %lx %x %ld\n", text, bits, single, (long)(end - text));
}

int main(int argc, char **argv)
{
	static const char *const fixed[] = {"0", "-0", "1e400", "-1e400", "1e-400", "inf", "-INFINITY", "nan", "nan(abc)", "0x1p3", "0x1.8p-1075", "0x1.fffffffffffff8p0",
		"0x1.fffffffffffff7p0", "0x", "0x.p1", "1e", "1e+", ".5", "5.", ".", "", " 12abc", "+1", "--1", "2.2250738585072014e-308", "2.2250738585072011e-308",
		"4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "9007199254740993", "9007199254740992.9999999999999999999999", "1.7976931348623159e308",
		"17976931348623158079372897140530341507993413271003782693617377898044496829276475094664901797758720709633028641669288791094655554785194040263065748867150582068190890200070838367627385484581771153176447573027006985557136695962284291481986083493647529271907416844436551070434271155969950809304288017790417449779.1",
		"0.500000000000000166533453693773481063544750213623046875", "1e23", "8.5e22", "1e22", "123456789012345678901234567890"};
	char text[512];
	seed(argc, argv);
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) check(fixed[i]);
	for (int i = 0; i < 4000; i++) {
		double d = number();
		int digits = (int)(next() % 25);
		if (d != d) continue;
		sprintf(text, "%.*e", digits, d);
		check(text);
	}
	for (int i = 0; i < 500; i++) {
		/* A decimal that lies halfway between two doubles, and a hair beside it. */
		unsigned long bits = (next() & 0x7fffffffffffffff) % 0x7fe0000000000000;
		double d;
		memcpy(&d, &bits, sizeof d);
		sprintf(text, "%.60e", d);
		check(text);
	}
	return 0;
}
