/* linux/rwsem.h */
#ifndef _LINUX_RWSEM_H
#define _LINUX_RWSEM_H
#include <linux/list.h>
#include <generated/structs.h>

void __init_rwsem(struct rw_semaphore *sem, const char *name, void *key);
void down_read(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
#define init_rwsem(sem) __init_rwsem((sem), #sem, NULL)
#define DECLARE_RWSEM(name) struct rw_semaphore name = { .wait_list = LIST_HEAD_INIT(name.wait_list) }

#endif
