/* printf's floating conversions, correctly rounded: f, e, g, a, with widths, precisions and special values. */
#include <stdio.h>

int main(void) {
    double values[] = {0, 1, -1.5, 0.1, 3.14159265358979, 1e10, 1.0 / 3, 123456.789, 1e-7, 9.995, 2.5, 1e22, 5e-324};
    for (unsigned i = 0; i < sizeof values / sizeof *values; i++) printf("%f|%e|%g|%.3f|%10.2f|%a\n", values[i], values[i], values[i], values[i], values[i], values[i]);
    printf("%.0f %.0f %.0f %.0f\n", 0.5, 1.5, 2.5, 3.5);
    printf("%.20f %.17g %#g %G\n", 0.1, 0.1, 1.0, 1e-10);
    volatile double zero = 0;
    printf("%f %F %e %5.1f\n", 1 / zero, -1 / zero, zero / zero, zero / zero);
    printf("%+f % f %-12f| %012f\n", 1.5, 1.5, 1.5, -1.5);
    return 0;
}
