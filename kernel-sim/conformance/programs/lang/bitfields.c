/* Bit-fields: signed and unsigned, crossing units, zero width, as a page-table entry uses them. */
#include <stdio.h>
#include <string.h>

struct pte { unsigned long present : 1, write : 1, user : 1, : 2, accessed : 1, dirty : 1, : 5, frame : 40, : 11, nx : 1; };
struct odd { int a : 3; unsigned b : 5; int c : 20; int : 0; unsigned char d : 4; };

int main(void) {
    struct pte e = {.present = 1, .user = 1, .frame = 0x12345, .nx = 1};
    unsigned long raw;
    memcpy(&raw, &e, sizeof raw);
    printf("%zu %lx\n", sizeof e, raw);
    e.write = 3;
    e.frame++;
    memcpy(&raw, &e, sizeof raw);
    printf("%lx %d\n", raw, e.write);
    struct odd o = {0};
    o.a = 3;
    o.a++;
    o.b = 31;
    o.b += 2;
    o.c = -500000;
    o.d = 0xfe;
    printf("%zu %d %u %d %u\n", sizeof o, o.a, o.b, o.c, o.d);
    o.c /= 7;
    o.c--;
    printf("%d\n", o.c);
    return 0;
}
