/* Four tasks in one address space, by clone(2): atomic counting, and a spin lock around a plain counter. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#define STACK 65536
static atomic_int counted;
static atomic_flag lock = ATOMIC_FLAG_INIT;
static int plain;

static int task(void *argument)
{
	for (int i = 0; i < 3000; i++) {
		atomic_fetch_add(&counted, 1);
		while (atomic_flag_test_and_set(&lock)) sched_yield();
		plain++;
		atomic_flag_clear(&lock);
	}
	return *(int *)argument;
}

int main(void)
{
	int argument = 5, status, sum = 0, expected = 12000;
	for (int i = 0; i < 4; i++) {
		char *stack = malloc(STACK);
		if (clone(task, stack + STACK, CLONE_VM | CLONE_FS | CLONE_FILES | SIGCHLD, &argument) < 0) perror("clone");
	}
	for (int i = 0; i < 4; i++) {
		wait(&status);
		sum += WEXITSTATUS(status);
	}
	printf("%d %d %d\n", atomic_load(&counted), plain, sum);
	printf("%d ", atomic_compare_exchange_strong(&counted, &expected, 7));
	counted += 3;
	printf("%d\n", counted);
	return 0;
}
