#include <linux/module.h>

int count_up(void);

static int number;

int count_up(void)
{
	return ++number;
}

MODULE_LICENSE("GPL");
