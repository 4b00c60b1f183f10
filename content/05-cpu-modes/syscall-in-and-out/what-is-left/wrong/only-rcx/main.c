#include <stdio.h>

int main(void) {
    unsigned long after = 0, flags = 0, rcx = 0, r11 = 0;
    long result = 39; /* getpid */

    __asm__ volatile(
        "pushfq\n\t"
        "popq %[flags]\n\t"
        "leaq 1f(%%rip), %[after]\n\t"
        "syscall\n"
        "1:\n\t"
        "movq %%rcx, %[rcx]\n\t"
        : "+a"(result), [after] "=&r"(after), [flags] "=&r"(flags), [rcx] "=&r"(rcx), [r11] "=&r"(r11)
        :
        : "rcx", "r11", "memory", "cc");

    printf("rcx is the next instruction: %s\n", rcx == after ? "yes" : "no");
    printf("r11 is the flags: %s\n", r11 == flags ? "yes" : "no");
    return 0;
}
