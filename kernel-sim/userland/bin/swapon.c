/* swapon(8): [-s] shows, [-p priority] FILE… begins to swap there, -a what fstab names. */
#include <errno.h>
#include <getopt.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/swap.h>

static int begin(const char *path, int flags)
{
	if (swapon(path, flags) == 0) return 0;
	fprintf(stderr, "swapon: %s: swapon failed: %s\n", path, strerror(errno));
	return 255;
}

static int all(int flags)
{
	int status = 0;
	FILE *table = setmntent("/etc/fstab", "r");
	if (!table) return 0;
	for (struct mntent *entry; (entry = getmntent(table));)
		if (strcmp(entry->mnt_type, "swap") == 0) status |= begin(entry->mnt_fsname, flags);
	endmntent(table);
	return status;
}

/* As `swapon --show` prints it. */
static int show(int titles)
{
	char line[512], name[256], kind[32];
	long size, used;
	int priority, first = 1;
	FILE *file = fopen("/proc/swaps", "r");
	if (!file) return 1;
	while (fgets(line, sizeof line, file)) {
		if (sscanf(line, "%255s %31s %ld %ld %d", name, kind, &size, &used, &priority) != 5) continue;
		if (first && titles) printf("%-10s %-9s %6s %6s %4s\n", "NAME", "TYPE", "SIZE", "USED", "PRIO");
		first = 0;
		char sizes[2][16];
		long values[2] = {size, used};
		for (int i = 0; i < 2; i++) {
			if (values[i] == 0) strcpy(sizes[i], "0B");
			else if (values[i] < 1024) snprintf(sizes[i], 16, "%ldK", values[i]);
			else if (values[i] % 1024 == 0) snprintf(sizes[i], 16, "%ldM", values[i] / 1024);
			else snprintf(sizes[i], 16, "%.1fM", (double)values[i] / 1024);
		}
		printf("%-10s %-9s %6s %6s %4d\n", name, kind, sizes[0], sizes[1], priority);
	}
	fclose(file);
	return 0;
}

static int summary(void)
{
	char line[512];
	FILE *file = fopen("/proc/swaps", "r");
	if (!file) return 1;
	int lines = 0;
	char first[512] = "";
	while (fgets(line, sizeof line, file)) {
		if (lines++ == 0) strcpy(first, line);
		else {
			if (lines == 2) fputs(first, stdout);
			fputs(line, stdout);
		}
	}
	fclose(file);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"all", no_argument, 0, 'a'}, {"priority", required_argument, 0, 'p'}, {"show", no_argument, 0, 'S'}, {"summary", no_argument, 0, 's'},
		{"noheadings", no_argument, 0, 'n'}, {0, 0, 0, 0}};
	int flags = 0, status = 0, everything = 0, showing = 0, titles = 1;
	for (int c; (c = getopt_long(argc, argv, "ap:s", options, NULL)) != -1;) switch (c) {
		case 'a': everything = 1; break;
		case 'p': flags = SWAP_FLAG_PREFER | (atoi(optarg) & SWAP_FLAG_PRIO_MASK); break;
		case 's': return summary();
		case 'S': showing = 1; break;
		case 'n': titles = 0; break;
		default: return 1;
		}
	if (showing || (!everything && optind == argc)) return show(titles);
	if (everything) status |= all(flags);
	for (; optind < argc; optind++) status |= begin(argv[optind], flags);
	return status;
}
