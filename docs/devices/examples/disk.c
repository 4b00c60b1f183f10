#include "pc.h"

static u16 sector[256];

static void wait(void) {
    while (inb(0x1f7) & 0x80) {}              /* BSY */
}
static void command(u32 lba, u8 code) {
    wait();
    outb(0x1f6, 0xe0 | (lba >> 24 & 15));     /* by block number, first drive */
    outb(0x1f2, 1);
    outb(0x1f3, lba);
    outb(0x1f4, lba >> 8);
    outb(0x1f5, lba >> 16);
    outb(0x1f7, code);
    wait();
}

int main(void) {
    outb(0x3f6, 2);                           /* no interrupts: we look ourselves */
    command(0, 0xec);                         /* identify */
    for (int i = 0; i < 256; i++) sector[i] = inw(0x1f0);
    show("sectors: ", sector[60] | sector[61] << 16);

    const char text[] = "kept on the disk";
    for (int i = 0; i < 256; i++) sector[i] = 0;
    for (int i = 0; text[i]; i++) ((char *)sector)[i] = text[i];
    command(5, 0x30);                         /* write sector 5 */
    for (int i = 0; i < 256; i++) outw(0x1f0, sector[i]);
    command(0, 0xe7);                         /* and really */

    for (int i = 0; i < 256; i++) sector[i] = 0;
    command(5, 0x20);
    for (int i = 0; i < 256; i++) sector[i] = inw(0x1f0);
    put_text((char *)sector);
    put_char('\n');
    command(1000000, 0x20);
    show_hex("beyond the end, error bit: ", inb(0x1f7) & 1);
    leave(0);
}
