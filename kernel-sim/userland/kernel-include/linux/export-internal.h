/* linux/export-internal.h */
#ifndef _LINUX_EXPORT_INTERNAL_H
#define _LINUX_EXPORT_INTERNAL_H
#include <linux/export.h>

#endif
