#include <linux/init.h>
#include <linux/module.h>

int count_up(void);

static int __init user_init(void)
{
	count_up();
	pr_info("counted to %d\n", count_up());
	return 0;
}

static void __exit user_exit(void)
{
}

module_init(user_init);
module_exit(user_exit);
MODULE_LICENSE("Proprietary");
