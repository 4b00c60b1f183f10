#include "pc.h"

int main(void) {
    outb(0x3fb, 0x80);                        /* DLAB: the first two registers are the divisor */
    outb(0x3f8, 12);                          /* 115200 / 12 = 9600 bits a second */
    outb(0x3f9, 0);
    outb(0x3fb, 3);                           /* eight bits, no parity, one stop bit */
    outb(0x3fa, 7);                           /* FIFOs on and empty */
    put_text("9600 bits a second\n");
    while (!(inb(0x3fd) & 0x40)) {}           /* all has left */

    outb(0x3fc, 0x10);                        /* loopback: what is sent comes back in */
    outb(0x3f8, 'R');
    while (!(inb(0x3fd) & 1)) {}
    char back = inb(0x3f8);
    outb(0x3fc, 8);
    put_text("came back: ");
    put_char(back);
    put_char('\n');
    leave(0);
}
