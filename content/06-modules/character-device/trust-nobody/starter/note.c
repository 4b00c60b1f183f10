#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#define ROOM 16

static char note[ROOM];
static size_t used;

static ssize_t note_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	return simple_read_from_buffer(to, count, pos, note, used);
}

static ssize_t note_write(struct file *file, const char __user *from, size_t count, loff_t *pos)
{
	copy_from_user(note, from, count);
	used = count;
	return count;
}

static const struct file_operations note_fops = {
	.owner = THIS_MODULE,
	.read = note_read,
	.write = note_write,
};

static struct miscdevice note_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "note",
	.fops = &note_fops,
};

static int __init note_init(void)
{
	return misc_register(&note_device);
}

static void __exit note_exit(void)
{
	misc_deregister(&note_device);
}

module_init(note_init);
module_exit(note_exit);
MODULE_LICENSE("GPL");
