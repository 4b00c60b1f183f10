#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>

static int opened;

static int counter_open(struct inode *inode, struct file *file)
{
	opened++;
	return 0;
}

static ssize_t counter_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	char text[32];
	int length = scnprintf(text, sizeof(text), "opened %d times\n", opened);

	if (copy_to_user(to, text, length))
		return -EFAULT;
	return length;
}

static const struct file_operations counter_fops = {
	.owner = THIS_MODULE,
	.open = counter_open,
	.read = counter_read,
};

static struct miscdevice counter_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "counter",
	.fops = &counter_fops,
};

static int __init counter_init(void)
{
	return misc_register(&counter_device);
}

static void __exit counter_exit(void)
{
	misc_deregister(&counter_device);
}

module_init(counter_init);
module_exit(counter_exit);
MODULE_LICENSE("GPL");
