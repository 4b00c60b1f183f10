#include <unistd.h>

int main(void) {
    char buffer[1000];

    ssize_t got = read(0, buffer, sizeof(buffer));
    write(1, buffer, got);
    return 0;
}
