#include <stdio.h>
#include <unistd.h>

int main(void) {
    printf("real %d effective %d\n", getpid(), getpid());
    return 0;
}
