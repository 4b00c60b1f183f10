/* printf of every floating form, long double too: x87 in musl, SSE and x87 in glibc. */
#include <float.h>
#include <math.h>
#include <stdio.h>

int main(void) {
    static const double values[] = {0, -0.0, 1, -1.5, 0.1, 1e21, 123456789.987654321, 5e-324, DBL_MAX, DBL_MIN, 1e-7, 2.5, 3.5};
    for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
        double v = values[i];
        printf("%f %.0f %.3f %12.2f|%-12.1f|%+f % f\n", v, v, v, v, v, v, v);
        printf("%e %.0e %g %G %#g %.17g %a %A\n", v, v, v, v, v, v, v, v);
        printf("%Lf %.3Le %Lg %La\n", (long double)v, (long double)v / 3, (long double)v, (long double)v);
    }
    printf("%f %F %e %g %5.1f|%-6f|\n", INFINITY, -INFINITY, NAN, -NAN, INFINITY, NAN);
    printf("%.60f\n%.40g\n%Lf\n", 1.0 / 3, M_PI, LDBL_MAX);
    printf("%08.3f %+08.3f %-8.3f| %'.2f\n", -3.14159, 2.71828, 1.0, 1234567.891);
    return 0;
}
