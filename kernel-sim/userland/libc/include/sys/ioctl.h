/* ioctl(2): terminals. */
#ifndef _SYS_IOCTL_H
#define _SYS_IOCTL_H
#define TCGETS 0x5401
#define TCSETS 0x5402
#define TCSETSW 0x5403
#define TCSETSF 0x5404
#define TCSBRK 0x5409
#define TCXONC 0x540A
#define TCFLSH 0x540B
#define TIOCEXCL 0x540C
#define TIOCSCTTY 0x540E
#define TIOCGPGRP 0x540F
#define TIOCSPGRP 0x5410
#define TIOCOUTQ 0x5411
#define TIOCSTI 0x5412
#define TIOCGWINSZ 0x5413
#define TIOCSWINSZ 0x5414
#define FIONREAD 0x541B
#define TIOCINQ FIONREAD
#define TIOCNOTTY 0x5422
#define FIONBIO 0x5421
#define TIOCGSID 0x5429
#define TIOCPKT 0x5420
#define TIOCSIG 0x40045436
#define TIOCGPTLCK 0x80045439
#define TIOCGPTPEER 0x5441
#define TIOCGPTN 0x80045430
#define TIOCSPTLCK 0x40045431
#define _IOC(dir, type, nr, size) (((unsigned)(dir) << 30) | ((unsigned)(size) << 16) | ((type) << 8) | (nr))
#define _IO(type, nr) _IOC(0, type, nr, 0)
#define _IOW(type, nr, arg) _IOC(1, type, nr, sizeof(arg))
#define _IOR(type, nr, arg) _IOC(2, type, nr, sizeof(arg))
#define _IOWR(type, nr, arg) _IOC(3, type, nr, sizeof(arg))
struct winsize {
	unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel;
};
int ioctl(int, unsigned long, ...);
#endif
