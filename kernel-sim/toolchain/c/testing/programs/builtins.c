/* GCC's builtins and C11's odds and ends. */
int printf(const char *, ...);
#define P(e) printf("%s = %lld\n", #e, (long long)(e))
struct s { char c; long l[4]; struct { int x, y; } in[3]; };
static int over(int a, int b) { int r; int o = __builtin_add_overflow(a, b, &r); return o * 1000 + (r & 0xff); }
_Static_assert(sizeof(long) == 8, "LP64");
_Alignas(64) static char aligned[3];
static int weak_one(void) __attribute__((unused));
static int weak_one(void) { return 1; }
int strong(void) { return 7; }
int other(void) __attribute__((alias("strong")));
static int before; __attribute__((constructor)) static void init(void) { before = 5; }
int main(int argc, char **argv) {
  volatile unsigned v = 0x00f0; volatile unsigned long w = 1ul << 40; volatile int neg = -argc;
  P(__builtin_clz(v)); P(__builtin_ctz(v)); P(__builtin_popcount(v)); P(__builtin_clzl(w)); P(__builtin_ctzll(w)); P(__builtin_popcountl(~w)); P(__builtin_ffs(v)); P(__builtin_ffsl(0)); P(__builtin_parity(v | 1)); P(__builtin_clrsb(neg));
  P(__builtin_bswap16(0x1234)); P(__builtin_bswap32(v)); P(__builtin_bswap64(w) == 0x10000);
  P(over(2147483647, argc)); P(over(1, 2)); long r; unsigned ur; unsigned long ulr; signed char cr;
  P(__builtin_mul_overflow(1ul << 40, w, &ulr)); P(__builtin_mul_overflow(3000000000l, 3 * argc, &r)); P(r); P(__builtin_sub_overflow(1u, 2u, &ur)); P(ur); P(__builtin_add_overflow(100, 28, &cr)); P(cr); P(__builtin_mul_overflow(-9223372036854775807l - 1, neg, &r)); P(__builtin_saddl_overflow(1, 2, &r)); P(__builtin_umul_overflow(v, 3u, &ur));
  P(__builtin_offsetof(struct s, in[2].y)); P(__builtin_offsetof(struct s, l)); P(__builtin_types_compatible_p(int, const int)); P(__builtin_types_compatible_p(int, long)); P(__builtin_constant_p(3)); P(__builtin_constant_p(argc)); P(__builtin_choose_expr(1, 4, "x")); P(__builtin_expect(argc, 1));
  P(_Alignof(double)); P(_Alignof(struct s)); P(((unsigned long)aligned & 63) == 0); P(sizeof(struct s)); P(other()); P(before);
  char *m = __builtin_alloca(argc * 100); __builtin_memset(m, 'a', 99); m[99] = 0; P(__builtin_strlen(m));
  P(_Generic((char)1, char: 1, int: 2, default: 3)); P(_Generic(&argc, int *: 1, default: 2)); P(_Generic((const int)1, int: 5));
  typeof(argc) t = 3; typeof(int *) tp = &t; P(*tp); __auto_type au = 2.5; P(au * 2); P(sizeof(typeof(int[t])));
  int x = 5, e = 5; P(__sync_fetch_and_add(&x, 3)); P(x); P(__atomic_sub_fetch(&x, 2, 5)); P(__sync_bool_compare_and_swap(&x, 6, 9)); P(__sync_val_compare_and_swap(&x, 1, 2)); P(__atomic_exchange_n(&x, 4, 5)); P(__atomic_compare_exchange_n(&x, &e, 7, 0, 5, 5)); P(e); P(__atomic_load_n(&x, 0)); P(__atomic_or_fetch(&x, 3, 5));
  _Atomic int at = 1; at += 4; at++; P(at--); P(at); P(at *= 3); unsigned char flag = 0; P(__atomic_test_and_set(&flag, 5)); P(flag);
  P(__builtin_isnan(0.0 / (argc - 1))); P(__builtin_isinf(1.0 / (argc - 1))); P(__builtin_fabs(-2.5) * 2); P(__builtin_signbit(-1.0) != 0); P(__builtin_copysign(3.0, -0.0)); P(__builtin_sqrt(argc + 15.0)); P(__builtin_inf() > 1e308); P(__builtin_isfinite(1.0 * argc)); P(__builtin_isgreater(2.0, 1.0));
  register long pin asm("r12") = 3; asm volatile("addq $4, %0" : "+r"(pin)); P(pin);
  int in = 6, out; asm("leal 1(%1), %0" : "=r"(out) : "r"(in)); P(out); asm("incl %[m]" : [m] "+m"(in)); P(in);
  unsigned lo, hi; asm("mul %3" : "=a"(lo), "=d"(hi) : "a"(0x80000000u), "r"(6u) : "cc"); P(lo); P(hi); P(weak_one());
  if (argc > 100) __builtin_unreachable();
  return 0;
}
