/* linux/semaphore.h */
#ifndef _LINUX_SEMAPHORE_H
#define _LINUX_SEMAPHORE_H
#include <linux/list.h>
#include <linux/spinlock.h>
#include <generated/structs.h>

void down(struct semaphore *sem);
int down_interruptible(struct semaphore *sem);
int down_trylock(struct semaphore *sem);
int down_timeout(struct semaphore *sem, long jiffies);
void up(struct semaphore *sem);
#define DEFINE_SEMAPHORE(name) struct semaphore name = { .count = 1, .wait_list = LIST_HEAD_INIT(name.wait_list) }
static inline void sema_init(struct semaphore *sem, int val) { *sem = (struct semaphore){ .count = val, .wait_list = LIST_HEAD_INIT(sem->wait_list) }; }

#endif
