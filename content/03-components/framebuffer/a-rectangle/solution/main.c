#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fb.h"

enum { LEFT = 200, TOP = 120, WIDTH = 160, HEIGHT = 90 };
enum { RED = 255, GREEN = 128, BLUE = 0 };

int main(void) {
    struct fb_var_screeninfo var;
    struct fb_fix_screeninfo fix;
    int fd = open("/dev/fb0", O_RDWR);
    if (fd < 0 || ioctl(fd, FBIOGET_VSCREENINFO, &var) < 0 || ioctl(fd, FBIOGET_FSCREENINFO, &fix) < 0) {
        perror("/dev/fb0");
        return 1;
    }
    printf("%u x %u, %u bits, %u bytes a line\n", var.xres, var.yres, var.bits_per_pixel, fix.line_length);
    printf("red %u green %u blue %u\n", var.red.offset, var.green.offset, var.blue.offset);

    uint8_t *screen = mmap(NULL, fix.smem_len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (screen == MAP_FAILED) {
        perror("mmap");
        return 1;
    }
    uint32_t colour = RED << var.red.offset | GREEN << var.green.offset | BLUE << var.blue.offset;
    for (int y = TOP; y < TOP + HEIGHT; y++) {
        uint32_t *line = (uint32_t *)(screen + y * fix.line_length);
        for (int x = LEFT; x < LEFT + WIDTH; x++) line[x] = colour;
    }
    preview(fd, &var, &fix);
    return 0;
}
