/* qsort(3), qsort_r(3), bsearch(3). Heap sort: in place, never quadratic, no recursion (Knuth, TAOCP 3, 5.2.3). */
#include <stdlib.h>
#include <string.h>

typedef int (*compare_r)(const void *, const void *, void *);

static void swap(char *a, char *b, size_t size)
{
	for (; size >= 8; size -= 8, a += 8, b += 8) {
		unsigned long t = *(unsigned long *)a;
		*(unsigned long *)a = *(unsigned long *)b;
		*(unsigned long *)b = t;
	}
	while (size--) {
		char t = *a;
		*a++ = *b;
		*b++ = t;
	}
}

/* Lets element `at` sink until no child is larger. */
static void sink(char *base, size_t at, size_t count, size_t size, compare_r compare, void *arg)
{
	for (size_t child; (child = 2 * at + 1) < count; at = child) {
		char *c = base + child * size;
		if (child + 1 < count && compare(c, c + size, arg) < 0) child++, c += size;
		if (compare(base + at * size, c, arg) >= 0) return;
		swap(base + at * size, c, size);
	}
}

void qsort_r(void *array, size_t count, size_t size, compare_r compare, void *arg)
{
	char *base = array;
	for (size_t i = count / 2; i-- > 0;) sink(base, i, count, size, compare, arg);
	while (count > 1) {
		count--;
		swap(base, base + count * size, size);
		sink(base, 0, count, size, compare, arg);
	}
}

static int forward(const void *a, const void *b, void *compare)
{
	return ((int (*)(const void *, const void *))compare)(a, b);
}

void qsort(void *array, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	qsort_r(array, count, size, forward, (void *)compare);
}

void *bsearch(const void *key, const void *array, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	const char *base = array;
	while (count > 0) {
		const char *middle = base + count / 2 * size;
		int order = compare(key, middle);
		if (order == 0) return (void *)middle;
		if (order > 0) {
			base = middle + size;
			count -= count / 2 + 1;
		} else
			count /= 2;
	}
	return NULL;
}
