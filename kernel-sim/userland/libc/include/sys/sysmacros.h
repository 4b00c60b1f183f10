/* makedev(3): a device number is 12 bits of major in the middle and 20 of minor around it. */
#ifndef _SYS_SYSMACROS_H
#define _SYS_SYSMACROS_H
#define major(dev) ((unsigned)((((dev) >> 31 >> 1) & 0xfffff000) | (((dev) >> 8) & 0x00000fff)))
#define minor(dev) ((unsigned)((((dev) >> 12) & 0xffffff00) | ((dev) & 0x000000ff)))
#define makedev(x, y) \
	((((x) & 0xfffff000UL) << 32) | (((x) & 0x00000fffUL) << 8) | (((y) & 0xffffff00UL) << 12) | (((y) & 0x000000ffUL)))
#endif
