/* lsblk(8): block devices as a tree, from /sys/block and /proc/self/mountinfo. -a (empty ones too), -b (bytes), -n (no heading). */
#include <dirent.h>
#include <getopt.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../shared/human.h"

static int all, bytes;

static long number(const char *place, const char *name)
{
	char path[512], text[64] = "";
	snprintf(path, sizeof path, "%s/%s", place, name);
	FILE *file = fopen(path, "r");
	if (!file) return -1;
	if (!fgets(text, sizeof text, file)) *text = 0;
	fclose(file);
	return atol(text);
}

static void deviceNumber(const char *place, char *text, size_t size)
{
	char path[512];
	snprintf(path, sizeof path, "%s/dev", place);
	FILE *file = fopen(path, "r");
	*text = 0;
	if (!file) return;
	if (fgets(text, size, file)) text[strcspn(text, "\n")] = 0;
	fclose(file);
}

/* Where it is mounted; the first place. */
static const char *mountPoint(const char *name)
{
	static char found[256];
	char device[128];
	snprintf(device, sizeof device, "/dev/%s", name);
	FILE *table = setmntent("/proc/self/mounts", "r");
	*found = 0;
	for (struct mntent *m; table && (m = getmntent(table));)
		if (strcmp(m->mnt_fsname, device) == 0) {
			snprintf(found, sizeof found, "%s", m->mnt_dir);
			break;
		}
	if (table) endmntent(table);
	return found;
}

static void show(const char *place, const char *name, const char *branch, const char *type)
{
	char id[32], size[32], label[64];
	long sectors = number(place, "size");
	deviceNumber(place, id, sizeof id);
	char *colon = strchr(id, ':');
	char split[40];
	snprintf(split, sizeof split, "%3.*s:%-3s", colon ? (int)(colon - id) : 0, id, colon ? colon + 1 : "");
	if (bytes) snprintf(size, sizeof size, "%ld", sectors * 512);
	else humanSize(sectors, 512, size);
	snprintf(label, sizeof label, "%s%s", branch, name);
	/* The branch's characters take three bytes and one column each. */
	int wide = 6;
	for (const char *c = branch; *c; c++) if ((*c & 0xc0) == 0x80) wide++;
	printf("%-*s %s %2ld %6s %2ld %-4s %s\n", wide, label, split, number(place, "removable") > 0 ? 1l : 0l, size, number(place, "ro"), type, mountPoint(name));
}

static int byName(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }
static int visible(const struct dirent *e) { return e->d_name[0] != '.'; }

int main(int argc, char **argv)
{
	int heading = 1;
	for (int c; (c = getopt(argc, argv, "abn")) != -1;) switch (c) {
		case 'a': all = 1; break;
		case 'b': bytes = 1; break;
		case 'n': heading = 0; break;
		default: fprintf(stderr, "Try 'lsblk --help' for more information.\n"); return 1;
		}
	struct dirent **disks;
	int n = scandir("/sys/block", &disks, visible, byName);
	if (n < 0) {
		perror("lsblk: failed to access sysfs directory: /sys/block");
		return 1;
	}
	if (heading) printf("NAME   MAJ:MIN RM   SIZE RO TYPE MOUNTPOINTS\n");
	for (int i = 0; i < n; i++) {
		const char *name = disks[i]->d_name;
		char place[300];
		snprintf(place, sizeof place, "/sys/block/%s", name);
		if (!all && (number(place, "size") <= 0 || strncmp(name, "ram", 3) == 0)) continue;
		show(place, name, "", strncmp(name, "loop", 4) == 0 ? "loop" : "disk");
		struct dirent **parts;
		int count = scandir(place, &parts, visible, byName), last = -1;
		for (int j = 0; j < count; j++)
			if (strncmp(parts[j]->d_name, name, strlen(name)) == 0) last = j;
		for (int j = 0; j < count; j++) {
			if (strncmp(parts[j]->d_name, name, strlen(name))) continue;
			char inner[600];
			snprintf(inner, sizeof inner, "%s/%s", place, parts[j]->d_name);
			show(inner, parts[j]->d_name, j == last ? "\u2514\u2500" : "\u251c\u2500", "part");
		}
	}
	return 0;
}
