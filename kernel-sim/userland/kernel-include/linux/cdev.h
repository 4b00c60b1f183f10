/* linux/cdev.h */
#ifndef _LINUX_CDEV_H
#define _LINUX_CDEV_H
#include <linux/fs.h>

void cdev_init(struct cdev *cdev, const struct file_operations *fops);
struct cdev *cdev_alloc(void);
int cdev_add(struct cdev *p, dev_t dev, unsigned count);
void cdev_del(struct cdev *p);

#endif
