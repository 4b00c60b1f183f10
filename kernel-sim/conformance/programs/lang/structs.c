/* Structures: layout, nesting, copying, passing and returning by value in registers and in memory. */
#include <stddef.h>
#include <stdio.h>

struct point { int x, y; };
struct mixed { char a; double b; short c; };
struct big { long v[5]; char tag; };
struct fl { float x; float y; float z; };
struct id { long n; double d; };

static struct point add(struct point a, struct point b) { return (struct point){a.x + b.x, a.y + b.y}; }
static struct big scale(struct big b, long k) { for (int i = 0; i < 5; i++) b.v[i] *= k; b.tag++; return b; }
static struct fl half(struct fl f) { f.x /= 2; f.y /= 2; f.z /= 2; return f; }
static struct id next(struct id i) { i.n++; i.d += 0.5; return i; }
static int many(int a, struct big b, struct point p, double d, struct id i, int z) { return a + (int)b.v[4] + p.y + (int)d + (int)i.n + z; }

int main(void) {
    printf("%zu %zu %zu %zu\n", sizeof(struct mixed), offsetof(struct mixed, b), offsetof(struct mixed, c), sizeof(struct big));
    struct point p = add((struct point){1, 2}, (struct point){.y = 40, .x = 30});
    printf("%d %d\n", p.x, p.y);
    struct big b = {{1, 2, 3, 4, 5}, 'a'};
    struct big c = scale(b, 10);
    printf("%ld %ld %c %c\n", b.v[4], c.v[4], b.tag, c.tag);
    struct fl f = half((struct fl){1, 3, 5});
    printf("%d %d %d\n", (int)(f.x * 10), (int)(f.y * 10), (int)(f.z * 10));
    struct id i = next(next((struct id){7, 0.25}));
    printf("%ld %d\n", i.n, (int)(i.d * 100));
    printf("%d\n", many(1, c, p, 3.9, i, 100));
    struct point grid[2][3] = {{{1, 1}, {2, 2}}, {[2] = {9, 8}}};
    printf("%d %d %d\n", grid[0][1].y, grid[1][2].x, grid[1][0].x);
    return 0;
}
