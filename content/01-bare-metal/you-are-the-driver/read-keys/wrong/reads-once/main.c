#include "serial.h"

#define KEYBOARD_DATA 0x60
#define KEYBOARD_STATUS 0x64

/* Waits for the next byte from the keyboard. */
static unsigned char next_code(void) {
    while ((inb(KEYBOARD_STATUS) & 1) == 0) {
    }
    return inb(KEYBOARD_DATA);
}

int main(void) {
    unsigned char code = next_code();
    if (code == 0x1e) put_char('a');
    if (code == 0x30) put_char('b');
    put_char('\n');
    flush();
    return 0;
}
