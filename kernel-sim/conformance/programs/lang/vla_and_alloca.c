/* Arrays sized at run time: one and two dimensions, as parameters, in loops, sizeof. */
#include <stdio.h>

static int trace(int n, int m[n][n]) { int t = 0; for (int i = 0; i < n; i++) t += m[i][i]; return t; }

int main(void) {
    for (int n = 1; n <= 5; n += 2) {
        int m[n][n];
        for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) m[i][j] = i * n + j;
        printf("%d %d %zu\n", n, trace(n, m), sizeof m);
    }
    int size = 10;
    char line[size + 1];
    for (int i = 0; i < size; i++) line[i] = 'a' + i;
    line[size] = 0;
    puts(line);
    char *bytes = __builtin_alloca(100);
    for (int i = 0; i < 100; i++) bytes[i] = i;
    int sum = 0;
    for (int i = 0; i < 100; i++) sum += bytes[i];
    printf("%d\n", sum);
    return 0;
}
