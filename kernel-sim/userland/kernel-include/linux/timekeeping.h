/* linux/timekeeping.h */
#ifndef _LINUX_TIMEKEEPING_H
#define _LINUX_TIMEKEEPING_H
#include <linux/time64.h>

ktime_t ktime_get(void);
u64 ktime_get_mono_fast_ns(void);
u64 ktime_get_real_fast_ns(void);
time64_t ktime_get_real_seconds(void);
time64_t ktime_get_seconds(void);
void ktime_get_real_ts64(struct timespec64 *ts);
void ktime_get_ts64(struct timespec64 *ts);
ktime_t ktime_get_with_offset(int offs);
#define ktime_get_ns() ktime_get()
#define ktime_get_real() ktime_get_with_offset(0)
#define ktime_get_real_ns() ktime_get_with_offset(0)
#define ktime_get_boottime() ktime_get()

#endif
