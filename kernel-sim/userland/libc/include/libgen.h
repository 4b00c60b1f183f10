/* basename(3) and dirname(3), the POSIX ones, which may write into their argument. */
#ifndef _LIBGEN_H
#define _LIBGEN_H
char *basename(char *);
char *dirname(char *);
#endif
