/* Unions and type punning, anonymous members, a tagged value. */
#include <stdint.h>
#include <stdio.h>

union word { uint32_t u; uint8_t byte[4]; float f; };
struct value { enum { INT, REAL, TEXT } kind; union { long i; double d; const char *s; }; };

static void show(struct value v) {
    switch (v.kind) {
    case INT: printf("int %ld\n", v.i); break;
    case REAL: printf("real %d/100\n", (int)(v.d * 100)); break;
    case TEXT: printf("text %s\n", v.s); break;
    }
}

int main(void) {
    union word w = {.u = 0x11223344};
    printf("%x %x %x %x\n", w.byte[0], w.byte[1], w.byte[2], w.byte[3]);
    w.f = 1.5f;
    printf("%08x\n", w.u);
    w.byte[3] ^= 0x80;
    printf("%d\n", (int)(w.f * 2));
    show((struct value){INT, .i = -5});
    show((struct value){.kind = REAL, .d = 2.75});
    show((struct value){TEXT, .s = "tagged"});
    printf("%zu\n", sizeof(struct value));
    return 0;
}
