/* Thread-local objects: initialised, zero, in functions, structures and arrays; their addresses. */
int printf(const char *, ...);
static __thread int counter = 5;
_Thread_local long zeros[10];
extern _Thread_local int later;
struct pair {
  char c;
  int v;
};
static _Thread_local struct pair pair = {'a', 7};
static _Thread_local const char *text = "text";

static int *where(void) {
  static _Thread_local int local = 3;
  local++;
  return &local;
}

int main(void) {
  int *at = &counter;
  for (int i = 0; i < 20; i++) {
    counter += i;
    zeros[i % 10] += *at;
    later++;
    pair.v ^= later;
    ++*where();
  }
  printf("%d %ld %ld %d %d %c %d %s\n", counter, zeros[3], zeros[9], later, pair.v, pair.c, *where(), text);
  struct pair copy = pair, *p = &pair;
  p->c = 'z';
  printf("%c %c %d\n", copy.c, pair.c, (int)((char *)&zeros[4] - (char *)zeros));
  return 0;
}

_Thread_local int later = 11;
