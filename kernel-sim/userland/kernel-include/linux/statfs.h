/* linux/statfs.h */
#ifndef _LINUX_STATFS_H
#define _LINUX_STATFS_H
#include <linux/types.h>
#include <generated/structs.h>

#endif
