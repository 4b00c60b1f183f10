#include <linux/init.h>
#include <linux/module.h>

int count_up(void);

static int __init user_init(void)
{
	return 0;
}

static void __exit user_exit(void)
{
}

module_init(user_init);
module_exit(user_exit);
MODULE_LICENSE("GPL");
