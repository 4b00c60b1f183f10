/* -c: how often each call was made, how often it failed, and the time in the kernel. Follows count.c: call_summary. */
#include <stdio.h>
#include <stdlib.h>
#include "strace.h"

static struct count {
	const struct call *call;
	unsigned long calls, errors;
	long time;
} counts[512];
static int used;

void countCall(const struct task *t)
{
	int i = 0;
	while (i < used && counts[i].call != t->call) i++;
	if (i == 512) return;
	if (i == used) counts[used++].call = t->call;
	counts[i].calls++;
	counts[i].errors += (unsigned long)t->failed;
	counts[i].time += t->system - t->began;
}

static int byTime(const void *a, const void *b)
{
	const struct count *x = a, *y = b;
	if (x->time != y->time) return x->time < y->time ? 1 : -1;
	if (x->calls != y->calls) return x->calls < y->calls ? 1 : -1;
	return x->call->nr - y->call->nr;
}

static void row(double percent, long time, unsigned long calls, unsigned long failed, const char *name)
{
	print("%6.2f %11.6f %11lu %9lu ", percent, (double)time / 1e6, calls ? (unsigned long)time / calls : 0, calls);
	if (failed) print("%9lu %s\n", failed, name);
	else print("%9s %s\n", "", name);
}

void printCounts(void)
{
	struct count total = {0};
	qsort(counts, (size_t)used, sizeof *counts, byTime);
	for (int i = 0; i < used; i++) {
		total.time += counts[i].time;
		total.calls += counts[i].calls;
		total.errors += counts[i].errors;
	}
	static const char rule[] = "------ ----------- ----------- --------- --------- ----------------\n";
	print("%% time     seconds  usecs/call     calls    errors syscall\n%s", rule);
	for (int i = 0; i < used; i++) {
		double share = total.time ? 100.0 * (double)counts[i].time / (double)total.time : 0;
		row(share, counts[i].time, counts[i].calls, counts[i].errors, counts[i].call->name);
	}
	print("%s", rule);
	row(100, total.time, total.calls, total.errors, "total");
	flushOutput();
}
