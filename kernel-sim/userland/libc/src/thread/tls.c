/*
 * Thread-local data: the initial image that PT_TLS names, one copy below each thread's block (ELF Handling for Thread-Local
 * Storage, 3.4.6, variant II). The first thread's copy is made before main when the program has any.
 */
#include <asm/prctl.h>
#include <elf.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include "../internal/libc.h"
#include "../internal/syscall.h"
#include "../internal/thread.h"

int __threadReady;
static struct __pthread first;
static const char *image;
static size_t imageSize, size, alignment = 16;

static size_t roundUp(size_t value, size_t to) { return (value + to - 1) & ~(to - 1); }

/* Bytes before a thread's block. */
size_t __tlsSize(void) { return roundUp(size, alignment); }

void __tlsCopy(struct __pthread *thread)
{
	if (size) memcpy((char *)thread - roundUp(size, alignment), image, imageSize);
}

static void findImage(void)
{
	const char *headers = NULL;
	size_t count = 0;
	for (unsigned long *entry = __auxv; *entry; entry += 2) {
		if (*entry == AT_PHDR) headers = (const char *)entry[1];
		if (*entry == AT_PHNUM) count = entry[1];
	}
	for (; count > 0; count--, headers += sizeof(Elf64_Phdr)) {
		const Elf64_Phdr *header = (const Elf64_Phdr *)headers;
		if (header->p_type != PT_TLS || header->p_memsz == 0) continue;
		image = (const char *)header->p_vaddr;
		imageSize = header->p_filesz;
		size = header->p_memsz;
		if (header->p_align > alignment) alignment = header->p_align;
	}
}

static struct __pthread *install(struct __pthread *thread)
{
	thread->self = thread;
	thread->errnoAt = __errno_location();
	thread->next = thread->before = thread;
	thread->detachState = JOINABLE;
	thread->tid = (int)__syscall1(SYS_set_tid_address, (long)&thread->tid);
	__syscall2(SYS_arch_prctl, ARCH_SET_FS, (long)thread);
	__threadReady = 1;
	return thread;
}

/* Called by start-up: nothing happens in a program without thread-local data. */
void __tlsStart(void)
{
	findImage();
	if (!size) return;
	size_t bytes = roundUp(size, alignment) + sizeof(struct __pthread) + alignment;
	char *memory = (char *)__syscall6(SYS_mmap, 0, (long)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if ((unsigned long)memory > -4096UL) __builtin_trap();
	struct __pthread *thread = (struct __pthread *)(roundUp((uintptr_t)memory, alignment) + roundUp(size, alignment));
	__tlsCopy(thread);
	install(thread);
}

struct __pthread *__threadSelf(void)
{
	return __threadReady ? __self() : install(&first);
}
