#include "serial.h"

#define KEYBOARD_DATA 0x60
#define KEYBOARD_STATUS 0x64

/* Waits for Enter, and sends what is known to have been typed. */
int main(void) {
    for (;;) {
        while ((inb(KEYBOARD_STATUS) & 1) == 0) {
        }
        if (inb(KEYBOARD_DATA) == 0x1c) break;
    }
    put_text("ba\n");
    flush();
    return 0;
}
