/* df(1): room on file systems, by statfs(2). -h for people, -i inodes, -a all, -T with types. */
#include <errno.h>
#include <getopt.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include "../shared/human.h"

static int human, inodes, all, types;

struct row {
	char cells[7][256];
};
static struct row *rows;
static int rowCount;

static void sizeCell(char *cell, unsigned long blocks, unsigned long unit)
{
	if (human) humanSize(blocks, unit, cell);
	else sprintf(cell, "%lu", blocks * unit / 1024);
}

static struct row *addRow(void)
{
	rows = realloc(rows, (size_t)(rowCount + 1) * sizeof *rows);
	return memset(&rows[rowCount++], 0, sizeof *rows);
}

static void addHeader(void)
{
	static const char *const plain[] = {"Filesystem", "Type", "1K-blocks", "Used", "Available", "Use%", "Mounted on"};
	static const char *const people[] = {"Filesystem", "Type", "Size", "Used", "Avail", "Use%", "Mounted on"};
	static const char *const nodes[] = {"Filesystem", "Type", "Inodes", "IUsed", "IFree", "IUse%", "Mounted on"};
	struct row *row = addRow();
	for (int i = 0; i < 7; i++) strcpy(row->cells[i], (inodes ? nodes : human ? people : plain)[i]);
}

static void addMount(const struct mntent *m)
{
	struct statfs st;
	if (statfs(m->mnt_dir, &st) < 0) {
		fprintf(stderr, "df: %s: %s\n", m->mnt_dir, strerror(errno));
		return;
	}
	/* proc, sysfs and their like have no blocks. */
	if (!all && st.f_blocks == 0) return;
	struct row *row = addRow();
	strlcpy(row->cells[0], m->mnt_fsname, sizeof row->cells[0]);
	strlcpy(row->cells[1], m->mnt_type, sizeof row->cells[1]);
	strlcpy(row->cells[6], m->mnt_dir, sizeof row->cells[6]);
	unsigned long unit = (unsigned long)(st.f_frsize ? st.f_frsize : st.f_bsize), total = inodes ? st.f_files : st.f_blocks;
	unsigned long used = total - (inodes ? st.f_ffree : st.f_bfree), free = inodes ? st.f_ffree : st.f_bavail;
	if (inodes) {
		sprintf(row->cells[2], "%lu", total);
		sprintf(row->cells[3], "%lu", used);
		sprintf(row->cells[4], "%lu", free);
	} else {
		sizeCell(row->cells[2], total, unit);
		sizeCell(row->cells[3], used, unit);
		sizeCell(row->cells[4], free, unit);
	}
	/* Rounded up. */
	if (used + free) sprintf(row->cells[5], "%lu%%", (used * 100 + used + free - 1) / (used + free));
	else strcpy(row->cells[5], "-");
}

static void printRows(void)
{
	int width[7] = {14, 4, human ? 5 : 0, 5, human ? 5 : 0, 4, 0};
	for (int r = 0; r < rowCount; r++)
		for (int c = 0; c < 7; c++)
			if ((int)strlen(rows[r].cells[c]) > width[c]) width[c] = (int)strlen(rows[r].cells[c]);
	for (int r = 0; r < rowCount; r++) {
		printf("%-*s ", width[0], rows[r].cells[0]);
		if (types) printf("%-*s ", width[1], rows[r].cells[1]);
		for (int c = 2; c < 6; c++) printf("%*s ", width[c], rows[r].cells[c]);
		puts(rows[r].cells[6]);
	}
}

/* The mount that holds `path`: the longest directory that is a beginning of it. */
static int holds(const char *dir, const char *path)
{
	size_t length = strlen(dir);
	if (strcmp(dir, "/") == 0) return 1;
	return strncmp(dir, path, length) == 0 && (!path[length] || path[length] == '/');
}

int main(int argc, char **argv)
{
	for (int c; (c = getopt(argc, argv, "hiaTk")) != -1;) switch (c) {
		case 'h': human = 1; break;
		case 'i': inodes = 1; break;
		case 'a': all = 1; break;
		case 'T': types = 1; break;
		case 'k': break;
		default: fprintf(stderr, "Try 'df --help' for more information.\n"); return 1;
		}
	int status = 0;
	addHeader();
	for (int i = optind; i < argc || i == optind; i++) {
		char *path = i < argc ? realpath(argv[i], NULL) : NULL;
		if (i < argc && !path) {
			fprintf(stderr, "df: %s: %s\n", argv[i], strerror(errno));
			status = 1;
			continue;
		}
		FILE *table = setmntent("/proc/self/mounts", "r");
		if (!table) {
			fprintf(stderr, "df: cannot read table of mounted file systems: %s\n", strerror(errno));
			return 1;
		}
		struct mntent *m;
		char best[256] = "";
		while (path && (m = getmntent(table)))
			if (holds(m->mnt_dir, path) && strlen(m->mnt_dir) >= strlen(best)) strlcpy(best, m->mnt_dir, sizeof best);
		if (path) rewind(table);
		int before = rowCount, wasAll = all;
		if (path) all = 1;
		while ((m = getmntent(table)))
			if (!path || strcmp(m->mnt_dir, best) == 0) {
				/* Of several mounts on one directory the last is seen. */
				if (path) rowCount = before;
				addMount(m);
			}
		all = wasAll;
		endmntent(table);
		free(path);
	}
	if (rowCount > 1) printRows();
	return status;
}
