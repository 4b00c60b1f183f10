/* linux/jiffies.h */
#ifndef _LINUX_JIFFIES_H
#define _LINUX_JIFFIES_H
#include <linux/types.h>
#include <linux/time64.h>

#define HZ 250
extern unsigned long volatile jiffies;
#define time_after(a, b) ((long) ((b) - (a)) < 0)
#define time_before(a, b) time_after(b, a)
#define time_after_eq(a, b) ((long) ((a) - (b)) >= 0)
#define time_before_eq(a, b) time_after_eq(b, a)
#define MAX_JIFFY_OFFSET ((~0UL >> 2) - 1)
static inline unsigned long msecs_to_jiffies(const unsigned int m) { return ((unsigned long) m + 3) / 4; }
static inline unsigned long usecs_to_jiffies(const unsigned int u) { return ((unsigned long) u + 3999) / 4000; }
static inline unsigned int jiffies_to_msecs(const unsigned long j) { return j * 4; }
static inline unsigned int jiffies_to_usecs(const unsigned long j) { return j * 4000; }

#endif
