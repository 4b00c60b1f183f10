/*
 * The helpers as plain functions, so that gcc can make an ordinary program of an eBPF one: what it computes is what the
 * kernel must compute. Maps are found by the address of their definition, which also tells their sizes.
 */
#ifndef NATIVE_BPF_HELPERS
#define NATIVE_BPF_HELPERS
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/types.h>

#define __uint(name, val) int(*name)[val]
#define __type(name, val) typeof(val) *name
#define SEC(name) __attribute__((used))
#define __always_inline inline __attribute__((always_inline))
#define __noinline __attribute__((noinline))
#define barrier_var(x) asm volatile("" : "+r"(x))

struct native_map {
	const void *id;
	const char *name;
	int type;
	unsigned key, value, max, used;
	unsigned char *keys, *values, *present;
};
static struct native_map native_maps[16];

static struct native_map *native_map(const void *id, const char *name, int type, unsigned key, unsigned value, unsigned max)
{
	struct native_map *m = native_maps;
	while (m->id && m->id != id) m++;
	if (m->id) return m;
	*m = (struct native_map){ id, name + 1, type, key, value, max };
	m->keys = calloc(max, key);
	m->values = calloc(max, value);
	m->present = calloc(max, 1);
	for (unsigned i = 0; i < max && type == 2; i++) {
		memcpy(m->keys + i * key, &i, 4);
		m->present[i] = 1;
	}
	return m;
}
#define NATIVE_MAP(m) native_map(m, #m, sizeof(*(m)->type) / sizeof(int), sizeof(*(m)->key), sizeof(*(m)->value), \
	sizeof(*(m)->max_entries) / sizeof(int))

static void *native_lookup(struct native_map *m, const void *key)
{
	for (unsigned i = 0; i < m->max; i++)
		if (m->present[i] && !memcmp(m->keys + i * m->key, key, m->key)) return m->values + i * m->value;
	return 0;
}
static long native_update(struct native_map *m, const void *key, const void *value, unsigned long long flags)
{
	unsigned char *old = native_lookup(m, key);
	if (old && flags == 1) return -17;
	if (!old && flags == 2) return -2;
	for (unsigned i = 0; !old && i < m->max; i++)
		if (!m->present[i]) {
			if (m->type == 2) return -7;
			m->present[i] = 1;
			memcpy(m->keys + i * m->key, key, m->key);
			old = m->values + i * m->value;
		}
	if (!old) return -7;
	memcpy(old, value, m->value);
	return 0;
}
static long native_delete(struct native_map *m, const void *key)
{
	unsigned char *old = native_lookup(m, key);
	if (m->type == 2) return -22;
	if (!old) return -2;
	m->present[(old - m->values) / m->value] = 0;
	return 0;
}
#define bpf_map_lookup_elem(m, k) native_lookup(NATIVE_MAP(m), k)
#define bpf_map_update_elem(m, k, v, f) native_update(NATIVE_MAP(m), k, v, f)
#define bpf_map_delete_elem(m, k) native_delete(NATIVE_MAP(m), k)
#define bpf_printk(...) 0

static int native_compare(const void *a, const void *b) { return strcmp(*(char **) a, *(char **) b); }
static void native_hex(char *to, const unsigned char *from, unsigned n)
{
	for (unsigned i = 0; i < n; i++) sprintf(to + strlen(to), "%02x", from[i]);
}
static void native_dump(void)
{
	for (struct native_map *m = native_maps; m->id; m++) {
		char *lines[4096];
		int n = 0;
		for (unsigned i = 0; i < m->max; i++) {
			if (!m->present[i]) continue;
			char *line = calloc(1, 4 * (m->key + m->value) + strlen(m->name) + 16);
			sprintf(line, "map %s ", m->name);
			native_hex(line, m->keys + i * m->key, m->key);
			strcat(line, " ");
			native_hex(line, m->values + i * m->value, m->value);
			lines[n++] = line;
		}
		qsort(lines, n, sizeof *lines, native_compare);
		for (int i = 0; i < n; i++) puts(lines[i]);
	}
}

#endif
