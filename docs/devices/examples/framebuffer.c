#include "pc.h"

static void set(u16 index, u16 v) {
    outw(0x1ce, index);
    outw(0x1cf, v);
}

int main(void) {
    int slot = pci_find(0x11111234);
    u64 at = pci_read(slot, 0x10) & ~15u;
    map_device(at);
    set(4, 0);
    set(1, 320);                              /* width, height, bits a pixel */
    set(2, 200);
    set(3, 32);
    set(4, 0x41);                             /* on, linear */
    volatile u32 *pixels = (u32 *)at;
    for (int y = 0; y < 40; y++)
        for (int x = 0; x < 60; x++) pixels[(y + 80) * 320 + x + 130] = y < 20 ? 0x00d02020 : 0x0020a040;
    show_hex("a pixel: ", pixels[90 * 320 + 140]);
    show_hex("another: ", pixels[110 * 320 + 140]);
    leave(0);
}
