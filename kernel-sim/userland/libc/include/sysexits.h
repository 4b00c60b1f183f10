/* Exit statuses of sendmail's family. */
#ifndef _SYSEXITS_H
#define _SYSEXITS_H
#define EX_OK 0
#define EX_USAGE 64
#define EX_OSERR 71
#define EX_IOERR 74
#endif
