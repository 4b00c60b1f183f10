/* fmin(3), fmax(3), fdim(3): a NaN loses against a number. */
#include <math.h>

double fmin(double x, double y) { return isnan(x) ? y : isnan(y) ? x : signbit(x) != signbit(y) ? (signbit(x) ? x : y) : x < y ? x : y; }
double fmax(double x, double y) { return isnan(x) ? y : isnan(y) ? x : signbit(x) != signbit(y) ? (signbit(x) ? y : x) : x < y ? y : x; }
double fdim(double x, double y) { return isnan(x) || isnan(y) ? x + y : x > y ? x - y : 0; }
