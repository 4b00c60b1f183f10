/* bswap(3). */
#ifndef _BYTESWAP_H
#define _BYTESWAP_H
#define bswap_16(x) ((unsigned short)(((x) & 0xff) << 8 | ((x) >> 8 & 0xff)))
#define bswap_32(x) __builtin_bswap32(x)
#define bswap_64(x) __builtin_bswap64(x)
#endif
