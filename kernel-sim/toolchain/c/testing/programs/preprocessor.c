/* Macros: the hard examples of C11 6.10.3.5, GNU's variadic commas, stringising and counting. */
int printf(const char *, ...);
#define x 3
#define f(a) f(x *(a))
#undef x
#define x 2
#define g f
#define z z[0]
#define h g(~
#define m(a) a(w)
#define w 0, 1
#define t(a) a
#define p() int
#define q(x) x
#define r(x, y) x##y
#define str(...) #__VA_ARGS__
#define xstr(...) str(__VA_ARGS__)
#define debug(s, t) printf("x" #s "= %d, x" #t "= %s\n", x##s, x##t)
#define INCFILE(n) vers##n
#define glue(a, b) a##b
#define xglue(a, b) glue(a, b)
#define HIGHLOW "hello"
#define LOW LOW ", world"
#define LOG(fmt, ...) printf("[" fmt "]\n", ##__VA_ARGS__)
#define COUNT_(a, b, c, d, n, ...) n
#define COUNT(...) COUNT_(__VA_ARGS__, 4, 3, 2, 1)
#define ARGS(args...) printf(args)
#define OPT(a, ...) a __VA_OPT__(+) __VA_ARGS__
#define EMPTY
#define DEFER(m) m EMPTY
#define LINE __LINE__
#define t2(x, y, z) x##y##z
int j[] = {t2(1, 2, 3), t2(, 4, 5), t2(6, , 7), t2(8, 9, ), t2(10, , ), t2(, 11, ), t2(, , 12)};
int main(void) {
  printf("%s\n", xstr(f(y + 1) + f(f(z)) % t(t(g)(0) + t)(1);));
  printf("%s\n", xstr(g(x + (3, 4) - w) & m(m);));
  printf("%s\n", xstr(p() i[q()] = {q(1), r(2, 3), r(4, ), r(, 5), r(, )};));
  printf("%s\n", str(strncmp("abc\0d", "abc", '\4') == 0) str(: @\n));
  printf("%s\n", xstr(INCFILE(2).end));
  printf("%s %s\n", glue(HIGH, LOW), xglue(HIGH, LOW));
  for (int i = 0; i < 7; i++) printf("%d ", j[i]);
  LOG("none");
  LOG("%d %s", 1, "two");
  printf("%d %d %d\n", COUNT(a), COUNT(a, b), COUNT(a, b, c));
  ARGS("%d\n", 7);
  printf("%d %d\n", OPT(1), OPT(1, 2));
  printf("%d %d %s\n", __LINE__, LINE, __func__);
#line 500 "other.c"
  printf("%d %s\n", __LINE__, __FILE__);
  printf("%d%d%d\n", __COUNTER__, __COUNTER__, __COUNTER__);
#if defined(x) && x == 2 && !defined(nothing) && (1 ? 2 : 1 / 0) == 2 && -1 > 0u && 'a' == 97 && 0x7fffffffffffffff + 0ull > 0
  puts_ok:
  printf("if\n");
#elif 1
#error not here
#endif
#if 0
  don't look "here
#  if 1
#  else
#  endif
#else
  printf("else\n");
#endif
  if (0) goto puts_ok;
  printf("a\
b" /* comment */ "c" // another \
  and on
         "\n");
#pragma push_macro("w")
#undef w
#define w 9
  printf("%d ", w);
#pragma pop_macro("w")
  printf("%s\n", xstr(w));
  printf("%d %d %d %ld %d\n", __x86_64__, __linux__, __CHAR_BIT__, (long)__SIZEOF_POINTER__, __INT_MAX__);
  return 0;
}
