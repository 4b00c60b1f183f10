/* Deep and mutual recursion: Ackermann, Hanoi, Fibonacci, even/odd. */
#include <stdio.h>

static int ackermann(int m, int n) { return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1)); }
static int moves;
static void hanoi(int n, char from, char to, char via) {
    if (n == 0) return;
    hanoi(n - 1, from, via, to);
    if (++moves <= 4) printf("%c -> %c\n", from, to);
    hanoi(n - 1, via, to, from);
}
static int odd(unsigned n);
static int even(unsigned n) { return n == 0 ? 1 : odd(n - 1); }
static int odd(unsigned n) { return n == 0 ? 0 : even(n - 1); }
static long fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

int main(void) {
    printf("ackermann(2, 9) = %d\n", ackermann(2, 9));
    hanoi(10, 'A', 'C', 'B');
    printf("moves %d\n", moves);
    printf("even %d odd %d\n", even(1000), odd(1001));
    printf("fib(20) = %ld\n", fib(20));
    return 0;
}
