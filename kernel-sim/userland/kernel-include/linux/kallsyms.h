/* linux/kallsyms.h */
#ifndef _LINUX_KALLSYMS_H
#define _LINUX_KALLSYMS_H
#include <linux/types.h>
int sprint_symbol(char *buffer, unsigned long address);

#endif
