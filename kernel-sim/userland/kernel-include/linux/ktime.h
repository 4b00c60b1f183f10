/* linux/ktime.h */
#ifndef _LINUX_KTIME_H
#define _LINUX_KTIME_H
#include <linux/jiffies.h>
#include <linux/timekeeping.h>

#define ktime_set(s, n) ((s) * NSEC_PER_SEC + (ktime_t) (n))
#define ktime_add(a, b) ((a) + (b))
#define ktime_sub(a, b) ((a) - (b))
#define ktime_add_ns(a, n) ((a) + (n))
#define ktime_to_ns(t) (t)
#define ktime_to_us(t) ((t) / NSEC_PER_USEC)
#define ktime_to_ms(t) ((t) / NSEC_PER_MSEC)
#define ns_to_ktime(n) ((ktime_t) (n))
#define ms_to_ktime(n) ((ktime_t) (n) * NSEC_PER_MSEC)
#define ktime_us_delta(a, b) ktime_to_us((a) - (b))
#define ktime_ms_delta(a, b) ktime_to_ms((a) - (b))

#endif
