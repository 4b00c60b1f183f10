/* linux/mutex.h */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H
#include <linux/spinlock.h>
#include <linux/list.h>
#include <generated/structs.h>

struct lock_class_key;
void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key);
void mutex_lock(struct mutex *lock);
int mutex_lock_interruptible(struct mutex *lock);
int mutex_lock_killable(struct mutex *lock);
int mutex_trylock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
bool mutex_is_locked(struct mutex *lock);
#define DEFINE_MUTEX(mutexname) struct mutex mutexname = { .wait_list = LIST_HEAD_INIT(mutexname.wait_list) }
#define mutex_init(mutex) __mutex_init((mutex), #mutex, NULL)
#define mutex_destroy(mutex) do { } while (0)

#endif
