#include "pc.h"

static volatile u16 *const screen = (u16 *)0xb8000;

static void write_at(int row, int column, u8 colour, const char *text) {
    for (; *text; text++) screen[row * 80 + column++] = colour << 8 | (u8)*text;
    int cursor = row * 80 + column;
    outb(0x3d4, 0x0e);
    outb(0x3d5, cursor >> 8);
    outb(0x3d4, 0x0f);
    outb(0x3d5, cursor);
}

int main(void) {
    for (int i = 0; i < 80 * 25; i++) screen[i] = 0x0720; /* light grey spaces on black */
    write_at(2, 10, 0x1f, "white on blue");
    show_hex("cell: ", screen[2 * 80 + 10]);
    outb(0x3d4, 0x0f);
    show("cursor's low byte: ", inb(0x3d5));
    leave(0);
}
