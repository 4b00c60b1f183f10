/* Doubles as bit patterns: arithmetic, conversions, the math library; long double and the printing of all of them. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void show(const char *name, double d) {
  uint64_t bits;
  memcpy(&bits, &d, 8);
  printf("%s %016llx\n", name, (unsigned long long)bits);
}

static double matrix(void) {
  double m[16], r[16];
  for (int i = 0; i < 16; i++) m[i] = i * 0.5;
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 4; j++) {
      r[i * 4 + j] = 0;
      for (int k = 0; k < 4; k++) r[i * 4 + j] += m[i * 4 + k] * m[k * 4 + j];
    }
  return r[7];
}

int main(void) {
  volatile double x = 1.5, y = -2.25, z = 0;
  show("add", x + y);
  show("mul", x * y);
  show("div", x / y);
  show("inf", x / z);
  show("nan", z / z);
  show("sqrt", sqrt(x));
  show("sin", sin(x));
  show("exp", exp(x));
  show("pow", pow(x, y + 5));
  show("log", log(x));
  show("floor", floor(y));
  show("fmod", fmod(10.5, 3));
  show("atan2", atan2(x, y));
  show("cbrt", cbrt(x));
  float f = 1.1f;
  for (int i = 0; i < 50; i++) f = f * 1.01f + 0.3f;
  show("float", f);
  show("int", (double)(int)(x * 1000));
  show("unsigned long", (double)(unsigned long)(x * 1e18));
  printf("%d %ld %u\n", (int)-2.9, (long)1e15, (unsigned)3e9);
  double sum = 0;
  for (int i = 1; i < 100000; i++) sum += 1.0 / i;
  show("harmonic", sum);
  show("matrix", matrix());
  printf("%f %.3e %g %a\n", x * y, sum, 1e100 / 3, 0.1);
  long double l = 1;
  for (int i = 1; i < 25; i++) l = l * i + 1 / (long double)i;
  printf("%Lf %.15Le %ld\n", l, 1 / l, (long)(l / 1e6L));
  return 0;
}
