// SPDX-License-Identifier: GPL-2.0
/* A character device: what is written to /dev/scratch can be read from it. */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define ROOM 4096

static char *buffer;
static size_t used;
static DEFINE_MUTEX(lock);
static dev_t number;
static struct cdev device;
static struct class *class;

static int scratch_open(struct inode *inode, struct file *file)
{
	pr_info("scratch: opened, minor %u\n", iminor(inode));
	return 0;
}

static int scratch_release(struct inode *inode, struct file *file)
{
	pr_info("scratch: closed\n");
	return 0;
}

static ssize_t scratch_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	ssize_t result;

	if (mutex_lock_interruptible(&lock))
		return -EINTR;
	result = simple_read_from_buffer(to, count, pos, buffer, used);
	mutex_unlock(&lock);
	return result;
}

static ssize_t scratch_write(struct file *file, const char __user *from, size_t count, loff_t *pos)
{
	if (count > ROOM)
		return -ENOSPC;
	if (mutex_lock_interruptible(&lock))
		return -EINTR;
	if (copy_from_user(buffer, from, count)) {
		mutex_unlock(&lock);
		return -EFAULT;
	}
	used = count;
	mutex_unlock(&lock);
	return count;
}

static const struct file_operations scratch_fops = {
	.owner = THIS_MODULE,
	.open = scratch_open,
	.release = scratch_release,
	.read = scratch_read,
	.write = scratch_write,
};

static int __init scratch_init(void)
{
	int error;

	buffer = kzalloc(ROOM, GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	error = alloc_chrdev_region(&number, 0, 1, "scratch");
	if (error)
		goto no_number;
	cdev_init(&device, &scratch_fops);
	device.owner = THIS_MODULE;
	error = cdev_add(&device, number, 1);
	if (error)
		goto no_device;
	class = class_create(THIS_MODULE, "scratch");
	if (IS_ERR(class)) {
		error = PTR_ERR(class);
		goto no_class;
	}
	device_create(class, NULL, number, NULL, "scratch");
	return 0;
no_class:
	cdev_del(&device);
no_device:
	unregister_chrdev_region(number, 1);
no_number:
	kfree(buffer);
	return error;
}

static void __exit scratch_exit(void)
{
	device_destroy(class, number);
	class_destroy(class);
	cdev_del(&device);
	unregister_chrdev_region(number, 1);
	kfree(buffer);
}

module_init(scratch_init);
module_exit(scratch_exit);
MODULE_LICENSE("GPL");
MODULE_AUTHOR("Ring Zero");
MODULE_DESCRIPTION("A device that remembers what was written to it");
