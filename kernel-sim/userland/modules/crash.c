// SPDX-License-Identifier: GPL-2.0
/* Everything that one must not do in ring 0, one thing at a time. */
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static char *how = "null";
module_param(how, charp, 0444);
MODULE_PARM_DESC(how, "null, bug, warn, divide, free, poison, const, atomic, hang");

struct thing {
	int unused[4];
	int value;
};

static const int fixed = 1;
static DEFINE_SPINLOCK(lock);

static noinline int look(struct thing *thing)
{
	return READ_ONCE(thing->value);
}

static int __init crash_init(void)
{
	volatile int zero = 0;
	struct thing *volatile nothing = NULL;
	struct thing *thing;

	if (!strcmp(how, "null"))
		return look(nothing);
	if (!strcmp(how, "bug"))
		BUG();
	if (!strcmp(how, "warn"))
		WARN(1, "crash: this is only a warning\n");
	if (!strcmp(how, "divide"))
		return 1 / zero;
	if (!strcmp(how, "free")) {
		thing = kmalloc(sizeof(*thing), GFP_KERNEL);
		kfree(thing);
		kfree(thing);
	}
	if (!strcmp(how, "poison")) {
		struct thing **pointer = kmalloc(64, GFP_KERNEL);

		kfree(pointer);
		return look(*(struct thing *volatile *) pointer);
	}
	if (!strcmp(how, "const"))
		*(volatile int *) &fixed = 2;
	if (!strcmp(how, "atomic")) {
		spin_lock(&lock);
		msleep(10);
		spin_unlock(&lock);
	}
	if (!strcmp(how, "hang"))
		for (;;)
			cpu_relax();
	return 0;
}

static void __exit crash_exit(void)
{
}

module_init(crash_init);
module_exit(crash_exit);
MODULE_LICENSE("GPL");
MODULE_AUTHOR("Ring Zero");
MODULE_DESCRIPTION("Does what must not be done");
