/* linux/device.h */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H
#include <linux/fs.h>

struct class *__class_create(struct module *owner, const char *name, void *key);
#define class_create(owner, name) __class_create(owner, name, NULL)
void class_destroy(struct class *cls);
__printf(5, 6) struct device *device_create(struct class *cls, struct device *parent, dev_t devt, void *drvdata, const char *fmt, ...);
void device_destroy(struct class *cls, dev_t devt);
static inline void *dev_get_drvdata(const struct device *dev) { return dev->driver_data; }

#endif
