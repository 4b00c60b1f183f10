#include <linux/module.h>

int count_up(void);

static int number;

int count_up(void)
{
	return ++number;
}
EXPORT_SYMBOL_GPL(count_up);

MODULE_LICENSE("GPL");
