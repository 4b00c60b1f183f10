#include <unistd.h>

static char buffer[1024];
static size_t used;

static void put(char character) {
    buffer[used++] = character;
    if (used < sizeof(buffer)) return;
    write(1, buffer, used);
    used = 0;
}

/* Called once, at the end. */
static void finish(void) {
    write(1, buffer, used);
}

int main(void) {
    for (int line = 0; line < 100; line++) {
        for (int column = 0; column < 39; column++) put('a' + (line + column) % 26);
        put('\n');
    }
    finish();
    return 0;
}
