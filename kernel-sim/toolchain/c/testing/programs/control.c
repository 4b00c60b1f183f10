/* Statements: loops, switch with fall-through and ranges, goto, computed goto, statement expressions, VLAs, recursion. */
int printf(const char *, ...);
void *memcpy(void *, const void *, unsigned long);
static int classify(int c) {
  switch (c) {
  case '0' ... '9': return 1;
  case 'a' ... 'z': case 'A' ... 'Z': return 2;
  case -5: case 100000: return 3;
  case 1000 ... 5000: return 5;
  default: if (c < 0) break; return 4;
  }
  return 0;
}
static int duff(char *to, const char *from, int count) {
  int n = (count + 7) / 8;
  switch (count % 8) {
  case 0: do { *to++ = *from++;
  case 7: *to++ = *from++; case 6: *to++ = *from++; case 5: *to++ = *from++;
  case 4: *to++ = *from++; case 3: *to++ = *from++; case 2: *to++ = *from++;
  case 1: *to++ = *from++; } while (--n > 0);
  }
  return n;
}
static int vm(const char *code) {
  static void *const table[] = {&&inc, &&dec, &&dbl, &&end};
  int acc = 0;
#define NEXT goto *table[*code++ - 'a']
  NEXT;
inc: acc++; NEXT;
dec: acc--; NEXT;
dbl: acc *= 2; NEXT;
end: return acc;
}
static long vla(int n, int m) {
  int grid[n][m]; long total = 0;
  for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) grid[i][j] = i * m + j;
  int (*row)[m] = grid + 1;
  for (int k = 0; k < 5; k++) { char tmp[k + 1]; tmp[k] = k; if (k == 3) continue; total += tmp[k] + sizeof tmp; }
  return total + row[0][m - 1] + sizeof grid + sizeof grid[0] + sizeof *row;
}
static int sum2(int n, int m, int a[n][m]) { int s = 0; for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) s += a[i][j]; return s; }
static unsigned ack(unsigned m, unsigned n) { return m == 0 ? n + 1 : n == 0 ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1)); }
#define max(a, b) ({ typeof(a) _a = (a); typeof(b) _b = (b); _a > _b ? _a : _b; })
static int counter(void) { static int n = 10; static const int step = 3; return n += step; }
static inline int twice(int x) { return 2 * x; }
inline int thrice(int x) { return 3 * x; }
int main(void) {
  printf("%d %d %d %d %d %d %d\n", classify('5'), classify('q'), classify(-5), classify(' '), classify(-9), classify(3000), classify(100000));
  char buf[20] = {0}; duff(buf, "hello duff device", 17); printf("%s\n", buf);
  printf("%d\n", vm("aacabcd"));
  printf("%ld\n", vla(4, 5));
  int m[2][3] = {{1, 2, 3}, {4, 5, 6}}; printf("%d\n", sum2(2, 3, m));
  printf("%u\n", ack(2, 5));
  int x = 5; printf("%d %d\n", max(x++, 3), x);
  printf("%d %d %d\n", counter(), counter(), counter());
  int i = 0, j = 0;
outer:
  for (;;) { if (++i > 5) break; while (1) { if (j++ > 20) goto done; if (j % 3 == 0) goto outer; if (j % 7 == 0) break; } }
done: printf("%d %d\n", i, j);
  do { x--; if (x == 2) continue; } while (x > 0); printf("%d\n", x);
  int n = 0; for (int a = 0, b = 10; a < b; a++, b--) n += a * b; printf("%d\n", n);
  printf("%d %d\n", twice(4), thrice(5));
  int (*ops[])(int) = {twice, thrice}; printf("%d\n", ops[1](ops[0](7)) + (*ops[0])(1) + (**ops[1])(1));
  if (x || (x = 3, n) && !0) printf("%d\n", x); else printf("no\n");
  switch (3) { int hidden; default: hidden = 4; printf("%d\n", hidden); }
  while (n > 0) { if (n & 1) { n -= 3; continue; } n /= 2; } printf("%d\n", n);
  unsigned long big = 1ul << 40; switch (big) { case 1ul << 40: printf("big\n"); break; case 0: printf("zero\n"); }
  printf("%d\n", ({ int k = 0; for (int q = 0; q < 4; q++) k += q; k; }));
  return 42;
}
