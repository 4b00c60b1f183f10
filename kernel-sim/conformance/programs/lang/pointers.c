/* Pointers: arithmetic, arrays of arrays, pointers to pointers, comparison, casts through void. */
#include <stdio.h>

static void swap(void *a, void *b, unsigned long size) {
    for (char *x = a, *y = b; size--; x++, y++) { char t = *x; *x = *y; *y = t; }
}
static int sum(int (*matrix)[4], int rows) {
    int total = 0;
    for (int (*row)[4] = matrix; row < matrix + rows; row++)
        for (int *cell = *row; cell != *row + 4; ++cell) total += *cell;
    return total;
}

int main(void) {
    int matrix[3][4] = {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}};
    int *flat = &matrix[0][0];
    printf("%d %d %ld\n", sum(matrix, 3), flat[7], &matrix[2][1] - flat);
    double a = 1.25, b = -8;
    swap(&a, &b, sizeof a);
    printf("%d %d\n", (int)a, (int)(b * 4));
    const char *names[] = {"init", "sh", "ls", 0}, **p = names;
    for (; *p; p++) printf("%s%c", *p, p[1] ? ' ' : '\n');
    int v = 5, *q = &v, **r = &q;
    **r += 2;
    q++;
    printf("%d %d\n", q - &v == 1, v);
    char text[] = "reverse me";
    for (char *l = text, *h = text + sizeof text - 2; l < h;) { char t = *l; *l++ = *h; *h-- = t; }
    puts(text);
    return (int)((unsigned long)&matrix[1] - (unsigned long)&matrix[0]);
}
