/* klogctl(3): the kernel's message buffer. */
#ifndef _SYS_KLOG_H
#define _SYS_KLOG_H
int klogctl(int, char *, int);
#endif
