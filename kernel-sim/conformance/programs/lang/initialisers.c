/* Initialisers: designated, nested, partial, strings, compound literals, static and automatic, sizes from content. */
#include <stdio.h>

struct item { const char *name; int tags[3]; struct { short lo, hi; } range; };
static struct item table[] = {
    {"zero", {1, 2, 3}, {4, 5}},
    [2] = {.range.hi = 7, .name = "two", .tags = {[1] = 9}},
    {"three", .range = {-1}},
};
static char fixed[8] = "abc", exact[3] = {'x', 'y', 'z'}, text[] = "sized\0twice";
static int matrix[][3] = {1, 2, 3, 4, 5};
static int *pointer = &matrix[1][1];
static const char *const words[] = {[3] = "d", [0] = "a", "b"};

static int sum(const int *v, int n) { int s = 0; while (n--) s += *v++; return s; }

int main(void) {
    for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
        printf("%s %d %d %d %d %d\n", table[i].name ? table[i].name : "-", table[i].tags[0], table[i].tags[1], table[i].tags[2], table[i].range.lo, table[i].range.hi);
    printf("%d %c %zu %zu %d\n", fixed[5], exact[2], sizeof text, sizeof matrix, *pointer);
    printf("%zu %s %d\n", sizeof words / sizeof *words, words[1], words[2] == 0);
    int local[5] = {[1] = 10, 20}, *literal = (int[]){7, 8, 9};
    printf("%d %d %d\n", sum(local, 5), sum(literal, 3), sum((int[4]){1}, 4));
    for (int i = 0; i < 2; i++) { int fresh[3] = {i}; fresh[2] += 5; printf("%d %d\n", fresh[0], fresh[2]); }
    return 0;
}
