/* GNU inline assembly: outputs, inputs, read-write operands, named operands, memory, the syscall instruction. */
#include <stdio.h>

static long raw_write(int fd, const void *p, unsigned long n) {
    long r;
    __asm__ volatile("syscall" : "=a"(r) : "0"(1L), "D"((long)fd), "S"(p), "d"(n) : "rcx", "r11", "memory");
    return r;
}
static unsigned rotate(unsigned x, unsigned char n) { __asm__("roll %1, %0" : "+r"(x) : "c"(n) : "cc"); return x; }
static unsigned long product_high(unsigned long a, unsigned long b) {
    unsigned long lo, hi;
    __asm__("mulq %[b]" : "=a"(lo), "=d"(hi) : "a"(a), [b] "rm"(b) : "cc");
    return hi + 0 * lo;
}
static int bit_scan(unsigned x) { int r = -1; __asm__("bsfl %1, %0" : "+r"(r) : "rm"(x) : "cc"); return r; }

int main(void) {
    printf("%x %lu %d\n", rotate(0x80000001u, 4), product_high(1ul << 63, 6), bit_scan(0x50));
    fflush(stdout);
    printf("%ld\n", raw_write(1, "raw\n", 4));
    int counter = 40;
    __asm__ volatile("addl $2, %0" : "+m"(counter) : : "cc");
    unsigned char carry;
    unsigned a = 0xffffffffu;
    __asm__("addl $1, %0\n\tsetc %1" : "+r"(a), "=q"(carry) : : "cc");
    register long pinned __asm__("r12") = 123;
    long copy;
    __asm__ volatile("movq %1, %0" : "=r"(copy) : "r"(pinned));
    printf("%d %u %d %ld\n", counter, a, carry, copy);
    return 0;
}
