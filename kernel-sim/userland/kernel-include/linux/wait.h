/* Waiting for a condition (include/linux/wait.h). */
#ifndef _LINUX_WAIT_H
#define _LINUX_WAIT_H
#include <linux/spinlock.h>
#include <linux/list.h>
#include <linux/sched/signal.h>
#include <linux/jiffies.h>

typedef struct wait_queue_head wait_queue_head_t;
typedef struct wait_queue_entry wait_queue_entry_t;
struct lock_class_key;
void __init_waitqueue_head(struct wait_queue_head *wq_head, const char *name, struct lock_class_key *key);
void init_wait_entry(struct wait_queue_entry *wq_entry, int flags);
long prepare_to_wait_event(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry, int state);
void prepare_to_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry, int state);
void finish_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
void add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
void remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
int default_wake_function(struct wait_queue_entry *wq_entry, unsigned mode, int flags, void *key);
int autoremove_wake_function(struct wait_queue_entry *wq_entry, unsigned mode, int sync, void *key);
void __wake_up(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key);
#define __WAIT_QUEUE_HEAD_INITIALIZER(name) { .lock = __SPIN_LOCK_UNLOCKED(name.lock), .head = LIST_HEAD_INIT(name.head) }
#define DECLARE_WAIT_QUEUE_HEAD(name) struct wait_queue_head name = __WAIT_QUEUE_HEAD_INITIALIZER(name)
#define init_waitqueue_head(wq_head) __init_waitqueue_head(wq_head, #wq_head, NULL)
#define DECLARE_WAITQUEUE(name, tsk) struct wait_queue_entry name = { .private = tsk, .func = default_wake_function }
#define DEFINE_WAIT(name) struct wait_queue_entry name = { .private = current, .func = autoremove_wake_function, .entry = LIST_HEAD_INIT((name).entry) }
#define waitqueue_active(wq_head) (!list_empty(&(wq_head)->head))
#define wake_up(x) __wake_up(x, TASK_NORMAL, 1, NULL)
#define wake_up_all(x) __wake_up(x, TASK_NORMAL, 0, NULL)
#define wake_up_interruptible(x) __wake_up(x, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_all(x) __wake_up(x, TASK_INTERRUPTIBLE, 0, NULL)
#define ___wait_is_interruptible(state) ((state) & TASK_INTERRUPTIBLE)
#define ___wait_event(wq_head, condition, state, ret, cmd) ({ \
	struct wait_queue_entry __wq_entry; \
	long __ret = ret; \
	init_wait_entry(&__wq_entry, 0); \
	for (;;) { \
		long __int = prepare_to_wait_event(&wq_head, &__wq_entry, state); \
		if (condition) \
			break; \
		if (___wait_is_interruptible(state) && __int) { \
			__ret = __int; \
			break; \
		} \
		cmd; \
	} \
	finish_wait(&wq_head, &__wq_entry); \
	__ret; })
#define ___wait_cond_timeout(condition) ({ bool __cond = (condition); if (__cond && !__ret) __ret = 1; __cond || !__ret; })
#define wait_event(wq_head, condition) do { if (condition) break; (void) ___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, schedule()); } while (0)
#define wait_event_interruptible(wq_head, condition) ({ int __ret2 = 0; \
	if (!(condition)) __ret2 = ___wait_event(wq_head, condition, TASK_INTERRUPTIBLE, 0, schedule()); __ret2; })
#define wait_event_timeout(wq_head, condition, timeout) ({ long __ret = timeout; \
	if (!___wait_cond_timeout(condition)) \
		__ret = ___wait_event(wq_head, ___wait_cond_timeout(condition), TASK_UNINTERRUPTIBLE, timeout, __ret = schedule_timeout(__ret)); \
	__ret; })
#define wait_event_interruptible_timeout(wq_head, condition, timeout) ({ long __ret = timeout; \
	if (!___wait_cond_timeout(condition)) \
		__ret = ___wait_event(wq_head, ___wait_cond_timeout(condition), TASK_INTERRUPTIBLE, timeout, __ret = schedule_timeout(__ret)); \
	__ret; })

#endif
