/* N queens, a sudoku, life, knapsack, edit distance: integer code as -O2 leaves it. */
#include <stdio.h>
#include <string.h>

static int queens(int n, unsigned columns, unsigned left, unsigned right) {
    if (columns == (1u << n) - 1) return 1;
    int total = 0;
    for (unsigned free = ~(columns | left | right) & ((1u << n) - 1); free; free &= free - 1) {
        unsigned bit = free & -free;
        total += queens(n, columns | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    return total;
}

static char grid[] = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79";
static int fits(int at, char d) {
    for (int i = 0; i < 9; i++)
        if (grid[at / 9 * 9 + i] == d || grid[at % 9 + 9 * i] == d || grid[at / 27 * 27 + at % 9 / 3 * 3 + i / 3 * 9 + i % 3] == d) return 0;
    return 1;
}
static int solve(int at) {
    while (at < 81 && grid[at] != '.') at++;
    if (at == 81) return 1;
    for (char d = '1'; d <= '9'; d++)
        if (fits(at, d)) {
            grid[at] = d;
            if (solve(at + 1)) return 1;
            grid[at] = '.';
        }
    return 0;
}

static unsigned char world[64][64], next[64][64];

int main(void) {
    printf("%d %d\n", queens(8, 0, 0, 0), queens(9, 0, 0, 0));
    printf("%d %s\n", solve(0), grid);
    static const int seed[][2] = {{31, 32}, {31, 33}, {32, 31}, {32, 32}, {33, 32}};
    for (int i = 0; i < 5; i++) world[seed[i][0]][seed[i][1]] = 1;
    for (int g = 0; g < 60; g++) {
        for (int y = 0; y < 64; y++)
            for (int x = 0; x < 64; x++) {
                int n = -world[y][x];
                for (int d = 0; d < 9; d++) n += world[(y + d / 3 + 63) % 64][(x + d % 3 + 63) % 64];
                next[y][x] = n == 3 || (n == 2 && world[y][x]);
            }
        memcpy(world, next, sizeof world);
    }
    int alive = 0;
    for (int i = 0; i < 64 * 64; i++) alive += ((unsigned char *)world)[i];
    printf("%d\n", alive);
    static int best[1001];
    for (int i = 1; i <= 60; i++)
        for (int w = 1000, weight = i * 37 % 91 + 3, value = i * 53 % 97 + 1; w >= weight; w--)
            if (best[w - weight] + value > best[w]) best[w] = best[w - weight] + value;
    printf("%d\n", best[1000]);
    const char *a = "kernel space and user space", *b = "colonel face and loser case";
    static int d[64][64];
    int n = (int)strlen(a), m = (int)strlen(b);
    for (int i = 0; i <= n; i++)
        for (int j = 0; j <= m; j++) {
            if (!i || !j) {
                d[i][j] = i + j;
                continue;
            }
            int least = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (d[i - 1][j] + 1 < least) least = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < least) least = d[i][j - 1] + 1;
            d[i][j] = least;
        }
    return d[n][m];
}
