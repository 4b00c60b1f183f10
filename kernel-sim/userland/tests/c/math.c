/* Random arguments; the answers as bits, to be compared with a tolerance. */
#include <math.h>
#include "random.h"

#define ONE(f) {#f, f, 0}
#define TWO(f) {#f, 0, f}
static const struct {
	const char *name;
	double (*one)(double);
	double (*two)(double, double);
} functions[] = {ONE(sqrt), ONE(cbrt), ONE(floor), ONE(ceil), ONE(trunc), ONE(round), ONE(rint), ONE(exp), ONE(exp2), ONE(expm1), ONE(log), ONE(log2), ONE(log10),
	ONE(log1p), ONE(sin), ONE(cos), ONE(tan), ONE(asin), ONE(acos), ONE(atan), ONE(sinh), ONE(cosh), ONE(tanh), TWO(pow), TWO(fmod), TWO(remainder), TWO(atan2),
	TWO(hypot)};

int main(int argc, char **argv)
{
	seed(argc, argv);
	for (int i = 0; i < 400; i++)
		for (size_t k = 0; k < sizeof functions / sizeof *functions; k++) {
			double x = number(), y = number();
			/* Beyond this the reduction of angles is less exact than glibc's. */
			if (functions[k].one && strchr("sct", functions[k].name[0]) && strlen(functions[k].name) == 3 && !(fabs(x) < 1e5)) x = 3;
			double r = functions[k].one ? functions[k].one(x) : functions[k].two(x, y);
			long bits;
			memcpy(&bits, &r, sizeof bits);
			printf("%s %a %a %ld\n", functions[k].name, x, y, r != r ? 0 : bits);
		}
	return 0;
}
