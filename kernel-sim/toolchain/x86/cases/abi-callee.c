#include "abi.h"
#include <stdarg.h>
long ints(char a, short b, int c, long d, unsigned char e, unsigned short f, int g, long h, char i) {
  return a + 2L * b + 3L * c + 5 * d + 7L * e + 11L * f + 13L * g + 17 * h + 19L * i;
}
double doubles(double a, float b, double c, double d, double e, double f, double g, double h, double i, float j) {
  return a + 2 * b + 3 * c + 5 * d + 7 * e + 11 * f + 13 * g + 17 * h + 19 * i + 23 * j;
}
long structs(One a, Two b, Three c, Mixed d, Floats e, Chars f, Single g, IntFloat h) {
  return a.a + b.a * 2 + b.b * 3 + c.a * 5 + c.b * 7 + c.c * 11 + (long)(d.x * 13) + d.n * 17 + (long)(e.x * 19 + e.y * 23 + e.z * 29) +
         f.c[0] * 31 + f.c[4] * 37 + (long)(g.f * 41) + h.i * 43 + (long)(h.f * 47);
}
Two giveTwo(long a, long b) { return (Two){b, a}; }
Three giveThree(long a) { return (Three){a, a * 2, a * 3}; }
Mixed giveMixed(int n) { return (Mixed){n * 1.5, n}; }
Floats giveFloats(float x) { return (Floats){x, x * 2, x * 3}; }
Chars giveChars(char c) { return (Chars){{c, c + 1, c + 2, c + 3, c + 4}}; }
IntFloat giveIntFloat(int i) { return (IntFloat){i, i * 0.5f}; }
long many(const char *kinds, ...) {
  va_list list, again;
  va_start(list, kinds);
  va_copy(again, list);
  long sum = 0;
  for (const char *k = kinds; *k; k++) {
    if (*k == 'i') sum = sum * 3 + va_arg(list, int);
    else if (*k == 'l') sum = sum * 3 + va_arg(list, long);
    else if (*k == 'd') sum = sum * 3 + (long)va_arg(list, double);
    else if (*k == 't') { Two t = va_arg(list, Two); sum = sum * 3 + t.a - t.b; }
    else if (*k == 'T') { Three t = va_arg(list, Three); sum = sum * 3 + t.a - t.b + t.c; }
    else if (*k == 'm') { Mixed t = va_arg(list, Mixed); sum = sum * 3 + (long)t.x + t.n; }
  }
  if (*kinds == 'i') sum += va_arg(again, int);
  va_end(list);
  va_end(again);
  return sum;
}
long throughPointer(long (*f)(long, double), long a) { return f(a, a * 0.5) + f(-a, 2.25); }
long split(long a, long b, long c, long d, long e, Two f, long g) { return a + b * 2 + c * 3 + d * 4 + e * 5 + f.a * 6 + f.b * 7 + g * 8; }
long bigStack(long a, Wide w, int b) { return a + w.v[0] + w.v[1] * 2 + w.v[2] * 3 + w.v[3] * 4 + b + ((long)&w & 15); }
_Bool flags(_Bool a, _Bool b) { return a && !b; }
