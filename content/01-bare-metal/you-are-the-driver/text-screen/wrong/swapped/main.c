#define COLUMNS 80

/* Puts one character into a cell of the text screen. */
static void put(int row, int column, char character, unsigned char colour) {
    volatile unsigned char *screen = (volatile unsigned char *)0xb8000;
    int cell = (column * COLUMNS + row) * 2;
    screen[cell] = character;
    screen[cell + 1] = colour;
}

int main(void) {
    const char *text = "READY";
    for (int i = 0; text[i]; i++) put(2, 10 + i, text[i], 0x0a);
    return 0;
}
