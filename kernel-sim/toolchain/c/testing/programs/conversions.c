/* Integer promotions, the usual conversions, shifts, division, comparisons, and floating point both ways. */
int printf(const char *, ...);
#define P(...) printf("%s = %lld\n", #__VA_ARGS__, (long long)(__VA_ARGS__))
#define F(e) printf("%s = %.17g\n", #e, (double)(e))
signed char sc = -100; unsigned char uc = 200; short s = -30000; unsigned short us = 60000; int i = -2000000000;
unsigned u = 4000000000u; long l = -9000000000000000000; unsigned long ul = 18000000000000000000ul; float f = 3.7f; double d = -1e10; _Bool b;
int main(void) {
  P(sc + uc); P(sc * uc); P(us * us); P(s - us); P(i + u); P(u + l); P(i < u); P(-1 < 1u); P(-1l < 1u); P(sc < uc); P(l < ul);
  P(uc << 24); P(sc >> 1); P(u >> 31); P(i >> 31); P(1ul << 63); P((unsigned char)(uc + 100)); P((short)70000); P((signed char)uc);
  P(-7 / 2); P(-7 % 2); P(i / 16); P(i % 16); P(l / 8); P(u / 8); P(u % 7); P(ul / 10); P(l % 1000); P(7u / -2);
  P(~uc); P(-us); P(!sc); P(!!d); P(+s); P(uc & sc); P(uc | sc); P(uc ^ s);
  P((int)f); P((int)-f); P((unsigned)f); P((long)d); P((unsigned char)f); P((unsigned long)1.8e19); P((_Bool)0.1); P((_Bool)256); P((char)(int)300.5);
  F(i); F(u); F(l); F(ul); F(sc); F(us); F((float)16777217); F((float)ul); F(f * 2); F(f / 3); F(i / 2.0); F(1 / 3); F(1 / 3.0f); F((float)0.1 + 0.2);
  F(b = 5); F(d += 1); F(f -= 0.5); F(i *= 0.5); F(uc += 100.7);
  P(uc++); P(++uc); P(sc--); P(us += 10000); P(u -= 4100000000u); P(s *= 3); P(sc <<= 1); P(i >>= 3); P(b++); P(b--); P(b--); P(b ^= 1);
  P(f > 3); P(d < 0 && f); P(0.0 == -0.0); P(f != f); P(d >= d); P(1.0 < 2);
  P(sizeof(sc + uc)); P(sizeof(f + d)); P(sizeof(1 ? 1 : 1L)); P(sizeof(char)); P(sizeof 'a'); P(sizeof(int[3]));
  P((i > 0 ? i : -i) + 1); P(i ?: 5); P(0 ?: 5); P((1, 2)); P(i = 3, i + 1);
  char *p = "abcdef", *q = p + 4; int arr[10], *ap = arr + 9;
  P(q - p); P(ap - arr); P(p < q); P(*(p + 2)); P(p[1]); P(*p++); P(*++p); P(q[-1]); P(&arr[7] - &arr[2]); P(p != 0); P(!p);
  for (int k = 0; k < 3; k++) { volatile int v = k; P(v * v); }
  return (uc > sc) + (u > (unsigned)i);
}
