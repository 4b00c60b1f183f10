/* Thread-specific data: pthread_key_create(3p). The values lie in each thread's block, by key. */
#include <errno.h>
#include "../internal/thread.h"

#define ROUNDS 4

static volatile int lock;
static struct {
	int used;
	void (*destroy)(void *);
} keys[KEYS];

int pthread_key_create(pthread_key_t *key, void (*destroy)(void *))
{
	__threadSelf();
	__lockWord(&lock);
	for (unsigned i = 0; i < KEYS; i++) {
		if (keys[i].used) continue;
		keys[i].used = 1;
		keys[i].destroy = destroy;
		*key = i;
		__unlockWord(&lock);
		return 0;
	}
	__unlockWord(&lock);
	return EAGAIN;
}

/* Values under the key are forgotten everywhere, so that the next owner of its number finds NULL. */
int pthread_key_delete(pthread_key_t key)
{
	if (key >= KEYS || !keys[key].used) return EINVAL;
	__lockWord(&lock);
	struct __pthread *self = __threadSelf(), *thread = self;
	do thread->specific[key] = NULL;
	while ((thread = thread->next) != self);
	keys[key].used = 0;
	keys[key].destroy = NULL;
	__unlockWord(&lock);
	return 0;
}

void *pthread_getspecific(pthread_key_t key) { return key < KEYS ? __threadSelf()->specific[key] : NULL; }

int pthread_setspecific(pthread_key_t key, const void *value)
{
	if (key >= KEYS || !keys[key].used) return EINVAL;
	__threadSelf()->specific[key] = (void *)value;
	return 0;
}

/* Destructors may set values again: four rounds at most (PTHREAD_DESTRUCTOR_ITERATIONS). */
void __runKeyDestructors(struct __pthread *self)
{
	for (int round = 0, found = 1; found && round < ROUNDS; round++) {
		found = 0;
		for (int i = 0; i < KEYS; i++) {
			void *value = self->specific[i];
			if (!value || !keys[i].used || !keys[i].destroy) continue;
			self->specific[i] = NULL;
			found = 1;
			keys[i].destroy(value);
		}
	}
}
