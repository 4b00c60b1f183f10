#include "machine.h"

#define FIRST 0x100000
#define LAST 0x101000

/* Where five digits follow "PIN=", or 0. */
static const char *search(void) {
    for (const char *at = (const char *)FIRST; at < (const char *)LAST - 9; at++) {
        if (at[0] != 'P' || at[1] != 'I' || at[2] != 'N' || at[3] != '=') continue;
        int digits = 0;
        while (digits < 5 && at[4 + digits] >= '0' && at[4 + digits] <= '9') digits++;
        if (digits == 5) return at + 4;
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
