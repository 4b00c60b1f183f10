/* Mathematics in double precision (and float by way of double): C11 7.12. No long double. */
#ifndef _MATH_H
#define _MATH_H
typedef float float_t;
typedef double double_t;
#define HUGE_VAL __builtin_huge_val()
#define HUGE_VALF __builtin_huge_valf()
#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define M_E 2.7182818284590452354
#define M_LOG2E 1.4426950408889634074
#define M_LOG10E 0.43429448190325182765
#define M_LN2 0.69314718055994530942
#define M_LN10 2.30258509299404568402
#define M_PI 3.14159265358979323846
#define M_PI_2 1.57079632679489661923
#define M_PI_4 0.78539816339744830962
#define M_1_PI 0.31830988618379067154
#define M_2_PI 0.63661977236758134308
#define M_SQRT2 1.41421356237309504880
#define M_SQRT1_2 0.70710678118654752440
#define FP_NAN 0
#define FP_INFINITE 1
#define FP_ZERO 2
#define FP_SUBNORMAL 3
#define FP_NORMAL 4
int __fpclassify(double);
int __signbit(double);
#define fpclassify(x) __fpclassify(x)
#define signbit(x) __signbit(x)
#define isnan(x) (__fpclassify(x) == FP_NAN)
#define isinf(x) (__fpclassify(x) == FP_INFINITE)
#define isfinite(x) (__fpclassify(x) > FP_INFINITE)
#define isnormal(x) (__fpclassify(x) == FP_NORMAL)
#define isunordered(x, y) (isnan(x) || isnan(y))
#define isgreater(x, y) ((x) > (y))
#define isgreaterequal(x, y) ((x) >= (y))
#define isless(x, y) ((x) < (y))
#define islessequal(x, y) ((x) <= (y))
#define __MATH1(name) double name(double); float name##f(float)
#define __MATH2(name) double name(double, double); float name##f(float, float)
__MATH1(fabs);
__MATH1(sqrt);
__MATH1(cbrt);
__MATH1(floor);
__MATH1(ceil);
__MATH1(trunc);
__MATH1(round);
__MATH1(rint);
__MATH1(nearbyint);
__MATH1(exp);
__MATH1(exp2);
__MATH1(expm1);
__MATH1(log);
__MATH1(log2);
__MATH1(log10);
__MATH1(log1p);
__MATH1(sin);
__MATH1(cos);
__MATH1(tan);
__MATH1(asin);
__MATH1(acos);
__MATH1(atan);
__MATH1(sinh);
__MATH1(cosh);
__MATH1(tanh);
__MATH2(pow);
__MATH2(fmod);
__MATH2(remainder);
__MATH2(atan2);
__MATH2(hypot);
__MATH2(copysign);
__MATH2(fmin);
__MATH2(fmax);
__MATH2(fdim);
double ldexp(double, int);
double scalbn(double, int);
double frexp(double, int *);
double modf(double, double *);
float ldexpf(float, int);
float frexpf(float, int *);
float modff(float, float *);
double fma(double, double, double);
double nan(const char *);
double nextafter(double, double);
int ilogb(double);
double logb(double);
long lround(double);
long long llround(double);
long lrint(double);
long long llrint(double);
#endif
