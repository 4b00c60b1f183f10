/* eventfd(2). */
#ifndef _SYS_EVENTFD_H
#define _SYS_EVENTFD_H
#define EFD_SEMAPHORE 1
#define EFD_CLOEXEC 02000000
#define EFD_NONBLOCK 04000
int eventfd(unsigned, int);
#endif
