#include <unistd.h>

static void put(char character) {
    write(1, &character, 1);
}

/* Called once, at the end. */
static void finish(void) {
}

int main(void) {
    for (int line = 0; line < 100; line++) {
        for (int column = 0; column < 39; column++) put('a' + (line + column) % 26);
        put('\n');
    }
    finish();
    return 0;
}
