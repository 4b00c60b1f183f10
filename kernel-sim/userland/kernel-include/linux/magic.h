/* linux/magic.h */
#ifndef _LINUX_MAGIC_H
#define _LINUX_MAGIC_H
#define RAMFS_MAGIC 0x858458f6
#define TMPFS_MAGIC 0x01021994

#endif
