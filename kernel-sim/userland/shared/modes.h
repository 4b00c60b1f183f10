/* drwxr-xr-x: stat's mode as ls(1) writes it, and chmod's symbols read back. */
#ifndef MODES_H
#define MODES_H
#include <sys/types.h>
/* 10 letters and a 0 into `text`. */
void modeText(mode_t mode, char *text);
/* Octal, or u+x,go=r … applied to `old`. -1: it makes no sense. `mask` is used where nobody is named. */
int parseMode(const char *text, mode_t old, mode_t mask);
#endif
