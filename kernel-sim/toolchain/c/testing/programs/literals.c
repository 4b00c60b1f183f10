/* Literals of every kind, and the types they have. */
int printf(const char *, ...);
#define T(e) _Generic((e), int: "int", unsigned: "unsigned", long: "long", unsigned long: "ulong", long long: "ll", \
  unsigned long long: "ull", float: "float", double: "double", char: "char", char *: "char*", default: "other")
int main(void) {
  printf("%s %s %s %s %s %s\n", T(1), T(2147483648), T(0x80000000), T(1u), T(1l), T(0xffffffffffffffff));
  printf("%s %s %s %s %s %s\n", T(1ll), T(1ull), T(1.0f), T(1.0), T('a'), T("s"));
  printf("%d %d %d %d\n", 0b1011, 017, 0xFf, 10);
  printf("%g %g %g %g %g\n", 1e3, .5, 5., 0x1.8p3, 0x.8p-2);
  printf("%.17g %.17g %.9g\n", 0.1, 1e308, (double)0.1f);
  printf("%d %d %d %d %d\n", '\n', '\x41', '\101', '\0', '\377');
  printf("%d %d %d\n", 'ab', L'\x1234', u'x');
  printf("%zu %zu %zu %zu\n", sizeof "abc", sizeof L"abc", sizeof u"abc", sizeof U"abc");
  printf("%s|%s|%s\n", "日本語", u8"é", "tab\tq\"\\");
  printf("%zu %x\n", sizeof "日本", (unsigned char)"日"[0]);
  int *wide = L"日a";
  printf("%x %x %x\n", wide[0], wide[1], wide[2]);
  printf("%s\n", "adj" "acent" /* c */ " strings");
  printf("%c%c\n", "abc"[1], 2["abc"]);
  printf("%d %u %ld %lu\n", -2147483647 - 1, 4294967295u, -9223372036854775807l - 1, 18446744073709551615ul);
  return 0;
}
