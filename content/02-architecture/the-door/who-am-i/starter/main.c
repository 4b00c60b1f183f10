#include <stdio.h>
#include <unistd.h>

int main(void) {
    printf("real ? effective ?\n");
    return 0;
}
