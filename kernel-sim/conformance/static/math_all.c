/* The math library on a grid: 12 digits of each function, and the classes of special values. */
#include <complex.h>
#include <math.h>
#include <stdio.h>

#define ONE(f) printf(#f " %.12g %.12g %.12g %.12g\n", f(0.3), f(1.7), f(-2.2), f(1e10))
int main(void) {
    ONE(sin); ONE(cos); ONE(tan); ONE(atan); ONE(sinh); ONE(tanh); ONE(exp2); ONE(expm1); ONE(cbrt); ONE(floor); ONE(ceil);
    ONE(rint); ONE(nearbyint); ONE(round); ONE(trunc); ONE(erf); ONE(tgamma); ONE(lgamma); ONE(log1p); ONE(sqrt); ONE(log2);
    ONE(asinh); ONE(fabs); ONE(logb); ONE(j0); ONE(y1);
    printf("%.12g %.12g %.12g %.12g %.12g\n", asin(0.5), acos(0.5), atan2(-1, -2), acosh(3), atanh(0.5));
    printf("%.12g %.12g %.12g %.12g\n", pow(2.5, 3.5), hypot(3, 4), fmod(-7.5, 2), remainder(7.5, 2));
    printf("%.12g %.12g %.12g %.12g\n", exp(1), log(10), log10(1000), copysign(3, -0.0));
    printf("%.12g %.12g %.12g %.12g\n", fma(2, 3, 4), fmax(1, NAN), fmin(-0.0, 1), fdim(5, 3));
    int e;
    double f = frexp(-1234.5, &e), whole, part = modf(-3.75, &whole);
    printf("%g %d %g %g %g %d\n", f, e, whole, part, ldexp(0.75, 10), ilogb(1e-310));
    printf("%d %d %d %d %d\n", isnan(sqrt(-1)) != 0, isinf(exp(1000)) != 0, signbit(-0.0) != 0, fpclassify(5e-324) == FP_SUBNORMAL, isnormal(1.0) != 0);
    printf("%La %La %La %.15Lg %.15Lg\n", sqrtl(2), floorl(-2.5L), fmodl(10.5L, 3), sinl(1), expl(2));
    printf("%ld %lld %ld %ld\n", lrint(2.5), llround(-2.5), lround(1e9 + 0.4), lrint(3.5));
    double complex z = csqrt(-3 + 4 * I), w = cexp(I * M_PI / 4);
    printf("%.10f %.10f %.10f %.10f %.10f\n", creal(z), cimag(z), creal(w), cimag(w), cabs(3 + 4 * I));
    printf("%.6f %.6f\n", sinf(1.5f), powf(2.0f, 0.5f));
    return 0;
}
