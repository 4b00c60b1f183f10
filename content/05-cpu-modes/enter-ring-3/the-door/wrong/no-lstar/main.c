#include "machine.h"

#define STAR 0xc0000081
#define LSTAR 0xc0000082
#define SFMASK 0xc0000084

/* In entry.s: changes to the kernel stack and calls on_syscall. */
void entry_syscall(void);

/* A system call: its number and one argument. The answer goes to the program's rax. */
long on_syscall(long number, long argument) {
    if (number == 1) {
        put_char(argument);
        return 0;
    }
    if (number == 2) finish();
    return -38;
}

static void build_the_door(void) {
    wrmsr(STAR, 0x20UL << 48 | 0x10UL << 32);
    wrmsr(SFMASK, 0x200);
}

int main(void) {
    set_up();
    build_the_door();
    enter_user();
    return 0;
}
