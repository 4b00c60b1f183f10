#include <unistd.h>

int main(void) {
    char buffer[1000];

    ssize_t got = read(0, buffer, sizeof(buffer));
    (void)got;
    return 0;
}
