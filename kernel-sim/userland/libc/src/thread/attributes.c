/* What a thread is to be like: pthread_attr_init(3). */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#define DEFAULT_STACK (8UL << 20)

int pthread_attr_init(pthread_attr_t *attr)
{
	memset(attr, 0, sizeof *attr);
	attr->__stackSize = DEFAULT_STACK;
	attr->__guardSize = 4096;
	return 0;
}

int pthread_attr_destroy(pthread_attr_t *attr) { return attr ? 0 : EINVAL; }

int pthread_attr_setdetachstate(pthread_attr_t *attr, int state)
{
	if (state != PTHREAD_CREATE_JOINABLE && state != PTHREAD_CREATE_DETACHED) return EINVAL;
	attr->__detached = state;
	return 0;
}

int pthread_attr_getdetachstate(const pthread_attr_t *attr, int *state)
{
	*state = attr->__detached;
	return 0;
}

int pthread_attr_setstacksize(pthread_attr_t *attr, size_t size)
{
	if (size < PTHREAD_STACK_MIN) return EINVAL;
	attr->__stackSize = size;
	return 0;
}

int pthread_attr_getstacksize(const pthread_attr_t *restrict attr, size_t *restrict size)
{
	*size = attr->__stackSize;
	return 0;
}

int pthread_attr_setguardsize(pthread_attr_t *attr, size_t size)
{
	attr->__guardSize = size;
	return 0;
}

int pthread_attr_getguardsize(const pthread_attr_t *restrict attr, size_t *restrict size)
{
	*size = attr->__guardSize;
	return 0;
}

int pthread_attr_setstack(pthread_attr_t *attr, void *stack, size_t size)
{
	if (size < PTHREAD_STACK_MIN) return EINVAL;
	attr->__stack = stack;
	attr->__stackSize = size;
	return 0;
}

int pthread_attr_getstack(const pthread_attr_t *restrict attr, void **restrict stack, size_t *restrict size)
{
	*stack = attr->__stack;
	*size = attr->__stackSize;
	return 0;
}
