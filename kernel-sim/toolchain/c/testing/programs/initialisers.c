/* Initialisers: elided braces, designators, ranges, strings, unions, nesting, compound literals. */
int printf(const char *, ...);
void *memset(void *, int, unsigned long);
struct in { int a, b; };
struct out { char c; struct in i[2]; union { int u; char s[4]; }; double d; };
static struct out st = {'x', 1, 2, {3, 4}, 0x41424344, 2.5};
struct out des = {.d = 1.5, .i[1].b = 7, .i[0] = {8, 9}, .s = "hey"};
int sparse[] = {[3] = 3, 4, [1] = 1, [7 ... 9] = 5};
char text[8] = "abc", exact[3] = "abc", *names[] = {"one", "two", [4] = "five"};
char rows[][4] = {"ab", {'c', 'd'}, "efg"};
int matrix[2][3] = {1, 2, 3, 4}, braced[2][3] = {{1}, {2, 3}};
int *pointer = &matrix[1][1];
struct in *chain[] = {&(struct in){5, 6}, &st.i[1]};
long difference = (long)((char *)&st.d - (char *)&st);
int (*fp)(const char *, ...) = printf;
struct flex { int n; short data[]; } fl = {3, {1, 2, 3}};
union u { float f; unsigned b; } un = {1.0f}, un2 = {.b = 0x40000000};
struct bits { unsigned a : 3, b : 5; int c : 4; unsigned : 0; unsigned d : 9; } bf = {1, 2, -3, 4};
enum { E0, E5 = 5, E6, EN = -1 };
static void show(struct out *o) {
  printf("%d %d %d %d %d %x %g\n", o->c, o->i[0].a, o->i[0].b, o->i[1].a, o->i[1].b, o->u, o->d);
}
static int sum(struct in *p, int n) { int s = 0; while (n--) s += p->a + p++->b; return s; }
int main(void) {
  show(&st); show(&des);
  printf("%zu:", sizeof sparse / sizeof *sparse);
  for (unsigned i = 0; i < sizeof sparse / sizeof *sparse; i++) printf(" %d", sparse[i]);
  printf("\n%s %zu %.3s %s %d\n", text, sizeof exact, exact, names[4], names[3] == 0);
  printf("%s %s %s %zu\n", rows[0], rows[1], rows[2], sizeof rows);
  printf("%d %d %d %d %d\n", matrix[1][0], matrix[1][1], braced[1][1], *pointer, braced[0][1]);
  printf("%d %d %ld\n", chain[0]->b, chain[1]->b, difference);
  fp("%d %d %zu\n", fl.n, fl.data[2], sizeof fl);
  printf("%x %g\n", un.b, un2.f);
  printf("%d %d %d %d %zu\n", bf.a, bf.b, bf.c, bf.d, sizeof bf);
  printf("%d %d %d %d\n", E0, E5, E6, EN);
  int n = 3;
  struct out local = {.c = n, .i = {{n, n * 2}}, .d = n / 2.0};
  show(&local);
  struct out copy = local, arr[2] = {local, [1] = {.c = 1}};
  copy.c = 'z';
  show(&copy); show(arr); show(arr + 1);
  int loc[5] = {1, 2}, big[40] = {[39] = 1};
  char ls[] = "local", ls2[20] = "padded", long_text[] = "a string that is longer than the limit for stores";
  printf("%d %d %d %d %s %s %d %s\n", loc[1], loc[4], big[38], big[39], ls, ls2, ls2[19], long_text);
  printf("%d\n", sum((struct in[]){{1, 2}, {3, n}}, 2));
  for (int i = 0; i < 3; i++) { int *q = (int[]){i, i + 1}; q[0] += q[1]; printf("%d ", q[0]); }
  struct { struct { int x; }; int y; } anon = {{1}, 2};
  printf("%d %d\n", anon.x, anon.y);
  struct bits lb = {.c = n, .d = 300};
  printf("%d %d %d\n", lb.a, lb.c, lb.d);
  struct in over = {.a = 1, .b = 2, .a = 3};
  printf("%d %d\n", over.a, over.b);
  return (struct in){1, 4}.b;
}
