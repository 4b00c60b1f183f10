/* linux/cpumask.h */
#ifndef _LINUX_CPUMASK_H
#define _LINUX_CPUMASK_H
#include <linux/sched.h>

#endif
