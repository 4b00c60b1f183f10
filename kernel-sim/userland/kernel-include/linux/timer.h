/* Timers by the tick (include/linux/timer.h). */
#ifndef _LINUX_TIMER_H
#define _LINUX_TIMER_H
#include <linux/jiffies.h>
#include <linux/kernel.h>

struct lock_class_key;
void init_timer_key(struct timer_list *timer, void (*func)(struct timer_list *), unsigned int flags, const char *name, void *key);
int mod_timer(struct timer_list *timer, unsigned long expires);
void add_timer(struct timer_list *timer);
int del_timer(struct timer_list *timer);
int del_timer_sync(struct timer_list *timer);
int timer_delete_sync(struct timer_list *timer);
#define timer_setup(timer, callback, flags) init_timer_key((timer), (callback), (flags), NULL, NULL)
#define DEFINE_TIMER(_name, _function) struct timer_list _name = { .function = (_function) }
#define timer_pending(timer) ((timer)->entry.pprev != NULL)
#define from_timer(var, callback_timer, timer_fieldname) container_of(callback_timer, typeof(*var), timer_fieldname)

#endif
