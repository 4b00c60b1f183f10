/* System V shared memory, semaphores and message queues: svipc(7). */
#include <stdarg.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include "../internal/syscall.h"

/* A key from a file's number and device, as glibc makes it. */
key_t ftok(const char *path, int project)
{
	struct stat status;
	if (stat(path, &status) < 0) return -1;
	return (key_t)((status.st_ino & 0xffff) | (status.st_dev & 0xff) << 16 | (unsigned)(project & 0xff) << 24);
}

int shmget(key_t key, size_t size, int flags) { return (int)CALL3(shmget, key, size, flags); }
void *shmat(int id, const void *address, int flags) { return (void *)CALL3(shmat, id, address, flags); }
int shmdt(const void *address) { return (int)CALL1(shmdt, address); }
int shmctl(int id, int command, struct shmid_ds *data) { return (int)CALL3(shmctl, id, command, data); }
int semget(key_t key, int count, int flags) { return (int)CALL3(semget, key, count, flags); }
int semop(int id, struct sembuf *operations, size_t count) { return (int)CALL3(semop, id, operations, count); }

int semtimedop(int id, struct sembuf *operations, size_t count, const struct timespec *timeout)
{
	return (int)CALL4(semtimedop, id, operations, count, timeout);
}

int semctl(int id, int number, int command, ...)
{
	va_list list;
	va_start(list, command);
	unsigned long value = va_arg(list, unsigned long);
	va_end(list);
	return (int)CALL4(semctl, id, number, command, value);
}

int msgget(key_t key, int flags) { return (int)CALL2(msgget, key, flags); }
int msgsnd(int id, const void *message, size_t size, int flags) { return (int)CALL4(msgsnd, id, message, size, flags); }
ssize_t msgrcv(int id, void *message, size_t size, long type, int flags) { return CALL5(msgrcv, id, message, size, type, flags); }
int msgctl(int id, int command, struct msqid_ds *data) { return (int)CALL3(msgctl, id, command, data); }
