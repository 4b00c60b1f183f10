/* From Linux's <linux/fb.h>: what a framebuffer tells about itself. */
#include <stdint.h>

#define FBIOGET_VSCREENINFO 0x4600
#define FBIOGET_FSCREENINFO 0x4602

struct fb_bitfield {
    uint32_t offset; /* of the lowest bit in a pixel */
    uint32_t length; /* in bits */
    uint32_t msb_right;
};

/* What may change: the picture and the shape of a pixel. */
struct fb_var_screeninfo {
    uint32_t xres, yres;
    uint32_t xres_virtual, yres_virtual;
    uint32_t xoffset, yoffset;
    uint32_t bits_per_pixel;
    uint32_t grayscale;
    struct fb_bitfield red, green, blue, transp;
    uint32_t rest[16];
    uint32_t reserved[4];
};

/* What stays: where its memory is, and how long a line. */
struct fb_fix_screeninfo {
    char id[16];
    unsigned long smem_start;
    uint32_t smem_len;
    uint32_t type, type_aux, visual;
    uint16_t xpanstep, ypanstep, ywrapstep;
    uint32_t line_length; /* bytes from one line to the next */
    unsigned long mmio_start;
    uint32_t mmio_len;
    uint32_t accel;
    uint16_t capabilities;
    uint16_t reserved[2];
};

/* preview.c */
void preview(int fd, const struct fb_var_screeninfo *var, const struct fb_fix_screeninfo *fix);
