/* malloc(3) and what says how large a block is. */
#ifndef _MALLOC_H
#define _MALLOC_H
#include <stdlib.h>
size_t malloc_usable_size(void *);
#endif
