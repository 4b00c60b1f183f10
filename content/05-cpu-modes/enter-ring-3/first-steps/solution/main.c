#include "machine.h"

#define USER 4UL

static volatile unsigned long *const pml4 = (volatile unsigned long *)0x1000;
static volatile unsigned long *const pdpt = (volatile unsigned long *)0x2000;
static volatile unsigned long *const pd = (volatile unsigned long *)0x3000;

/* Lets ring 3 use the 2 MiB page at 0x400000. */
static void open_to_user(void) {
    *pml4 |= USER;
    *pdpt |= USER;
    pd[2] |= USER;
}

/* Goes to 0x400000 in ring 3. Does not come back here. */
static void enter(void) {
    __asm__ volatile(
        "pushq $0x2b\n\t"
        "pushq $0x5ff000\n\t"
        "pushq $2\n\t"
        "pushq $0x33\n\t"
        "pushq $0x400000\n\t"
        "iretq");
}

int main(void) {
    set_up();
    open_to_user();
    enter();
    put_text("still in main\n");
    flush();
    return 0;
}
