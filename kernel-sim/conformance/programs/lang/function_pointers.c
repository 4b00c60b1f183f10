/* Function pointers: tables, callbacks, returned functions, a small state machine. */
#include <stdio.h>
#include <stdlib.h>

typedef int (*binary)(int, int);
static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }
static int mul(int a, int b) { return a * b; }
static binary pick(char op) { return op == '+' ? add : op == '-' ? sub : mul; }
static int by_value(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
struct state { struct state (*next)(int *); };
static struct state stop(int *n);
static struct state step(int *n) { *n += 10; return (struct state){*n < 50 ? step : stop}; }
static struct state stop(int *n) { *n = -*n; return (struct state){0}; }

int main(void) {
    const char ops[] = "+-*";
    for (int i = 0; ops[i]; i++) printf("6 %c 7 = %d\n", ops[i], pick(ops[i])(6, 7));
    binary table[] = {[2] = mul, [0] = add};
    printf("%d %d\n", table[1] == 0, (*table[2])(5, 5));
    int v[] = {5, -3, 99, 0, 42, -17, 8};
    qsort(v, 7, sizeof *v, by_value);
    for (int i = 0; i < 7; i++) printf("%d ", v[i]);
    int key = 42;
    int *found = bsearch(&key, v, 7, sizeof *v, by_value);
    printf("at %ld\n", found - v);
    int n = 0;
    for (struct state s = {step}; s.next;) s = s.next(&n);
    printf("%d\n", n);
    return 0;
}
