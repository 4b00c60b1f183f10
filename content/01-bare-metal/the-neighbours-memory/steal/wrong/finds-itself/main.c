#include "machine.h"

#define FIRST 0x100000
#define LAST 0x1000000

static const char pattern[] = "PIN=";

/* Where five digits follow "PIN=", or 0. */
static const char *search(void) {
    for (const char *at = (const char *)FIRST; at < (const char *)LAST - 9; at++) {
        int same = 0;
        while (same < 4 && at[same] == pattern[same]) same++;
        if (same == 4) return at + 4;
    }
    return 0;
}

int main(void) {
    start_neighbour();
    const char *pin = search();
    put_text("stolen: ");
    for (int i = 0; pin && i < 5; i++) put_char(pin[i]);
    put_char('\n');
    flush();
    return 0;
}
