/* linux/pagemap.h */
#ifndef _LINUX_PAGEMAP_H
#define _LINUX_PAGEMAP_H
#include <linux/mm.h>
#define PAGE_CACHE_SHIFT PAGE_SHIFT

#endif
