/* Structs by value: every class of the ABI, members of results, varargs, unions, function pointers. */
#include <stdarg.h>
int printf(const char *, ...);
struct c1 { char c; }; struct c3 { char c[3]; }; struct s2 { short a; int b; }; struct l2 { long a, b; }; struct d1 { double d; };
struct f3 { float x, y, z; }; struct mix { int i; double d; }; struct fi { float f; int i; }; struct big { int v[10]; }; struct five { char c[5]; };
union ud { double d; long l; }; struct nest { struct s2 s; float f; }; struct empty {}; struct arr { double d[2]; }; struct __attribute__((packed)) un { char c; int i; };
struct c1 mc1(char c) { return (struct c1){c}; }
struct c3 mc3(struct c3 c) { c.c[1]++; return c; }
struct l2 ml2(struct l2 l, long k) { l.a += k; l.b -= k; return l; }
struct f3 mf3(struct f3 f) { return (struct f3){f.z, f.x, f.y}; }
struct mix mmix(struct mix m) { m.i *= 2; m.d /= 2; return m; }
struct fi mfi(struct fi f) { f.i += f.f; return f; }
struct big mbig(int n, struct big b) { b.v[n] = n; return b; }
struct five m5(struct five f) { f.c[4] = 'z'; return f; }
union ud mud(union ud u) { u.l ^= 1l << 63; return u; }
struct nest mn(struct nest n) { n.f = n.s.a + n.s.b; return n; }
struct arr ma(struct arr a) { a.d[1] = a.d[0] * 2; return a; }
struct un mun(struct un u) { u.i++; return u; }
int many(struct l2 a, struct l2 b, struct l2 c, int d, struct l2 e, double f, struct big g, int h) { return a.a + b.b + c.a + d + e.b + (int)f + g.v[3] + h; }
int empty(struct empty e, int x) { return x; }
double va(int n, ...) {
  va_list ap, cp; double s = 0; va_start(ap, n); va_copy(cp, ap);
  for (int i = 0; i < n; i++) { s += va_arg(ap, int); s += va_arg(ap, double); s += va_arg(ap, struct l2).b; s += va_arg(ap, struct mix).d; s += va_arg(ap, struct big).v[2]; s += va_arg(ap, long); s += va_arg(ap, struct f3).z; s += va_arg(ap, struct c3).c[0]; }
  s += va_arg(cp, int); va_end(ap); va_end(cp); return s;
}
static int vsum(int n, va_list ap) { int s = 0; while (n--) s += va_arg(ap, int); return s; }
static int sum(int n, ...) { va_list ap; va_start(ap, n); int s = vsum(n - 1, ap); s += 100 * va_arg(ap, int); va_end(ap); return s; }
struct list { int v; struct list *next; };
int main(void) {
  printf("%c %c\n", mc1('q').c, mc3((struct c3){"abc"}).c[1]);
  struct l2 l = ml2((struct l2){1, 2}, 10); printf("%ld %ld\n", l.a, l.b);
  struct f3 f = mf3((struct f3){1, 2, 3}); printf("%g %g %g\n", f.x, f.y, f.z);
  struct mix m = mmix((struct mix){3, 5}); printf("%d %g\n", m.i, m.d);
  printf("%d %g\n", mfi((struct fi){2.5f, 3}).i, mfi((struct fi){2.5f, 3}).f);
  struct big b = {{0, 1, 2}}; b = mbig(5, b); b = mbig(6, b); printf("%d %d %d\n", b.v[2], b.v[5], mbig(7, b).v[7]);
  printf("%.5s\n", m5((struct five){"abcd"}).c);
  printf("%g\n", mud((union ud){1.5}).d);
  struct nest n = mn((struct nest){{1, 2}, 0}); printf("%g %d\n", n.f, n.s.b);
  printf("%g %d\n", ma((struct arr){{1.5}}).d[1], mun((struct un){1, 6}).i);
  printf("%d\n", many(l, l, l, 4, l, 5.5, b, 7));
  struct empty e; printf("%d %zu\n", empty(e, 9), sizeof e);
  printf("%g\n", va(2, 1, 2.5, l, m, b, 3l, f, mc3((struct c3){"xyz"}), 4, 5.5, l, m, b, 6l, f, mc3((struct c3){"uvw"})));
  printf("%d\n", sum(4, 1, 2, 3, 4));
  struct big (*fp)(int, struct big) = mbig; printf("%d\n", fp(8, b).v[8]);
  struct list c = {3, 0}, d = {2, &c}, *h = &(struct list){1, &d}; int t = 0; for (struct list *q = h; q; q = q->next) t = t * 10 + q->v; printf("%d\n", t);
  struct l2 cond = t > 100 ? l : (struct l2){0, 0}; printf("%ld %ld\n", cond.a, (t ? cond : l).b);
  struct { struct big x, y; } two = {b, b}; two.x = two.y; two.y = mbig(9, two.x); printf("%d %d\n", two.x.v[9], two.y.v[9]);
  struct l2 chain, other; chain = other = l; printf("%ld %ld\n", chain.a, (chain = ml2(chain, 1)).a);
  return (int)sizeof(struct mix);
}
