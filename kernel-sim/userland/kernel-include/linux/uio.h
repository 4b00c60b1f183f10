/* linux/uio.h */
#ifndef _LINUX_UIO_H
#define _LINUX_UIO_H
#include <linux/types.h>
#include <generated/structs.h>

#endif
