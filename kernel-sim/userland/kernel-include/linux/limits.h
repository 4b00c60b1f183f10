/* linux/limits.h */
#ifndef _LINUX_LIMITS_H
#define _LINUX_LIMITS_H
#include <linux/kernel.h>

#endif
