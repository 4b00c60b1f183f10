/* Messages to stderr that begin with the program's name: err(3). */
#ifndef _ERR_H
#define _ERR_H
#include <stdarg.h>
_Noreturn void err(int, const char *, ...);
_Noreturn void errx(int, const char *, ...);
void warn(const char *, ...);
void warnx(const char *, ...);
_Noreturn void verr(int, const char *, va_list);
_Noreturn void verrx(int, const char *, va_list);
void vwarn(const char *, va_list);
void vwarnx(const char *, va_list);
#endif
