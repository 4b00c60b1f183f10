/* What a lock is made of (include/linux/spinlock_types.h). */
#ifndef _LINUX_SPINLOCK_TYPES_H
#define _LINUX_SPINLOCK_TYPES_H
#include <linux/types.h>

typedef struct qspinlock {
	atomic_t val;
} arch_spinlock_t;
typedef struct raw_spinlock {
	arch_spinlock_t raw_lock;
} raw_spinlock_t;
typedef struct spinlock {
	union {
		struct raw_spinlock rlock;
	};
} spinlock_t;
typedef struct {
	atomic_t cnts;
	arch_spinlock_t wait_lock;
} rwlock_t;
#define __SPIN_LOCK_UNLOCKED(name) { { { { { 0 } } } } }
#define __RAW_SPIN_LOCK_UNLOCKED(name) { { { 0 } } }
#define __RW_LOCK_UNLOCKED(name) { { 0 }, { { 0 } } }
#define DEFINE_SPINLOCK(x) spinlock_t x = __SPIN_LOCK_UNLOCKED(x)
#define DEFINE_RAW_SPINLOCK(x) raw_spinlock_t x = __RAW_SPIN_LOCK_UNLOCKED(x)
#define DEFINE_RWLOCK(x) rwlock_t x = __RW_LOCK_UNLOCKED(x)

#endif
